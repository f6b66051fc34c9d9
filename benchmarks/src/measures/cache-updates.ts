import { setTimeout as delay } from 'node:timers/promises';

import { type CacheWatchInput, type CacheWatchReport } from '../children/messages.ts';
import { runChild } from '../children/run-child.ts';
import { atMost, type ResultLine } from '../result-line.ts';
import { compare } from '../rounds.ts';
import { openBenchRedis, openCache } from '../setup/bench-caches.ts';
import { type BenchContext } from '../setup/context.ts';
import { percentile } from '../statistics.ts';
import { type Benchmark } from './benchmark.ts';

const CHANGES = 300;
/** Between two changes, so that each is seen for itself. */
const PAUSE_MS = 10;
const ALLOWED_MS = 100;

/** Milliseconds from each commit to the first read of another process that shows it. */
async function delaysOf(context: BenchContext, redisUrl: string | null): Promise<number[]> {
  const { database, signal } = context;
  await using optimizer = await openCache(database.url, {}, redisUrl);
  const { postgres } = optimizer;
  await postgres.query('DROP TABLE IF EXISTS watched');
  await postgres.query('CREATE TABLE watched (n integer, is_watched boolean)');
  await postgres.query('INSERT INTO watched VALUES (0, false)');
  const input: CacheWatchInput = { databaseUrl: database.url, redisUrl, changes: CHANGES };
  const watching = runChild<CacheWatchReport>('cache-watch-child', input, { signal });
  const isWatched = async (): Promise<boolean> =>
    (await postgres.query('SELECT FROM watched WHERE is_watched')).rowCount === 1;
  await Promise.race([
    watching,
    (async () => {
      while (!(await isWatched())) await delay(5, undefined, { signal });
    })(),
  ]);
  const committedAt: number[] = [];
  for (let n = 1; n <= CHANGES; n++) {
    await optimizer.write(['watched'], (lease) => lease.query('UPDATE watched SET n = $1', [n]));
    committedAt.push(Date.now());
    await delay(PAUSE_MS, undefined, { signal });
  }
  const { seenAt } = await watching;
  await postgres.query('DROP TABLE watched');
  return committedAt.map((at, i) => Math.max(0, (seenAt[i] ?? NaN) - at));
}

async function lineOf(context: BenchContext, redisUrl: string | null): Promise<ResultLine> {
  const all: number[][] = [];
  for (let round = 0; round < context.rounds; round++) all.push(await delaysOf(context, redisUrl));
  const p99 = all.map((delays) => percentile(delays, 0.99));
  return compare(
    {
      name: 'cache-updates',
      measure: `an update is seen by another process, ${redisUrl === null ? 'without' : 'with'} Redis: p99`,
      rival: `the time allowed, ${ALLOWED_MS} ms`,
      unit: 'ms',
      target: atMost(1),
      notes: [
        `${CHANGES} changes a round, one every ${PAUSE_MS} ms and more, from the commit to the first read that shows it`,
        `median ${percentile(all.flat(), 0.5)} ms, longest ${Math.max(...all.flat())} ms`,
      ],
    },
    p99,
    p99.map(() => ALLOWED_MS),
  );
}

async function run(context: BenchContext): Promise<ResultLine[]> {
  await using redis = await openBenchRedis(context);
  return [await lineOf(context, null), await lineOf(context, redis.url)];
}

export const cacheUpdates: Benchmark = {
  name: 'cache-updates',
  title: 'how soon another process sees an update, with and without Redis',
  run,
};
