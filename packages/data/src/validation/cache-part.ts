import { createSpatialStore } from '../spatial/create-spatial-store.ts';
import { type Bench } from './bench.ts';
import { partOf, reached, type ValidationPart } from './validation-report.ts';
import { mean, timed } from './timing.ts';

/** Hit ratio that the cache has to reach on Zipf reads, and how much faster a repeated read has to be. */
const TARGETS = { hitRatio: 0.7, speedup: 10 };
const KEYS = 100;
const READS = 1000;

/** Ranks of a Zipf distribution with exponent 1, the same in every run. */
function zipfRanks(): number[] {
  const weights = Array.from({ length: KEYS }, (_, rank) => 1 / (rank + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let state = 1;
  return Array.from({ length: READS }, () => {
    // Park and Miller's minimal standard generator.
    state = (state * 48_271) % 0x7fff_ffff;
    let left = (state / 0x7fff_ffff) * total;
    return weights.findIndex((weight) => (left -= weight) <= 0);
  });
}

/** Box queries that repeat as people repeat them: few boxes often, many rarely. */
export async function cachePart({ optimizer, spatialKind, plan, signal }: Bench): Promise<ValidationPart> {
  const store = createSpatialStore(optimizer, spatialKind);
  const seen = new Set<number>();
  const [first, again]: [number[], number[]] = [[], []];
  const before = optimizer.cache.snapshot();
  for (const rank of zipfRanks()) {
    signal.throwIfAborted();
    const ms = await timed(() =>
      store.findSpatialDataInBounds(plan.projectId, plan.box(rank), { limit: 1001 }),
    );
    (seen.has(rank) ? again : first).push(ms);
    seen.add(rank);
  }
  const after = optimizer.cache.snapshot();
  const hits = (of: typeof after): number => (of.hitRatio ?? 0) * of.samples;
  const samples = after.samples - before.samples;
  const hitRatio = samples === 0 ? 0 : (hits(after) - hits(before)) / samples;
  const [firstMs, againMs] = [mean(first), mean(again)];
  const speedup = firstMs / againMs;
  const shares = [reached(hitRatio, TARGETS.hitRatio), reached(speedup, TARGETS.speedup)];
  return partOf('cache', shares, { hitRatio, reads: READS, firstMs, againMs, speedup });
}
