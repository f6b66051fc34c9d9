import { setTimeout as delay } from 'node:timers/promises';

import { createTestDatabase, describeWithPostgres, type TestDatabase } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { PostgresPool, type PostgresPoolOptions } from '../src/index.ts';

describeWithPostgres('PostgresPool', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());
  const open = (options: Partial<PostgresPoolOptions> = {}): PostgresPool =>
    new PostgresPool({ connectionString: database.url, poolSize: 2, maxOverflow: 1, ...options });
  const pidOf = async (pool: PostgresPool): Promise<number> =>
    (await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!.pid;

  it('applies the session settings at connect', async () => {
    await using pool = open({
      statementTimeout: 7,
      workMem: '8MB',
      applicationName: 'probe',
      lockTimeout: 1,
    });
    const { rows } = await pool.query(
      `SELECT current_setting('statement_timeout') AS s, current_setting('work_mem') AS w,
         current_setting('application_name') AS a, current_setting('lock_timeout') AS l`,
    );
    expect(rows).toEqual([{ s: '7s', w: '8MB', a: 'probe', l: '1s' }]);
  });

  it('opens overflow under load, closes it on release, and never more than its maximum', async () => {
    await using pool = open();
    let most = 0;
    await Promise.all(
      Array.from({ length: 40 }, () =>
        pool.withLease(async (lease) => {
          most = Math.max(most, pool.snapshot().active);
          await lease.query('SELECT pg_sleep(0.005)');
        }),
      ),
    );
    expect(most).toBe(3);
    expect(pool.snapshot()).toMatchObject({ active: 0, waiting: 0, total: 2, idle: 2, overflow: 0, max: 3 });
    expect(pool.snapshot().waitP95).toBeGreaterThan(0);
  });

  it('serves waiting requests in the order of their arrival', async () => {
    await using pool = open({ poolSize: 1, maxOverflow: 0 });
    const held = await pool.acquire();
    const order: number[] = [];
    const served = Array.from({ length: 10 }, (_, i) => pool.withLease(async () => void order.push(i)));
    await delay(5);
    held.release();
    await Promise.all(served);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('times out with its counters, and gives a place in the queue up with the signal', async () => {
    await using pool = open({ poolSize: 1, maxOverflow: 0, acquireTimeout: 0.05 });
    await using _held = await pool.acquire();
    const abort = new AbortController();
    const aborted = pool.acquire({ signal: abort.signal });
    abort.abort(new Error('caller has gone'));
    await expect(aborted).rejects.toThrow('caller has gone');
    await expect(pool.acquire()).rejects.toMatchObject({
      code: 'acquire_timeout',
      data: { total: 1, active: 1, idle: 0, max: 1 },
    });
    expect(pool.snapshot().waiting).toBe(0);
  });

  it('refuses a second release and any use after the first', async () => {
    await using pool = open();
    const lease = await pool.acquire();
    lease.release();
    expect(() => lease.release()).toThrow(expect.objectContaining({ code: 'double_release' }));
    await expect(lease.query('SELECT 1')).rejects.toMatchObject({ code: 'double_release' });
    expect(pool.snapshot()).toMatchObject({ active: 0, idle: 1 });
  });

  it('commits what resolves and rolls back what throws', async () => {
    await using pool = open();
    await pool.query('CREATE TABLE t (n integer)');
    await pool.transaction((lease) => lease.query('INSERT INTO t VALUES (1)'));
    await expect(
      pool.transaction(async (lease) => {
        await lease.query('INSERT INTO t VALUES (2)');
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect((await pool.query('SELECT n FROM t')).rows).toEqual([{ n: 1 }]);
  });

  it('never hands out a connection that was left inside a transaction', async () => {
    await using pool = open({ poolSize: 1, maxOverflow: 0 });
    const before = await pidOf(pool);
    await pool.withLease((lease) => lease.query('BEGIN'));
    expect(await pidOf(pool)).not.toBe(before);
  });

  it('replaces a killed idle connection without its caller seeing it', async () => {
    await using pool = open({ prePingAfter: 0 });
    await using other = open();
    const pid = await pidOf(pool);
    await other.query('SELECT pg_terminate_backend($1)', [pid]);
    expect(await pidOf(pool)).not.toBe(pid);
    const again = await pidOf(pool);
    await other.query('SELECT pg_terminate_backend($1)', [again]);
    await delay(50);
    expect(pool.snapshot()).toMatchObject({ idle: 0, total: 0 });
  });

  it('closes a connection that broke in use, and only that one', async () => {
    await using pool = open({ poolSize: 1, maxOverflow: 0 });
    await using other = open();
    const pid = await pidOf(pool);
    const running = pool.query('SELECT pg_sleep(30)').catch((error: unknown) => error);
    await other.query('SELECT pg_sleep(0.05), pg_terminate_backend($1)', [pid]);
    expect(await running).toMatchObject({ code: '57P01' });
    expect(await pidOf(pool)).not.toBe(pid);
  });

  it('replaces a connection that has reached its age', async () => {
    await using pool = open({ recycle: 0.05 });
    const pid = await pidOf(pool);
    await delay(60);
    expect(await pidOf(pool)).not.toBe(pid);
  });

  it('drains, then takes nothing any more', async () => {
    const pool = open({ poolSize: 1, maxOverflow: 0 });
    const held = await pool.acquire();
    const waiting = pool.withLease((lease) => lease.query('SELECT 1'));
    const drained = pool.drain();
    await expect(pool.acquire()).rejects.toMatchObject({ code: 'pool_closed' });
    held.release();
    await waiting;
    await drained;
    await pool.close();
    expect(pool.snapshot()).toMatchObject({ total: 0, idle: 0, active: 0 });
  });

  it('closes in time while a lease is never given back', async () => {
    const pool = open({ poolSize: 1, maxOverflow: 0 });
    await pool.acquire();
    const waiting = pool.acquire().catch((error: unknown) => error);
    await pool.close({ timeout: 0.05 });
    expect(await waiting).toMatchObject({ code: 'pool_closed' });
  });

  it('tells its caller what keeps it from connecting', async () => {
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    await using pool = open({ connectionString: url.href });
    await expect(pool.query('SELECT 1')).rejects.toMatchObject({ code: '3D000' });
    expect(pool.snapshot()).toMatchObject({ total: 0, waiting: 0 });
  });
});
