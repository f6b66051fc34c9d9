import { setTimeout as delay } from 'node:timers/promises';

import { createTestDatabase, describeWith, serverUrl, type TestDatabase } from '@sizewise/test-support';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type DatabasePerformanceOptimizer, initializeDatabaseOptimization } from '../src/index.ts';
import { CacheProcess } from './support/cache-process.ts';
import { until } from './support/until.ts';

const CHANGES = 100;

describeWith(['postgres', 'redis'], 'cache between processes', () => {
  let database: TestDatabase;
  let writer: DatabasePerformanceOptimizer;
  beforeAll(async () => {
    database = await createTestDatabase();
    writer = await initializeDatabaseOptimization({
      databaseUrl: database.url,
      redisUrl: serverUrl('redis'),
    });
    await until(() => writer.cache.snapshot().tiers.every(({ state }) => state === 'up'));
    await writer.postgres.query('CREATE TABLE t (n integer)');
    await writer.postgres.query('INSERT INTO t VALUES (1)');
    await writer.postgres.query('CREATE TABLE loads (key text)');
  });
  afterAll(async () => {
    await writer.close();
    await database.close();
  });
  const loadsOf = async (key: string): Promise<number> => {
    const { rows } = await writer.postgres.query<{ loads: number }>(
      'SELECT count(*)::int AS loads FROM loads WHERE key = $1',
      [key],
    );
    return rows[0]!.loads;
  };

  it('runs one loader for a hundred misses in two processes', async () => {
    await using a = await CacheProcess.open(database.url, serverUrl('redis'));
    await using b = await CacheProcess.open(database.url, serverUrl('redis'));
    for (let round = 0; round < 3; round++) {
      const key = crypto.randomUUID();
      const both = [a, b].map(async (child) => {
        const answer = child.next('values');
        child.ask({ ask: 'read', key, times: 50, seconds: 0.2 });
        return (await answer).values;
      });
      expect((await Promise.all(both)).flat()).toEqual(Array.from({ length: 100 }, () => 1));
      expect(await loadsOf(key)).toBe(1);
    }
  });

  it('lets another process load where the one that was loading is killed', async () => {
    const a = await CacheProcess.open(database.url, serverUrl('redis'));
    await using b = await CacheProcess.open(database.url, serverUrl('redis'));
    const key = crypto.randomUUID();
    a.ask({ ask: 'read', key, times: 1, seconds: 30 });
    await until(async () => (await loadsOf(key)) === 1);
    const answer = b.next('values');
    b.ask({ ask: 'read', key, times: 10, seconds: 0 });
    await delay(50);
    await a.kill();
    expect((await answer).values).toEqual(Array.from({ length: 10 }, () => 1));
    expect(await loadsOf(key)).toBe(2);
    // The server notices a dead client when it has an answer for it.
    await until(async () => {
      const { rows } = await writer.postgres.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()
           AND state = 'active'`,
      );
      return rows.length === 0;
    });
  });

  describe.each([
    ['with Redis', true],
    ['without Redis', false],
  ])('%s', (name, withRedis) => {
    it('shows a change to another process', async () => {
      const redisUrl = withRedis ? serverUrl('redis') : null;
      await using reader = await CacheProcess.open(database.url, redisUrl);
      await using own = await initializeDatabaseOptimization({ databaseUrl: database.url, redisUrl });
      const key = crypto.randomUUID();
      const delays: number[] = [];
      for (let change = 0; change < CHANGES; change++) {
        const n = 1000 + change;
        const watching = reader.next('watching');
        reader.ask({ ask: 'watch', key, until: n });
        await watching;
        const seen = reader.next('seen');
        await own.write([key], (session) => session.query('UPDATE t SET n = $1', [n]));
        const committed = Date.now();
        delays.push(Math.max(0, (await seen).at - committed));
      }
      delays.sort((a, b) => a - b);
      const p99 = delays[Math.ceil(CHANGES * 0.99) - 1]!;
      process.stdout.write(`a change is seen ${name}: median ${delays[CHANGES / 2]} ms, p99 ${p99} ms\n`);
      expect(delays).toHaveLength(CHANGES);
    });
  });
});
