import { createTestDatabase, describeWithPostgres, type TestDatabase } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { PostgresPool, type PostgresPoolOptions } from '../src/index.ts';
import { SilentProxy } from './support/silent-proxy.ts';
import { until } from './support/until.ts';

const SLEEP = 'SELECT pg_sleep(600)';

describeWithPostgres('an abort of a running statement', () => {
  let database: TestDatabase;
  let admin: PostgresPool;
  beforeAll(async () => {
    database = await createTestDatabase();
    admin = new PostgresPool({ connectionString: database.url, name: 'admin' });
    await admin.query('CREATE TABLE written (n integer)');
  });
  afterAll(async () => {
    await admin.close();
    await database.close();
  });

  const open = (options: Partial<PostgresPoolOptions> = {}): PostgresPool =>
    new PostgresPool({ connectionString: database.url, poolSize: 1, maxOverflow: 0, ...options });
  const pidOf = async (pool: PostgresPool): Promise<number> =>
    (await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!.pid;
  const sleeping = async (): Promise<number> => {
    const sql = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`;
    return (await admin.query(sql)).rowCount ?? 0;
  };
  const abortWhenAsleep = async (abort: AbortController): Promise<void> => {
    await until(async () => (await sleeping()) === 1);
    abort.abort(new Error('caller has gone'));
  };

  it('cancels it at the server, and the connection serves the next one', async () => {
    await using pool = open();
    const pid = await pidOf(pool);
    const abort = new AbortController();
    const running = pool.query(SLEEP, [], undefined, { signal: abort.signal });
    void running.catch(() => undefined);
    await abortWhenAsleep(abort);
    await expect(running).rejects.toThrow('caller has gone');
    expect(await sleeping()).toBe(0);
    expect(await pidOf(pool)).toBe(pid);
    await until(() => pool.snapshot().idle === 1);
    expect(pool.snapshot()).toMatchObject({ active: 0, total: 1 });
  });

  it('rolls a transaction back, and keeps its connection', async () => {
    await using pool = open();
    const pid = await pidOf(pool);
    const abort = new AbortController();
    const running = pool.transaction(
      async (lease) => {
        await lease.query('INSERT INTO written VALUES (1)');
        await lease.query(SLEEP);
      },
      { signal: abort.signal },
    );
    void running.catch(() => undefined);
    await abortWhenAsleep(abort);
    await expect(running).rejects.toThrow('caller has gone');
    expect((await admin.query('SELECT n FROM written')).rows).toEqual([]);
    expect(await pidOf(pool)).toBe(pid);
  });

  it('between two statements refuses the next one, COMMIT too, and ends the session with its locks', async () => {
    await using pool = open();
    const pid = await pidOf(pool);
    const abort = new AbortController();
    const work = pool.transaction(
      async (lease) => {
        await lease.query('SELECT pg_advisory_lock(7)');
        await lease.query('INSERT INTO written VALUES (2)');
        abort.abort(new Error('caller has gone'));
      },
      { signal: abort.signal },
    );
    await expect(work).rejects.toThrow('caller has gone');
    expect((await admin.query('SELECT n FROM written')).rows).toEqual([]);
    expect(await pidOf(pool)).not.toBe(pid);
    await until(async () => {
      return (
        (await admin.query(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 7`)).rowCount === 0
      );
    });
  });

  it('takes nothing from statements that have ended or have no signal', async () => {
    await using pool = open({ poolSize: 2 });
    const abort = new AbortController();
    const { signal } = abort;
    const unhurt = pool.query('SELECT pg_sleep(0.3)');
    await pool.query('SELECT 1', [], undefined, { signal });
    const running = pool.query(SLEEP, [], undefined, { signal });
    void running.catch(() => undefined);
    abort.abort(new Error('caller has gone'));
    await expect(running).rejects.toThrow('caller has gone');
    expect((await unhurt).rowCount).toBe(1);
    await expect(pool.query('SELECT 1', [], undefined, { signal })).rejects.toThrow('caller has gone');
  });

  it('cuts a connection whose server is not heard any more', async () => {
    await using proxy = await SilentProxy.open(database.url);
    await using pool = open({ connectionString: proxy.url });
    const pid = await pidOf(pool);
    const abort = new AbortController();
    const running = pool.query(SLEEP, [], undefined, { signal: abort.signal });
    void running.catch(() => undefined);
    await until(async () => (await sleeping()) === 1);
    proxy.forget();
    abort.abort(new Error('caller has gone'));
    await expect(running).rejects.toThrow('caller has gone');
    expect(await pidOf(pool)).not.toBe(pid);
    await until(() => pool.snapshot().idle === 1);
    expect(pool.snapshot()).toMatchObject({ active: 0, total: 1 });
  });
});
