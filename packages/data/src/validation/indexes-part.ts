import { reportIndexes } from '../indexes/indexes.ts';
import { type Bench } from './bench.ts';
import { measureIndexEffects } from './index-effects.ts';
import { partOf, reached, type ValidationPart } from './validation-report.ts';

const RUNS = { with: 15, without: 5 };
/** What each index that is missing or invalid leaves of the score: below the pass mark with the first one. */
const LEFT_BY_A_MISSING = 0.8;

/** The same queries with and without their index, and whether every index is there. */
export async function indexesPart(bench: Bench): Promise<ValidationPart> {
  const { uncached, spatialKind } = bench;
  const mongo = spatialKind === 'mongo' ? (uncached.mongo?.db ?? null) : null;
  const indexes = await reportIndexes({ postgres: uncached.postgres, mongo });
  const missing = indexes.filter(({ state }) => state !== 'ok').length;
  const effects = await measureIndexEffects(bench, RUNS);
  const figures = effects.flatMap(({ query, ratio, withMs, withoutMs }): [string, number][] => [
    [`${query}Ratio`, ratio],
    [`${query}WithMs`, withMs],
    [`${query}WithoutMs`, withoutMs],
  ]);
  const left = LEFT_BY_A_MISSING ** missing;
  return partOf(
    'indexes',
    effects.map(({ ratio, target }) => reached(ratio, target) * left),
    { indexes: indexes.length, missing, ...Object.fromEntries(figures) },
  );
}
