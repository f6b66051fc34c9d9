import { setTimeout as delay } from 'node:timers/promises';

import { createTestDatabase, describeWithPostgres, type TestDatabase } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type Lease } from '../src/pools/lease.ts';
import { type PostgresPoolOptions } from '../src/pools/postgres-options.ts';
import { PostgresPool } from '../src/pools/postgres-pool.ts';
import { SilentProxy } from './support/silent-proxy.ts';

describeWithPostgres('PostgresPool, when connections are lost', () => {
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
    new PostgresPool({ connectionString: database.url, poolSize: 2, maxOverflow: 1, ...options });
  const pidOf = async (lease: Pick<Lease, 'query'>): Promise<number> =>
    (await lease.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!.pid;
  const kill = (pid: number): Promise<unknown> => admin.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
  /** Ends a backend while this process looks elsewhere, so that its farewell is read after the next statement is sent. */
  const killUnseen = async (pool: PostgresPool, act: () => Promise<unknown>): Promise<unknown> => {
    const pid = await pidOf(pool);
    const client = await pool.withLease(async (lease) => lease.client);
    client.connection.stream.pause();
    await kill(pid);
    const acting = act();
    client.connection.stream.resume();
    return acting;
  };

  it('loses no request of 200 concurrent users on 20 + 30 connections', async () => {
    await using pool = open({ poolSize: 20, maxOverflow: 30 });
    let most = 0;
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, user) => {
        const seen: number[] = [];
        for (let round = 0; round < 5; round++) {
          const { rows } = await pool.query<{ n: number }>('SELECT $1::int AS n FROM pg_sleep(0.002)', [
            user * 5 + round,
          ]);
          most = Math.max(most, pool.snapshot().total);
          seen.push(rows[0]!.n);
        }
        return seen;
      }),
    );
    expect(answers.flat()).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(most).toBeLessThanOrEqual(50);
    // A connection that was asked for under load may still arrive, and is closed then.
    await expect
      .poll(() => pool.snapshot())
      .toMatchObject({ active: 0, waiting: 0, overflow: 0, timeouts: 0 });
    expect(pool.snapshot().useTime.count).toBe(1000);
  });

  it('sends a write again whose connection was closed before the server took it', async () => {
    await using pool = open({ prePingAfter: 60 });
    await admin.query('TRUNCATE written');
    await killUnseen(pool, () => pool.query('INSERT INTO written VALUES ($1)', [1]));
    await killUnseen(pool, () => pool.query('INSERT INTO written VALUES (2)'));
    expect((await admin.query('SELECT n FROM written ORDER BY n')).rows).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('begins a transaction elsewhere', async () => {
    await using pool = open({ prePingAfter: 60 });
    await admin.query('TRUNCATE written');
    await killUnseen(pool, () =>
      pool.transaction(async (lease) => {
        await lease.query('INSERT INTO written VALUES (1)');
        await lease.query('INSERT INTO written VALUES (2)');
      }),
    );
    expect((await admin.query('SELECT n FROM written ORDER BY n')).rows).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('never sends a statement again that may have run', async () => {
    await using pool = open({ poolSize: 1, maxOverflow: 0 });
    const running = pool.query('SELECT pg_sleep(30) WHERE $1', [true]).catch((error: unknown) => error);
    const sleeping = `SELECT pid FROM pg_stat_activity
      WHERE query LIKE 'SELECT pg_sleep(30)%' AND state = 'active' AND datname = current_database()`;
    let pid: number | undefined;
    while (pid === undefined) pid = (await admin.query<{ pid: number }>(sleeping)).rows[0]?.pid;
    await kill(pid);
    expect(await running).toMatchObject({ code: '57P01' });
    await pool.withLease(async (lease) => {
      await kill(await pidOf(lease));
      // The second statement of a lease: what came before it is lost with the session.
      await expect(lease.query('SELECT 1')).rejects.toThrow(/terminat|not queryable/);
    });
    expect(pool.snapshot()).toMatchObject({ active: 0, total: 0 });
  });

  it('asks after the others when one was found dead', async () => {
    await using pool = open({ poolSize: 3, prePingAfter: 60 });
    const pids = await Promise.all(
      [1, 2, 3].map(() =>
        pool.withLease(async (lease) => {
          const pid = await pidOf(lease);
          await delay(30);
          return pid;
        }),
      ),
    );
    await Promise.all(pids.map(kill));
    const answers = await Promise.all([1, 2, 3].map((n) => pool.query('SELECT $1::int AS n', [n])));
    expect(answers.map(({ rows }) => rows)).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]]);
  });

  it('notices half-open connections within the ping timeout, all of them at once', async () => {
    await using proxy = await SilentProxy.open(database.url);
    await using pool = open({
      connectionString: proxy.url,
      poolSize: 5,
      prePingAfter: 0.001,
      prePingTimeout: 0.3,
      acquireTimeout: 2,
    });
    await pool.warmUp(5);
    expect(pool.snapshot()).toMatchObject({ idle: 5, total: 5 });
    await delay(10);
    proxy.forget();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => pool.query('SELECT $1::int AS n', [n])),
    );
    expect(answers.flatMap(({ rows }) => rows)).toEqual(Array.from({ length: 20 }, (_, n) => ({ n })));
    expect(pool.snapshot().timeouts).toBe(0);
  });

  it('cuts a connection that falls silent during a statement, some time after its statement timeout', async () => {
    await using proxy = await SilentProxy.open(database.url);
    await using pool = open({ connectionString: proxy.url, statementTimeout: 0.2, answerGrace: 0.1 });
    await pool.withLease(async (lease) => {
      await lease.query('SELECT 1');
      const running = lease.query('SELECT pg_sleep(30)');
      proxy.forget();
      await expect(running).rejects.toThrow(/terminated/);
    });
    expect((await pool.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
  });

  it('keeps a request waiting for those in use where the server takes no more connections', async () => {
    const role = `few_${crypto.randomUUID().replaceAll('-', '')}`;
    await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'x' CONNECTION LIMIT 1`);
    const url = new URL(database.url);
    url.username = role;
    url.password = 'x';
    {
      await using pool = open({ connectionString: url.href, reconnectWindow: 0.05, acquireTimeout: 1 });
      const held = await pool.acquire();
      await expect(pool.acquire()).rejects.toMatchObject({
        code: 'acquire_timeout',
        cause: { code: '53300' },
      });
      const waiting = pool.query('SELECT 1 AS n');
      await delay(200);
      held.release();
      expect((await waiting).rows).toEqual([{ n: 1 }]);
    }
    await admin.query(`DROP ROLE ${role}`);
  });

  it('reports a lease that is not given back, once, with the place where it was acquired', async () => {
    const warnings: unknown[] = [];
    const logger = {
      debug: () => 0,
      info: () => 0,
      warn: (data: unknown) => warnings.push(data),
      error: () => 0,
    };
    await using pool = open({ leakAfter: 0.05, logger });
    const leaks: { pool: string; seconds: number; stack: string }[] = [];
    pool.events.on('pool:leak', (leak) => leaks.push(leak));
    const forgetful = async (): Promise<Lease> => pool.acquire();
    const lease = await forgetful();
    await pool.query('SELECT 1');
    await delay(200);
    expect(leaks).toHaveLength(1);
    expect(leaks[0]).toMatchObject({ pool: 'api', seconds: expect.any(Number) as number });
    expect(leaks[0]?.stack.split('\n')[0]).toContain('forgetful');
    expect(leaks[0]?.stack).toContain('pool-losses.int.test.ts');
    expect(warnings).toEqual(leaks);
    lease.release();
    await pool.withLease(async () => delay(20));
    expect(leaks).toHaveLength(1);
  });
});
