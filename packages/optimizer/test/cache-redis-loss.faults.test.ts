import { createTestDatabase, describeWith, type TestDatabase } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type DatabasePerformanceOptimizer, initializeDatabaseOptimization } from '../src/index.ts';
import { RedisServer } from './support/redis-server.ts';
import { until } from './support/until.ts';

describeWith(['postgres', 'redis'], 'cache while Redis comes and goes', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await using first = await initializeDatabaseOptimization({ databaseUrl: database.url });
    await first.postgres.query('CREATE TABLE t (n integer)');
    await first.postgres.query('INSERT INTO t VALUES (0)');
  });
  afterAll(() => database.close());

  const open = async (redis: RedisServer): Promise<DatabasePerformanceOptimizer> => {
    const optimizer = await initializeDatabaseOptimization({
      databaseUrl: database.url,
      redisUrl: redis.url,
      postgres: { poolSize: 2, maxOverflow: 2 },
      // Every read asks Redis.
      cache: { maxBytes: 0 },
    });
    await until(() => stateOf(optimizer) === 'up');
    return optimizer;
  };
  const stateOf = (optimizer: DatabasePerformanceOptimizer) => optimizer.cache.snapshot().tiers[0]!.state;
  const read = (optimizer: DatabasePerformanceOptimizer, key = 'n') =>
    optimizer.optimizedQueryCache(key, { tags: ['t'] }, async () => {
      const { rows } = await optimizer.postgres.query<{ n: number }>('SELECT n FROM t');
      return rows[0]!.n;
    });
  const write = (optimizer: DatabasePerformanceOptimizer, n: number) =>
    optimizer.write(['t'], (session) => session.query('UPDATE t SET n = $1', [n]));

  it('goes on without it, and uses it again when it is back', async () => {
    await using redis = await RedisServer.open();
    await using optimizer = await open(redis);
    await write(optimizer, 1);
    const state = { reading: true, reads: 0 };
    const readers = Array.from({ length: 8 }, async (_, i) => {
      while (state.reading) {
        expect(await read(optimizer, `n${i}`)).toBe(1);
        state.reads++;
      }
    });
    for (let round = 0; round < 3; round++) {
      await redis.kill();
      await until(() => stateOf(optimizer) !== 'up');
      const before = state.reads;
      await until(() => state.reads > before + 100);
      await redis.start();
      await until(() => stateOf(optimizer) === 'up');
    }
    state.reading = false;
    await Promise.all(readers);
    const { hits } = optimizer.cache.snapshot().tiers[0]!;
    await until(
      async () => (await read(optimizer)) === 1 && optimizer.cache.snapshot().tiers[0]!.hits > hits,
    );
  });

  it('does not believe a server that comes back with older data', async () => {
    await using redis = await RedisServer.open();
    await using writer = await open(redis);
    await using reader = await open(redis);
    await write(writer, 2);
    expect(await read(writer)).toBe(2);
    await until(async () => (await redis.run((client) => client.keys('*:entry'))).length === 1);
    await redis.save();
    await write(writer, 3);
    expect(await read(writer)).toBe(3);
    await redis.kill();
    await redis.start();
    for (const optimizer of [writer, reader]) {
      await until(async () => {
        expect(await read(optimizer)).toBe(3);
        return stateOf(optimizer) === 'up';
      });
      expect(await read(optimizer)).toBe(3);
    }
  });

  it('hears of writes that were made while it was away', async () => {
    await using redis = await RedisServer.open();
    await using writer = await open(redis);
    await using reader = await open(redis);
    await write(writer, 4);
    expect(await read(reader)).toBe(4);
    await redis.save();
    await redis.kill();
    await until(() => stateOf(writer) === 'down');
    await write(writer, 5);
    await redis.start();
    for (const optimizer of [reader, writer]) {
      await until(async () => {
        expect(await read(optimizer)).toBe(5);
        return stateOf(optimizer) === 'up';
      });
      expect(await read(optimizer)).toBe(5);
    }
  });

  it('goes on where the server takes commands and answers none', async () => {
    await using redis = await RedisServer.open();
    await using optimizer = await open(redis);
    await write(optimizer, 6);
    redis.pause();
    try {
      for (let i = 0; i < 20; i++) expect(await read(optimizer, `paused${i}`)).toBe(6);
      expect(stateOf(optimizer)).not.toBe('up');
    } finally {
      redis.resume();
    }
    await until(async () => (await read(optimizer)) === 6 && stateOf(optimizer) === 'up');
  });

  it('works on a cluster, where every key may lie on another node', async () => {
    await using redis = await RedisServer.open({ isCluster: true });
    const openOnCluster = async () => {
      const optimizer = await initializeDatabaseOptimization({
        databaseUrl: database.url,
        cache: { maxBytes: 0, redis: { nodes: [redis.node] } },
      });
      await until(async () => {
        await optimizer.cache.probe();
        return stateOf(optimizer) === 'up';
      });
      return optimizer;
    };
    await using writer = await openOnCluster();
    await using reader = await openOnCluster();
    for (let n = 10; n < 15; n++) {
      await write(writer, n);
      expect(await Promise.all(Array.from({ length: 50 }, (_, i) => read(writer, `c${i}`)))).toEqual(
        Array.from({ length: 50 }, () => n),
      );
      await until(async () => (await read(reader, 'c1')) === n);
    }
    expect(reader.cache.snapshot().tiers[0]!.hits).toBeGreaterThan(0);
  });
});
