import {
  fillPlan,
  type IndexEffect,
  measureIndexEffects,
  openScratch,
  openSpatialStore,
} from '@sizewise/data';
import { DatabasePerformanceOptimizer } from '@sizewise/optimizer';

import { atLeast, type ResultLine } from '../result-line.ts';
import { compare } from '../rounds.ts';
import { type BenchContext } from '../setup/context.ts';
import { openBenchMongo } from '../setup/bench-mongo.ts';
import { type Benchmark, BenchmarkSkipped } from './benchmark.ts';

const ROWS = 1_000_000;
/** Runs of each query in a round; a round's figure is their median. */
const RUNS = { with: 15, without: 3 };
const WORDS = {
  box: 'documents in a box of 5 m',
  cfmRange: 'calculations in a range of cfm, one in a thousand',
  textSearch: 'segments by a word of their name',
  userProjects: 'projects of a user, newest first',
} as const;

type Kind = 'postgres' | 'mongo';

function lineOf(effects: readonly IndexEffect[], rows: number, detail: string): ResultLine {
  const [first] = effects;
  if (!first) throw new Error('Nothing was measured');
  return compare(
    {
      name: 'indexes',
      measure: `${WORDS[first.query]}, ${rows.toLocaleString('en')} rows in ${detail}`,
      rival: `the same without ${first.index}`,
      unit: '1/s',
      target: atLeast(first.target),
      notes: ['services of the product without a cache', 'the index is dropped and built anew in each round'],
    },
    effects.map(({ withMs }) => 1000 / withMs),
    effects.map(({ withoutMs }) => 1000 / withoutMs),
  );
}

async function measure(
  context: BenchContext,
  kind: Kind,
  mongoUrl: string | null,
  detail: string,
): Promise<ResultLine[]> {
  const { database, signal, say } = context;
  // A database of its own: a million projects would be in the way of other benchmarks.
  await using scratch = await openScratch(database.url, mongoUrl);
  await using uncached = new DatabasePerformanceOptimizer(
    { connectionString: scratch.databaseUrl, poolSize: 4, maxOverflow: 0, statementTimeout: 0 },
    scratch.mongoUrl === null ? null : { url: scratch.mongoUrl },
    { maxBytes: 0 },
  );
  say(`indexes: filling ${detail} with ${ROWS.toLocaleString('en')} rows`);
  await openSpatialStore(uncached, kind).prepare();
  const plan = await fillPlan(uncached, kind, ROWS);
  const rounds: IndexEffect[][] = [];
  for (let round = 0; round < context.rounds; round++) {
    signal.throwIfAborted();
    say(`indexes: ${detail}, round ${round + 1}`);
    const bench = { optimizer: uncached, uncached, spatialKind: kind, plan, signal };
    rounds.push(await measureIndexEffects(bench, RUNS, kind));
  }
  const queries = rounds[0]?.map(({ query }) => query) ?? [];
  return queries.map((query) =>
    lineOf(
      rounds.flatMap((effects) => effects.filter((effect) => effect.query === query)),
      ROWS,
      detail,
    ),
  );
}

async function run(context: BenchContext): Promise<ResultLine[]> {
  const lines = await measure(context, 'postgres', null, 'PostgreSQL');
  try {
    await using mongo = await openBenchMongo(context.database.url);
    lines.push(...(await measure(context, 'mongo', mongo.url, `MongoDB (${mongo.detail})`)));
  } catch (error) {
    if (!(error instanceof BenchmarkSkipped)) throw error;
    context.say(`indexes: ${error.message}`);
  }
  return lines;
}

export const indexes: Benchmark = {
  name: 'indexes',
  title: 'Queries of the services on a million rows, with their index and without',
  run,
};
