import { setTimeout as delay } from 'node:timers/promises';

import { createTestDatabase, describeWithPostgres, type TestDatabase } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type PostgresPoolOptions } from '../src/pools/postgres-options.ts';
import { PostgresPool } from '../src/pools/postgres-pool.ts';

describeWithPostgres('sessions of a PostgresPool', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());
  const open = (options: Partial<PostgresPoolOptions> = {}): PostgresPool =>
    new PostgresPool({ connectionString: database.url, poolSize: 1, maxOverflow: 0, ...options });
  const prepared = async (pool: PostgresPool): Promise<unknown> =>
    (
      await pool.query<{ n: string[] }>(
        `SELECT array_agg(statement ORDER BY statement) AS n FROM pg_prepared_statements`,
      )
    ).rows[0]?.n;

  it('run parallel queries or none, as they are told', async () => {
    const workers = async (options: Partial<PostgresPoolOptions>): Promise<unknown> => {
      await using pool = open(options);
      return (await pool.query("SELECT current_setting('max_parallel_workers_per_gather') AS n")).rows[0];
    };
    expect(await workers({ enableParallelQueries: true, parallelWorkers: 3 })).toEqual({ n: '3' });
    expect(await workers({ enableParallelQueries: false })).toEqual({ n: '0' });
  });

  it('keep settings of the URL, which win over those of the pool', async () => {
    const url = new URL(database.url);
    url.searchParams.set('options', '-c work_mem=3MB -c geqo_threshold=7');
    await using pool = open({ connectionString: url.href, workMem: '9MB', parallelWorkers: 2 });
    const { rows } =
      await pool.query(`SELECT current_setting('work_mem') AS w, current_setting('geqo_threshold') AS g,
      current_setting('max_parallel_workers_per_gather') AS p`);
    expect(rows).toEqual([{ w: '3MB', g: '7', p: '2' }]);
  });

  it('prepare a statement with values that is run often, and no more than they may', async () => {
    await using pool = open({ prepareAfter: 3, preparedStatements: 2 });
    for (let i = 0; i < 2; i++) await pool.query('SELECT $1::int', [i]);
    expect(await prepared(pool)).toBeNull();
    for (let i = 0; i < 2; i++) await pool.query('SELECT $1::int', [i]);
    expect(await prepared(pool)).toEqual(['SELECT $1::int']);
    for (const sql of ['SELECT $1::text', 'SELECT $1::date']) {
      for (let i = 0; i < 3; i++) await pool.query(sql, [null]);
    }
    expect(await prepared(pool)).toEqual(['SELECT $1::date', 'SELECT $1::text']);
    expect((await pool.query('SELECT $1::int AS n', [5])).rows).toEqual([{ n: 5 }]);
  });

  it('prepare again what a change of the table or somebody else has taken away', async () => {
    await using pool = open({ prepareAfter: 1 });
    await pool.query('CREATE TABLE changing (a integer)');
    await pool.query('INSERT INTO changing VALUES ($1)', [1]);
    const read = async (): Promise<unknown> =>
      (await pool.query('SELECT * FROM changing WHERE a = $1', [1])).rows;
    expect(await read()).toEqual([{ a: 1 }]);
    await pool.query('ALTER TABLE changing ADD COLUMN b text');
    expect(await read()).toEqual([{ a: 1, b: null }]);
    await pool.query('DEALLOCATE ALL');
    expect(await read()).toEqual([{ a: 1, b: null }]);
    await expect(
      pool.transaction(async (lease) => {
        await lease.query('ALTER TABLE changing ADD COLUMN c text');
        await lease.query('SELECT * FROM changing WHERE a = $1', [1]);
      }),
    ).rejects.toMatchObject({ code: '0A000' });
    expect(await read()).toEqual([{ a: 1, b: null }]);
  });

  it('are opened ahead, and closed when idle down to the minimum', async () => {
    await using pool = open({ poolSize: 4, minSize: 2, idleTimeout: 1 });
    await pool.warmUp();
    expect(pool.snapshot()).toMatchObject({
      total: 2,
      idle: 2,
      createTime: { count: 2 },
      waitTime: { count: 0 },
    });
    await pool.warmUp(9);
    expect(pool.snapshot()).toMatchObject({ total: 4, idle: 4 });
    await expect.poll(() => pool.snapshot().total, { timeout: 10_000 }).toBe(2);
    await delay(100);
    expect(pool.snapshot()).toMatchObject({ total: 2, idle: 2 });
  });

  it('retire at their age while they are idle, no two at one time', async () => {
    await using pool = open({ poolSize: 5, recycle: 1 });
    const gone: number[] = [];
    pool.events.on('pool:remove', () => gone.push(performance.now()));
    await pool.warmUp(5);
    await expect.poll(() => pool.snapshot().total, { timeout: 5000 }).toBe(0);
    expect(new Set(gone).size).toBe(5);
  });

  it('give themselves back after an error as soon as the server is ready', async () => {
    await using pool = open();
    const pid = async (): Promise<unknown> => (await pool.query('SELECT pg_backend_pid() AS pid')).rows[0];
    const before = await pid();
    for (let i = 0; i < 20; i++) {
      await expect(pool.query('SELECT nothing')).rejects.toMatchObject({ code: '42703' });
      await pool.withLease((lease) =>
        expect(lease.client.query('SELECT nothing')).rejects.toThrow(/nothing/),
      );
    }
    expect(await pid()).toEqual(before);
  });

  it('count wait, use and create, and tell each step', async () => {
    await using pool = open({ name: 'told', acquireTimeout: 0.05 });
    const told: string[] = [];
    for (const event of [
      'pool:connect',
      'pool:acquire',
      'pool:release',
      'pool:timeout',
      'pool:remove',
    ] as const) {
      pool.events.on(event, ({ pool: name }: { pool: string }) => told.push(`${name} ${event}`));
    }
    await pool.warmUp(1);
    const lease = await pool.acquire();
    await expect(pool.acquire()).rejects.toMatchObject({ code: 'acquire_timeout' });
    lease.release({ discard: true });
    await expect
      .poll(() => told)
      .toEqual(['connect', 'acquire', 'timeout', 'release', 'remove'].map((verb) => `told pool:${verb}`));
    const { timeouts, waitTime, useTime, createTime } = pool.snapshot();
    expect([timeouts, waitTime.count, useTime.count, createTime.count]).toEqual([1, 1, 1, 1]);
    expect(useTime.total).toBeGreaterThan(0);
    expect(createTime.p50).toBeLessThanOrEqual(createTime.p99 ?? 0);
    expect(pool.histograms().use.counts.at(-1)).toBe(1);
  });
});
