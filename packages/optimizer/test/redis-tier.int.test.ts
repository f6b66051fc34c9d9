import { setTimeout as delay } from 'node:timers/promises';

import { createTestDatabase, describeWith, serverUrl, type TestDatabase } from '@sizewise/test-support';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';

import {
  type CacheConfig,
  type DatabasePerformanceOptimizer,
  initializeDatabaseOptimization,
} from '../src/index.ts';
import { until } from './support/until.ts';

describeWith(['postgres', 'redis'], 'cache that processes share', () => {
  let database: TestDatabase;
  let opened: DatabasePerformanceOptimizer[] = [];
  const open = async (cache: CacheConfig = {}, redis = true): Promise<DatabasePerformanceOptimizer> => {
    const optimizer = await initializeDatabaseOptimization({
      databaseUrl: database.url,
      redisUrl: redis ? serverUrl('redis') : null,
      postgres: { poolSize: 2, maxOverflow: 2 },
      cache,
    });
    opened.push(optimizer);
    if (redis) await until(() => tierOf(optimizer, 'redis')?.state === 'up');
    return optimizer;
  };
  const tierOf = (optimizer: DatabasePerformanceOptimizer, name: string) =>
    optimizer.cache.snapshot().tiers.find((tier) => tier.name === name);
  /** The value and how often it was loaded, so that a test sees where it came from. */
  const reader = (optimizer: DatabasePerformanceOptimizer, options = {}) => {
    const state = {
      loads: 0,
      read: () =>
        optimizer.optimizedQueryCache('n', { tags: ['t'], ...options }, async () => {
          state.loads++;
          return numberIn(optimizer);
        }),
    };
    return state;
  };
  const numberIn = async (optimizer: DatabasePerformanceOptimizer): Promise<number> => {
    const { rows } = await optimizer.postgres.query<{ n: number }>('SELECT n FROM t');
    return rows[0]!.n;
  };
  const write = (optimizer: DatabasePerformanceOptimizer, n: number): Promise<unknown> =>
    optimizer.write(['t'], (session) => session.query('UPDATE t SET n = $1', [n]));

  beforeAll(async () => {
    database = await createTestDatabase();
    const optimizer = await open();
    await optimizer.postgres.query('CREATE TABLE t (n integer)');
    await optimizer.postgres.query('INSERT INTO t VALUES (0)');
  });
  beforeEach(async () => {
    // Each test begins with a tag of its own history.
    const optimizer = await open();
    await write(optimizer, 0);
    await until(() => tierOf(optimizer, 'redis')?.state === 'up');
  });
  afterEach(async () => {
    await Promise.all(opened.map((optimizer) => optimizer.close()));
    opened = [];
  });
  afterAll(() => database.close());

  it('gives one process what another has loaded, whatever plain data it is', async () => {
    const [a, b] = [await open(), await open()];
    const value = {
      at: new Date(1e12),
      count: 2n ** 70n,
      of: new Map([['x', new Set([1])]]),
      bytes: new Uint8Array([0, 255]),
      nothing: undefined,
      text: 'duct '.repeat(5000),
    };
    const key = crypto.randomUUID();
    await a.optimizedQueryCache(key, { kind: 'spatial' }, async () => value);
    await until(async () => (await b.cache.get(key, { kind: 'spatial' }, async () => null)) !== null);
    const got = await b.optimizedQueryCache(key, { kind: 'spatial' }, async () => null);
    expect(got).toEqual(value);
    expect(Object.hasOwn(Object(got), 'nothing')).toBe(true);
    expect(tierOf(b, 'redis')!.hits).toBeLessThanOrEqual(1);
    await b.cache.probe();
    expect(tierOf(b, 'redis')!.entries).toBeGreaterThan(0);
    expect(tierOf(b, 'redis')!.bytes).toBeGreaterThan(0);
  });

  it('forgets in every process and in Redis what a write has changed', async () => {
    const [a, b] = [await open(), await open()];
    const [readA, readB] = [reader(a), reader(b)];
    for (let n = 1; n <= 20; n++) {
      await Promise.all([readA.read(), readB.read()]);
      await write(a, n);
      expect(await readA.read()).toBe(n);
      await until(async () => (await readB.read()) === n);
      const fresh = await open();
      expect(await reader(fresh).read()).toBe(n);
      await fresh.close();
    }
    expect(readA.loads + readB.loads).toBeLessThanOrEqual(2 * 21);
  });

  it('keeps what was loaded before an invalidation away from everyone', async () => {
    const [slow, writer, other] = [await open(), await open(), await open()];
    const gate = Promise.withResolvers<void>();
    const old = slow.optimizedQueryCache('n', { tags: ['t'] }, async () => {
      const n = await numberIn(slow);
      await gate.promise;
      return n;
    });
    await delay(50);
    await write(writer, 1);
    // Nobody waits for the slow one.
    await until(async () => (await reader(other).read()) === 1);
    await write(slow, 2);
    expect(await reader(slow).read()).toBe(2);
    gate.resolve();
    expect(await old).toBe(0);
    await slow.cache.close();
    expect(await reader(await open()).read()).toBe(2);
    expect(await reader(slow).read()).toBe(2);
  });

  it('shows a writer its own write at once and everyone the last one, whoever reads meanwhile', async () => {
    const all = await Promise.all([open(), open(), open()]);
    const progress = { committed: 0 };
    const writing = (async () => {
      for (let n = 1; n <= 60; n++) {
        const writer = n % all.length;
        await write(all[writer]!, n);
        progress.committed = n;
        expect(await reader(all[writer]!).read()).toBeGreaterThanOrEqual(n);
      }
    })();
    const reading = all.map(async (optimizer) => {
      while (progress.committed < 60) {
        expect(await reader(optimizer).read()).toBeLessThanOrEqual(progress.committed + 1);
        await delay(Math.random() * 3);
      }
      await until(async () => (await reader(optimizer).read()) === 60);
      await delay(20);
      expect(await reader(optimizer).read()).toBe(60);
    });
    await Promise.all([writing, ...reading]);
  });

  it('takes over writes that nobody has told Redis about', async () => {
    const reads = reader(await open());
    expect(await reads.read()).toBe(0);
    await Promise.all(opened.splice(0).map((optimizer) => optimizer.close()));
    const alone = await open({}, false);
    await write(alone, 5);
    await alone.close();
    expect(await reader(await open()).read()).toBe(5);
  });

  it('compares versions for a strict read, and takes the kept value where they agree', async () => {
    const [a, b] = [await open(), await open()];
    const strict = reader(b, { consistency: 'strict' });
    for (let n = 1; n <= 20; n++) {
      await write(a, n);
      expect(await strict.read()).toBe(n);
      expect(await strict.read()).toBe(n);
    }
    expect(strict.loads).toBe(20);
    // In its own right too, where no notice arrives at all.
    await a.postgres.query('UPDATE sizewise.cache_tags SET version = version + 1');
    await a.postgres.query('UPDATE t SET n = 99');
    expect(await strict.read()).toBe(99);
  });

  it('goes around the in-process tier while no invalidations are heard, and uses Redis', async () => {
    const [a, b] = [await open(), await open()];
    await reader(b).read();
    await b.cache.trust(false);
    const { samples } = tierOf(b, 'memory')!;
    const reads = reader(b);
    expect(await reads.read()).toBe(0);
    await write(a, 3);
    await until(async () => (await reads.read()) === 3);
    expect(tierOf(b, 'memory')).toMatchObject({ state: 'bypassed', samples });
    await b.cache.trust(true);
    expect(await reads.read()).toBe(3);
    expect(tierOf(b, 'memory')).toMatchObject({ state: 'up' });
  });

  it('counts reads of Redis by what came of them: none found alone, all found after another process', async () => {
    const [alone, next, third] = [await open(), await open(), await open()];
    const read = (optimizer: DatabasePerformanceOptimizer, n: number) =>
      optimizer.optimizedQueryCache(`counted ${n}`, { tags: ['t'] }, async () => n);
    expect(tierOf(alone, 'redis')).toMatchObject({ hitRatio: null, samples: 0 });
    // One process finds in Redis only what its own memory has lost: it asks once for each value, before its load.
    for (let round = 0; round < 5; round++) for (let n = 0; n < 10; n++) await read(alone, n);
    expect(tierOf(alone, 'memory')).toMatchObject({ samples: 50, hits: 40 });
    expect(tierOf(alone, 'redis')).toMatchObject({ hitRatio: 0, samples: 10, hits: 0 });
    await alone.cache.close();
    for (let n = 0; n < 10; n++) await read(next, n);
    expect(tierOf(next, 'redis')).toMatchObject({ hitRatio: 1, samples: 10, hits: 10 });
    expect(next.cache.snapshot()).toMatchObject({ hitRatio: 1, samples: 10 });
    // Who waits for the load of another process finds its value in Redis.
    const loading = Promise.withResolvers<number>();
    const first = next.optimizedQueryCache('awaited', { tags: ['t'] }, () => loading.promise);
    await until(() => tierOf(next, 'redis')?.samples === 11);
    const waiting = third.optimizedQueryCache('awaited', { tags: ['t'] }, async () => -1);
    await until(() => (third.redis?.commandTimes().commands ?? 0) > 2);
    loading.resolve(7);
    expect(await Promise.all([first, waiting])).toEqual([7, 7]);
    expect(tierOf(third, 'redis')).toMatchObject({ samples: 1, hits: 1 });
    expect(third.cache.snapshot()).toMatchObject({ hitRatio: 1, samples: 1 });
  });

  it('shows the connections to Redis among the figures', async () => {
    const optimizer = await open();
    const { currentMetrics } = await optimizer.getPerformanceReport();
    expect(currentMetrics.cache.pools).toMatchObject([{ name: 'redis', commands: 0, waiting: 0 }]);
    expect(currentMetrics.cache.pools[0]?.total).toBeGreaterThanOrEqual(1);
    expect(currentMetrics.cache.pools[0]?.useTime.count).toBeGreaterThan(0);
  });

  it('lets the next one load where a loader fails', async () => {
    const [a, b] = [await open(), await open()];
    const key = crypto.randomUUID();
    const failing = a.optimizedQueryCache(key, {}, async () => {
      await delay(100);
      throw new Error('no');
    });
    await delay(20);
    const waiting = b.optimizedQueryCache(key, {}, async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    expect(await waiting).toBe('yes');
  });

  it('serves an expired value of Redis for a while where the loader fails', async () => {
    const [a, b] = [await open(), await open()];
    const key = crypto.randomUUID();
    const options = { ttl: 0.05, staleIfError: 60 };
    await a.optimizedQueryCache(key, options, async () => 'kept');
    await delay(80);
    const stale: unknown[] = [];
    b.cache.events.on('cache:stale', (event) => stale.push(event));
    const fails = async (): Promise<string> => Promise.reject(new Error('gone'));
    expect(await b.optimizedQueryCache(key, options, fails)).toBe('kept');
    expect(stale).toHaveLength(1);
    await expect(b.optimizedQueryCache(crypto.randomUUID(), options, fails)).rejects.toThrow('gone');
  });
});
