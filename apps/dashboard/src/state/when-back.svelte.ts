import { untrack } from 'svelte';

import { type LiveMetrics } from './live-metrics.svelte.ts';

/** Calls `act` each time the server answers again after it was lost. For components: ends with the one that calls it. */
export function whenBack(metrics: LiveMetrics, act: () => void): void {
  let wasLost = false;
  $effect(() => {
    const { state } = metrics;
    if (state === 'reconnecting' || state === 'offline') wasLost = true;
    else if (state === 'live' && wasLost) {
      wasLost = false;
      untrack(act);
    }
  });
}
