import { seededRandom } from '../generate/random.ts';
import { zipf } from '../generate/zipf.ts';

/** One request: a read, or a write that makes what is kept under the key untrue. */
export interface Request {
  readonly key: number;
  readonly writes: boolean;
}

/** Requests by Zipf's law, s = 1. The same seed gives the same trace. */
export function traceOf(keys: number, requests: number, writes: number, seed: number): Request[] {
  const random = seededRandom(seed);
  const next = zipf(keys, 1, random);
  return Array.from({ length: requests }, () => ({ key: next(), writes: random() < writes }));
}

/** Hit ratio of a cache that holds exactly the `size` least recently used keys; it begins empty. */
export function lruHitRatio(trace: readonly Request[], size: number): number {
  const held = new Set<number>();
  let reads = 0;
  let hits = 0;
  for (const { key, writes } of trace) {
    const had = held.delete(key);
    if (writes) continue;
    reads++;
    if (had) hits++;
    held.add(key);
    if (held.size > size) for (const oldest of held) if (held.delete(oldest)) break;
  }
  return hits / reads;
}
