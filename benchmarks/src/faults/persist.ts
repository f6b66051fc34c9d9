import { setTimeout as sleep } from 'node:timers/promises';

const LONGEST_MS = 60_000;
const PAUSE_MS = 200;

/** Tries again while a server is away that a fault of this run has hit. @throws the last fault after a minute */
export async function persist<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const deadline = performance.now() + LONGEST_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (performance.now() > deadline) throw error;
      await sleep(PAUSE_MS, undefined, { signal });
    }
  }
}
