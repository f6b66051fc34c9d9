/** Runs `work` once. @returns milliseconds */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Runs `work` so often, one after the other, with the number of the run. @returns milliseconds of each run */
export async function repeated(
  times: number,
  work: (run: number) => Promise<unknown>,
  signal: AbortSignal,
): Promise<number[]> {
  const durations: number[] = [];
  for (let run = 0; run < times; run++) {
    signal.throwIfAborted();
    durations.push(await timed(() => work(run)));
  }
  return durations;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = NaN, high = NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}
