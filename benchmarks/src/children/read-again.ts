import { median } from '../statistics.ts';
import { type DrawingReport } from './messages.ts';
import { peakMemory } from './peak-memory.ts';

/**
 * Reads a drawing again and again in this process.
 * @param read is told how many readings were before, and answers how many elements there are
 */
export async function readAgain(
  reads: number,
  read: (reading: number) => Promise<number>,
): Promise<DrawingReport> {
  // The clock of `performance` starts with the process.
  let elements = await read(0);
  const first = performance.now() / 1000;
  const peakBytes = peakMemory();
  const seconds = [first];
  while (seconds.length < reads) {
    const started = performance.now();
    elements = await read(seconds.length);
    seconds.push((performance.now() - started) / 1000);
  }
  return { elements, first, steady: median(seconds.slice(Math.floor(reads / 2))), peakBytes };
}
