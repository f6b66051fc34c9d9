import { setTimeout as delay } from 'node:timers/promises';

import { createTestDatabase, describeWithPostgres, type TestDatabase } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type DatabasePerformanceOptimizer, initializeDatabaseOptimization } from '../src/index.ts';

/** Waits until it holds; a fault shows as the timeout of the test. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(5);
}

describeWithPostgres('invalidation between processes', () => {
  let database: TestDatabase;
  let writer: DatabasePerformanceOptimizer;
  let reader: DatabasePerformanceOptimizer;
  const open = (): Promise<DatabasePerformanceOptimizer> =>
    initializeDatabaseOptimization({ databaseUrl: database.url, postgres: { poolSize: 2, maxOverflow: 1 } });
  beforeAll(async () => {
    database = await createTestDatabase();
    writer = await open();
    reader = await open();
    await writer.postgres.query('CREATE TABLE t (n integer)');
    await writer.postgres.query('INSERT INTO t VALUES (0)');
  });
  afterAll(async () => {
    await Promise.all([writer.close(), reader.close()]);
    await database.close();
  });
  const read = (optimizer: DatabasePerformanceOptimizer): Promise<number> =>
    optimizer.optimizedQueryCache('n', { tags: ['t'] }, async () => {
      const { rows } = await optimizer.postgres.query<{ n: number }>('SELECT n FROM t');
      return rows[0]!.n;
    });
  const write = (n: number): Promise<unknown> =>
    writer.write(['t'], (session) => session.query('UPDATE t SET n = $1', [n]));

  it('is seen at once by the writer and soon by the others', async () => {
    for (let n = 1; n <= 20; n++) {
      await Promise.all([read(writer), read(reader)]);
      await write(n);
      expect(await read(writer)).toBe(n);
      await until(async () => (await read(reader)) === n);
    }
    const { rows } = await writer.postgres.query('SELECT tag FROM sizewise.cache_tags');
    expect(rows).toEqual([{ tag: 't' }]);
  });

  it('does not happen when the write rolls back', async () => {
    const before = await read(reader);
    const { hits } = reader.cache.snapshot().tiers[0]!;
    await expect(
      writer.write(['t'], async (session) => {
        await session.query('UPDATE t SET n = -1');
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await delay(30);
    expect(await read(reader)).toBe(before);
    expect(reader.cache.snapshot().tiers[0]!.hits).toBe(hits + 1);
  });

  it('bypasses the tier while the listener is down, and comes back', async () => {
    await read(reader);
    await writer.postgres.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'sizewise cache listener'`,
    );
    await until(() => !reader.cache.trusted);
    await write(100);
    expect(await read(reader)).toBe(100);
    await until(() => reader.cache.trusted && writer.cache.trusted);
    await read(reader);
    await write(101);
    await until(async () => (await read(reader)) === 101);
  });
});
