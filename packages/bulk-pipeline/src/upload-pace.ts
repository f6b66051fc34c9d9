import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

import { type ResolvedOptions } from './options.ts';

/** Share of the event loop that an upload may take beside requests; the sender is held to it too. */
const SHARE = 0.5;
/** Timers keep no shorter rests. */
const LEAST_REST_MS = 2;

/** Milliseconds of rest after so many of work, so that work takes its share. */
export function uploadRest(worked: number): number {
  return (worked * (1 - SHARE)) / SHARE;
}

/**
 * Holds one upload to a share of this process's event loop while requests come: it would keep a core busy, and its
 * sender another one. What counts is the time that the loop was at work, so a slow sender is not slowed down further.
 * @returns to be waited for after each piece of the body; undefined where nothing holds imports back
 */
export function paceOfUpload({
  budget,
  throttle,
}: Pick<ResolvedOptions, 'budget' | 'throttle'>): (() => Promise<void>) | undefined {
  if (throttle === 'off' || !budget?.isUsed) return undefined;
  let since = performance.eventLoopUtilization();
  return async () => {
    const rest = uploadRest(performance.eventLoopUtilization(since).active);
    if (rest < LEAST_REST_MS) return;
    if (budget.isUsed?.()) await sleep(rest);
    since = performance.eventLoopUtilization();
  };
}
