import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import { createTestDatabase, describeWithPostgres, type TestDatabase } from '@sizewise/test-support';
import { Client, Pool, type PoolClient, Query, type QueryResult } from 'pg';
import QueryStream from 'pg-query-stream';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import { DropInPool } from '../src/pools/drop-in/drop-in-pool.ts';
import { type DropInPoolOptions } from '../src/pools/drop-in/drop-in-options.ts';
import { PostgresPool } from '../src/pools/postgres-pool.ts';

/*
 * The behaviour that node-postgres holds its own pool to (github.com/brianc/node-postgres, packages/pg-pool/test, MIT),
 * where the drop-in promises the same; the names in parentheses are those of its test files.
 */
describeWithPostgres('DropInPool', () => {
  let database: TestDatabase;
  const pools: DropInPool[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((pool) => pool.pool.close()));
  });
  afterAll(() => database.close());

  const open = (options: DropInPoolOptions = {}): DropInPool => {
    const pool = new DropInPool({ connectionString: database.url, ...options });
    pools.push(pool);
    return pool;
  };
  /** What a callback is given. */
  const called = <Arguments extends unknown[]>(
    act: (callback: (...args: Arguments) => void) => unknown,
  ): Promise<Arguments> => new Promise((resolve) => void act((...args) => resolve(args)));
  type Connected = [Error | undefined, PoolClient | undefined, (release?: unknown) => void];
  const connected = (pool: DropInPool): Promise<Connected> => called((done) => pool.connect(done));

  it('is a pg.Pool, so that libraries take it for one', () => {
    const pool = open();
    expect(pool).toBeInstanceOf(Pool);
    expect((pool as unknown as { Client: unknown }).Client).toBe(Client);
    expect(pool).toMatchObject({ totalCount: 0, idleCount: 0, waitingCount: 0, ending: false, ended: false });
  });

  it('answers queries in every form (index)', async () => {
    const pool = open();
    const num = { num: 1 };
    expect((await pool.query('SELECT 1 AS num')).rows).toEqual([num]);
    expect((await pool.query('SELECT $1::int AS num', [1])).rows).toEqual([num]);
    expect((await pool.query({ text: 'SELECT $1::int AS num', values: [1] })).rows).toEqual([num]);
    expect((await pool.query({ text: 'SELECT $1::int AS num' }, [1])).rows).toEqual([num]);
    expect((await pool.query({ text: 'SELECT $1::int AS num', values: [1], rowMode: 'array' })).rows).toEqual(
      [[1]],
    );
    expect((await pool.query({ name: 'named', text: 'SELECT $1::int AS num', values: [1] })).rows).toEqual([
      num,
    ]);
    const several = (await pool.query('SELECT 1 AS num; SELECT 2 AS num')) as unknown as QueryResult[];
    expect(several.map(({ rows }) => rows)).toEqual([[num], [{ num: 2 }]]);
    type Answer = [Error | undefined, QueryResult];
    const [, plain] = await called<Answer>((done) => pool.query('SELECT 1 AS num', done as never));
    const [, valued] = await called<Answer>((done) =>
      pool.query('SELECT $1::int AS num', [1], done as never),
    );
    const [, configured] = await called<Answer>((done) =>
      pool.query({ text: 'SELECT $1::int AS num', values: [1] }, done as never),
    );
    expect([plain.rows, valued.rows, configured.rows]).toEqual([[num], [num], [num]]);
  });

  it('makes no promise where there is a callback, and calls it later (index)', async () => {
    const pool = open();
    let isLater = false;
    const calls = [
      called((done) => expect(pool.connect(done as never)).toBeUndefined()),
      called((done) => expect(pool.query('SELECT 1', done as never)).toBeUndefined()),
      called((done) => expect(pool.query(null as never, (() => done(isLater)) as never)).toBeUndefined()),
    ];
    isLater = true;
    const [connection, , failed] = await Promise.all(calls);
    (connection as unknown as Connected)[2]();
    expect(failed).toEqual([true]);
    const [error] = await called<unknown[]>((done) => expect(pool.end(done as never)).toBeUndefined());
    expect(error).toBeUndefined();
  });

  it('gives a client with release, by promise and by callback (index, sizing)', async () => {
    const pool = open({ max: 1 });
    const client = await pool.connect();
    expect((await client.query('SELECT $1::text AS name', ['hi'])).rows).toEqual([{ name: 'hi' }]);
    const waiting = pool.connect();
    await delay(1);
    expect(pool).toMatchObject({ totalCount: 1, idleCount: 0, waitingCount: 1 });
    client.release();
    expect(await waiting).toBe(client);
    client.release();
    const [error, same, release] = await connected(pool);
    expect(error).toBeUndefined();
    expect(same).toBe(client);
    release();
    expect(pool).toMatchObject({ totalCount: 1, idleCount: 1, waitingCount: 0 });
  });

  it('serves many through few, one statement at a time each (index, sizing)', async () => {
    const pool = open({ max: 3 });
    const text = 'SELECT count(*)::int AS n FROM pg_stat_activity WHERE query = $1 AND state = $2';
    const answers = await Promise.all(Array.from({ length: 30 }, () => pool.query(text, [text, 'active'])));
    for (const { rows } of answers) expect(rows[0].n).toBeLessThanOrEqual(3);
    expect(pool.totalCount).toBe(3);
  });

  it('throws each time a client is released again (error-handling)', async () => {
    const pool = open();
    const client = await pool.connect();
    client.release();
    expect(() => client.release()).toThrow(/after its release/);
    const [, , release] = await connected(pool);
    release();
    expect(() => release()).toThrow(/after its release/);
    expect(() => release()).toThrow(/after its release/);
  });

  it('closes a client that is released with an error or true (events, releasing-clients)', async () => {
    const pool = open();
    const problem = new Error('problem');
    for (const reason of [problem, true]) {
      const removed = called<[PoolClient]>((done) => pool.once('remove', done));
      const released = called<[unknown, PoolClient]>((done) => pool.once('release', done));
      const client = await pool.connect();
      client.release(reason);
      expect(pool.totalCount).toBe(0);
      expect(await released).toEqual([reason, client]);
      expect(await removed).toEqual([client]);
    }
  });

  it('closes a client that broke or was ended while it was leased (releasing-clients)', async () => {
    const pool = open({ max: 1 });
    const broken = await pool.connect();
    broken.connection.end();
    await once(broken, 'error');
    expect(pool.totalCount).toBe(1);
    broken.release();
    expect(pool.totalCount).toBe(0);
    const ended = await pool.connect();
    await ended.end();
    ended.release();
    expect(pool.totalCount).toBe(0);
    expect((await pool.query('SELECT 1 AS n')).rows).toHaveLength(1);
  });

  it('tells connect, acquire and release (events)', async () => {
    const pool = open();
    const told: string[] = [];
    for (const event of ['connect', 'acquire', 'release'] as const) pool.on(event, () => told.push(event));
    const [, client, release] = await connected(pool);
    expect(told).toEqual(['connect', 'acquire']);
    expect(client).toBeDefined();
    release();
    await pool.query('SELECT 1');
    expect(told).toEqual(['connect', 'acquire', 'release', 'acquire', 'release']);
  });

  it('tells an error of an idle client with the client, and goes on; without a listener too (events, index)', async () => {
    const pool = open();
    const client = await pool.connect();
    client.release();
    const told = called<[Error, PoolClient]>((done) => pool.once('error', done));
    client.emit('error', new Error('on purpose'));
    const [error, of] = await told;
    expect(error).toMatchObject({ message: 'on purpose', client });
    expect(of).toBe(client);
    expect(pool).toMatchObject({ totalCount: 0, idleCount: 0 });
    const other = await pool.connect();
    other.release();
    other.emit('error', new Error('nobody listens'));
    expect((await pool.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
  });

  it('keeps a leased client that has an error until it is released (error-handling)', async () => {
    const pool = open();
    const client = await pool.connect();
    const errors: unknown[] = [];
    pool.on('error', (error) => errors.push(error));
    client.emit('error', new Error('expected'));
    expect(pool).toMatchObject({ totalCount: 1, idleCount: 0 });
    client.release();
    expect(pool.totalCount).toBe(0);
    expect(errors).toEqual([]);
  });

  it('goes on after statements that fail, and keeps their connections (index, error-handling)', async () => {
    const pool = open({ max: 2 });
    const failures = await Promise.allSettled(
      Array.from({ length: 30 }, () => pool.query('SELECT asldkfjasldkf')),
    );
    expect(failures.every(({ status }) => status === 'rejected')).toBe(true);
    // A client is idle once the server is ready again, which may be a packet after the error.
    await expect.poll(() => [pool.totalCount, pool.idleCount]).toEqual([2, 2]);
    await expect(pool.query(null as never)).rejects.toThrow(/query/);
    const [error] = await called<[Error]>((done) => pool.query(done as never));
    expect(error).toBeInstanceOf(Error);
    expect((await pool.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
  });

  it('times out where every client is busy, and serves those who come later (connection-timeout)', async () => {
    const pool = open({ max: 1, pool: { acquireTimeout: 0.1 } });
    await pool.pool.warmUp(1);
    const held = await pool.connect();
    await expect(pool.query('SELECT 1')).rejects.toMatchObject({ code: 'acquire_timeout' });
    const [error, client, release] = await connected(pool);
    expect([error, client, release]).toEqual([expect.any(Error), undefined, expect.any(Function)]);
    const later = pool.connect();
    held.release();
    (await later).release();
    expect(pool.waitingCount).toBe(0);
  });

  it('gives up a server that accepts and says nothing, or hangs up (connection-timeout, error-handling)', async () => {
    let answer = (): void => undefined;
    const server = createServer((socket) => {
      socket.on('error', () => undefined).resume();
      answer = () => void socket.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const options = { connectionString: `postgres://x@127.0.0.1:${port}/x`, connectionTimeoutMillis: 50 };
    const silent = open({ ...options, max: 1 });
    await expect(silent.connect()).rejects.toThrow(/timeout|no free connection/);
    server.on('connection', () => setImmediate(answer));
    const rude = open({ ...options, connectionTimeoutMillis: 5000, max: 1, pool: { reconnectWindow: 0 } });
    const outcomes = await Promise.allSettled([rude.connect(), rude.connect()]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(rude.totalCount).toBe(0);
    server.close();
  });

  it('passes a failure to connect to the caller (index)', async () => {
    const pool = open({ connectionString: 'postgres://x@127.0.0.1:1/x', pool: { reconnectWindow: 0 } });
    const [error, result] = await called<[Error, unknown]>((done) => pool.query('SELECT 1', done as never));
    expect([error, result]).toEqual([expect.objectContaining({ code: 'ECONNREFUSED' }), undefined]);
    expect(pool.totalCount).toBe(0);
  });

  it('ends: with clients, with queries that wait, once, and refuses what comes later (ending, error-handling)', async () => {
    const unused = open();
    await unused.end();
    const pool = open({ max: 2 });
    const queries = Promise.all(
      Array.from({ length: 20 }, () => pool.query('SELECT $1::text AS name', ['n'])),
    );
    await pool.end();
    expect((await queries).map(({ rows }) => rows.length)).toEqual(Array.from({ length: 20 }, () => 1));
    expect(pool).toMatchObject({ ending: true, ended: true, totalCount: 0 });
    await expect(pool.connect()).rejects.toThrow(/closed/);
    await expect(pool.query('SELECT 1')).rejects.toThrow(/closed/);
    await expect(pool.end()).rejects.toThrow(/closed/);
    const [error] = await connected(pool);
    expect(error).toBeInstanceOf(Error);
  });

  it('closes idle clients after their idle time, down to min (idle-timeout, sizing)', async () => {
    const pool = open({ max: 2, min: 1, idleTimeoutMillis: 10 });
    const clients = await Promise.all([pool.connect(), pool.connect()]);
    const removed = once(pool, 'remove');
    for (const client of clients) client.release();
    await removed;
    await delay(50);
    expect(pool).toMatchObject({ totalCount: 1, idleCount: 1 });
    const used = await pool.connect();
    await delay(50);
    expect((await used.query('SELECT 1 AS n')).rows).toHaveLength(1);
    used.release();
  });

  it('closes a client after its uses, and a fresh one serves the next (max-uses)', async () => {
    const pool = open({ max: 1, maxUses: 2 });
    const first = await pool.connect();
    const second = pool.connect();
    const third = pool.connect();
    first.release();
    expect(await second).toBe(first);
    first.release();
    const fresh = await third;
    expect(fresh).not.toBe(first);
    fresh.release();
  });

  it('closes a client of its age, idle or when it is released (lifetime-timeout)', async () => {
    const pool = open({ maxLifetimeSeconds: 0.05, min: 1, max: 1 });
    const removed = once(pool, 'remove');
    await pool.query('SELECT 1');
    await removed;
    expect(pool.totalCount).toBe(0);
    await pool.query('SELECT pg_sleep(0.1)');
    await delay(50);
    expect(pool.totalCount).toBe(0);
  });

  it('sets new clients up by onConnect and verify, once each (lifecycle-hooks, verify)', async () => {
    let failures = 3;
    const set = new WeakMap<object, number>();
    const pool = open({
      max: 2,
      onConnect: async (client) => {
        if (failures-- > 0) throw new Error('hook error');
        await client.query('SET application_name = hooked');
        set.set(client, (set.get(client) ?? 0) + 1);
      },
    });
    for (let i = 0; i < 3; i++) await expect(pool.connect()).rejects.toThrow('hook error');
    expect(pool.totalCount).toBe(0);
    expect((await pool.query('SHOW application_name')).rows).toEqual([{ application_name: 'hooked' }]);
    const client = await pool.connect();
    expect(set.get(client)).toBe(1);
    client.release();
    const refusing = open({ verify: (_, done) => done(new Error('nope')) });
    await expect(refusing.connect()).rejects.toThrow('nope');
  });

  it('returns a submittable at once and its client when it is done (submittable)', async () => {
    const pool = open({ max: 1 });
    const stream = pool.query(
      new QueryStream('SELECT n FROM generate_series(1, 1000) n', [], { batchSize: 10 }),
    );
    const rows: unknown[] = [];
    for await (const row of stream) rows.push(row);
    expect(rows).toHaveLength(1000);
    const partly = pool.query(new QueryStream('SELECT n FROM generate_series(1, 1000) n'));
    for await (const row of partly) {
      expect(row).toEqual({ n: 1 });
      break;
    }
    const gone = pool.query(new QueryStream('SELECT 1'));
    gone.destroy();
    const query = pool.query(new Query('SELECT 7 AS n'));
    const [result] = (await once(query, 'end')) as [QueryResult];
    expect(result.rows).toEqual([{ n: 7 }]);
    const [, answer] = await called<[unknown, QueryResult]>((done) =>
      pool.query(new Query('SELECT 8 AS n', done)),
    );
    expect(answer.rows).toEqual([{ n: 8 }]);
    expect((await pool.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
    expect(pool).toMatchObject({ totalCount: 1, idleCount: 1 });
  });

  it('tells a submittable what keeps it from its statement', async () => {
    const pool = open();
    const wrong = pool.query(new QueryStream('SELECT nothing FROM nowhere'));
    await expect(wrong.toArray()).rejects.toThrow(/nowhere/);
    const refused = open({ connectionString: 'postgres://x@127.0.0.1:1/x', pool: { reconnectWindow: 0 } });
    await expect(refused.query(new QueryStream('SELECT 1')).toArray()).rejects.toThrow(/ECONNREFUSED/);
    const [error] = (await once(refused.query(new Query('SELECT 1')), 'error')) as [Error];
    expect(error.message).toContain('ECONNREFUSED');
    expect((await pool.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
  });

  it('passes its settings to clients and leaves the object as it was (index)', async () => {
    const options = Object.freeze({
      connectionString: database.url,
      max: 4,
      application_name: 'theirs',
      binary: true,
    });
    const pool = new DropInPool(options);
    pools.push(pool);
    const client = await pool.connect();
    expect((client as unknown as { binary: boolean }).binary).toBe(true);
    expect((await client.query("SELECT current_setting('application_name') AS a")).rows).toEqual([
      { a: 'theirs' },
    ]);
    client.release();
    expect(pool.pool.options).toMatchObject({ poolSize: 4, maxOverflow: 0, statementTimeout: 0 });
  });

  it('stands over a pool that is shared, and leaves it open', async () => {
    await using shared = new PostgresPool({ connectionString: database.url, poolSize: 2 });
    const pool = new DropInPool(shared);
    expect((await pool.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
    await pool.end();
    await expect(pool.query('SELECT 1')).rejects.toThrow(/closed/);
    expect((await shared.query('SELECT 2 AS n')).rows).toEqual([{ n: 2 }]);
  });
});
