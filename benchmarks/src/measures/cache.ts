import { atLeast, atMost, type ResultLine } from '../result-line.ts';
import { alternate, compare } from '../rounds.ts';
import { bentoInMemory, bentoOnRedis } from '../rivals/bento-caches.ts';
import { openBenchRedis, openCache } from '../setup/bench-caches.ts';
import { type BenchContext } from '../setup/context.ts';
import { type Benchmark } from './benchmark.ts';
import { lruHitRatio, type Request, traceOf } from './cache-traces.ts';

type Read = (key: string, loader: () => Promise<unknown>) => Promise<unknown>;

const HIT_KEYS = 1000;
const HITS = 200_000;
const REDIS_HITS = 5000;
const REDIS_ALLOWED_MS = 1;
/** A row of a project's list, about 1 kB. */
const VALUE = { id: 'f'.repeat(36), name: 'Duct 1', properties: 'x'.repeat(900), at: '2026-01-01T00:00:00Z' };

const ZIPF = { keys: 100_000, requests: 300_000, writes: 0.01, held: 10_000 };
const ALLOWED_DISTANCE = 0.02;
const LEAST_HIT_RATIO = 0.7;

const keyOf = (n: number): string => `key:${String(n).padStart(6, '0')}`;
const neverLoads = async (): Promise<never> => {
  throw new Error('A read that should have been a hit ran its loader');
};

/** Reads per second of keys that are all there. */
async function hitRate(read: Read, keys: number, reads: number): Promise<number> {
  const names = Array.from({ length: keys }, (_, i) => keyOf(i));
  for (const name of names) await read(name, async () => VALUE);
  const start = performance.now();
  for (let i = 0; i < reads; i++) await read(names[i % keys] ?? '', neverLoads);
  return reads / ((performance.now() - start) / 1000);
}

function readsOf(
  cache: ReturnType<typeof bentoInMemory> | ReturnType<typeof bentoOnRedis>,
  tagged: boolean,
): Read {
  return (key, factory) =>
    cache.getOrSet({ key, factory, ttl: '1h', ...(tagged ? { tags: [`tag:${key}`] } : {}) });
}

async function inProcess(context: BenchContext, tagged: boolean): Promise<ResultLine> {
  const { database, rounds, signal } = context;
  await using optimizer = await openCache(database.url, {});
  const bento = bentoInMemory(HIT_KEYS * 3);
  const ours: Read = (key, loader) =>
    optimizer.optimizedQueryCache(key, tagged ? { tags: [`tag:${key}`] } : {}, loader);
  const measured = await alternate(
    rounds,
    { run: () => hitRate(ours, HIT_KEYS, HITS) },
    { run: () => hitRate(readsOf(bento, tagged), HIT_KEYS, HITS) },
    { warmUp: true, signal },
  );
  await bento.disconnectAll();
  return compare(
    {
      name: 'cache',
      measure: `hits of the in-process tier${tagged ? ', each key with a tag' : ''}`,
      rival: 'BentoCache 1.6.1, values not serialized',
      unit: '1/s',
      target: atLeast(1),
    },
    measured.ours,
    measured.theirs,
  );
}

async function onRedis(context: BenchContext): Promise<ResultLine[]> {
  const { database, rounds, signal } = context;
  await using redis = await openBenchRedis(context);
  await using optimizer = await openCache(database.url, { maxBytes: 0 }, redis.url);
  const bento = bentoOnRedis(redis.url);
  const ours: Read = (key, loader) => optimizer.optimizedQueryCache(key, { tags: [`tag:${key}`] }, loader);
  const mean = async (read: Read): Promise<number> => 1000 / (await hitRate(read, HIT_KEYS, REDIS_HITS));
  const measured = await alternate(
    rounds,
    { run: () => mean(ours) },
    { run: () => mean(readsOf(bento, true)) },
    { warmUp: true, signal },
  );
  await bento.disconnectAll();
  const notes = [redis.detail, 'one read after the other, in-process tier off, one tag, value of 1 kB'];
  const line = { name: 'cache', measure: 'mean time of a hit in Redis', unit: 'ms', notes };
  return [
    compare(
      { ...line, rival: `the time allowed, ${REDIS_ALLOWED_MS} ms`, target: atMost(1) },
      measured.ours,
      measured.ours.map(() => REDIS_ALLOWED_MS),
    ),
    compare({ ...line, rival: 'BentoCache 1.6.1', target: null }, measured.ours, measured.theirs),
  ];
}

/** Bytes of the in-process tier that hold exactly so many of these entries. */
async function bytesFor(databaseUrl: string, entries: number): Promise<number> {
  await using optimizer = await openCache(databaseUrl, {});
  await optimizer.optimizedQueryCache(keyOf(0), { tags: [keyOf(0)] }, async () => keyOf(0));
  return optimizer.cache.snapshot().memoryUsage * entries;
}

/** Hit ratio as the report says it; it must be that of the loaders that ran. */
async function oursOf(context: BenchContext, maxBytes: number, trace: readonly Request[]): Promise<number> {
  await using optimizer = await openCache(context.database.url, { maxBytes });
  let loads = 0;
  let reads = 0;
  for (const { key, writes } of trace) {
    const name = keyOf(key);
    if (writes) {
      context.signal.throwIfAborted();
      await optimizer.write([name], async () => undefined);
      continue;
    }
    reads++;
    const value = await optimizer.optimizedQueryCache(name, { tags: [name] }, async () => (loads++, name));
    if (value !== name) throw new Error(`Read ${value} under ${name}`);
  }
  const { hitRatio, samples, kinds } = optimizer.cache.snapshot();
  const counted = 1 - loads / reads;
  if (samples !== reads || hitRatio === null || Math.abs(hitRatio - counted) > 1e-12)
    throw new Error(`The report says ${hitRatio} of ${samples} reads, the loaders ${counted} of ${reads}`);
  if (kinds[0]?.hitRatio !== hitRatio) throw new Error('The report of the kind says another ratio');
  return hitRatio;
}

async function bentoOf(trace: readonly Request[]): Promise<number> {
  const bento = bentoInMemory(ZIPF.held);
  let loads = 0;
  let reads = 0;
  for (const { key, writes } of trace) {
    const name = keyOf(key);
    if (writes) await bento.delete({ key: name });
    else {
      reads++;
      await bento.getOrSet({ key: name, ttl: '1h', factory: async () => (loads++, name) });
    }
  }
  await bento.disconnectAll();
  return 1 - loads / reads;
}

async function onZipf(context: BenchContext): Promise<ResultLine[]> {
  const { database, rounds } = context;
  const maxBytes = await bytesFor(database.url, ZIPF.held);
  const figures = { ours: [] as number[], exact: [] as number[], theirs: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const trace = traceOf(ZIPF.keys, ZIPF.requests, ZIPF.writes, round + 1);
    figures.exact.push(lruHitRatio(trace, ZIPF.held));
    figures.ours.push(await oursOf(context, maxBytes, trace));
    figures.theirs.push(await bentoOf(trace));
  }
  const line = { name: 'cache', unit: '', measure: 'hit ratio on a Zipf trace, as the report says it' };
  const notes = [
    `s = 1, ${ZIPF.keys} keys, ${ZIPF.held} held, ${ZIPF.requests} requests, 1 % of them writes in PostgreSQL`,
    `exact LRU: ${figures.exact.map((ratio) => ratio.toFixed(4)).join(', ')}`,
  ];
  const distance = figures.ours.map((ratio, round) => Math.abs(ratio - (figures.exact[round] ?? NaN)));
  return [
    compare(
      { ...line, rival: `${LEAST_HIT_RATIO}, the least allowed`, target: atLeast(1), notes },
      figures.ours,
      figures.ours.map(() => LEAST_HIT_RATIO),
    ),
    compare(
      {
        ...line,
        measure: 'distance of that hit ratio from an exact LRU',
        rival: `${ALLOWED_DISTANCE}, the most allowed`,
        target: atMost(1),
      },
      distance,
      distance.map(() => ALLOWED_DISTANCE),
    ),
    compare(
      { ...line, rival: 'BentoCache 1.6.1 on the same trace', target: null },
      figures.ours,
      figures.theirs,
    ),
  ];
}

async function run(context: BenchContext): Promise<ResultLine[]> {
  return [
    await inProcess(context, false),
    await inProcess(context, true),
    ...(await onRedis(context)),
    ...(await onZipf(context)),
  ];
}

export const cache: Benchmark = {
  name: 'cache',
  title: 'query cache: hits in process and in Redis against BentoCache, hit ratio against an exact LRU',
  run,
};
