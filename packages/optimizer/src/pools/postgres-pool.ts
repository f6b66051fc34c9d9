import { EventEmitter } from 'node:events';

import { type PoolSnapshot } from '@sizewise/shared';

import { AcquireTimeoutError, PoolClosedError } from '../errors.ts';
import { IdleConnections } from './idle-connections.ts';
import { type AcquireSite, type Held, LeakWatch } from './leak-watch.ts';
import { Lease, type LeaseOwner } from './lease.ts';
import { type Rows } from './queryable.ts';
import { type PoolEvents } from './pool-events.ts';
import { type PoolHistograms } from './pool-histograms.ts';
import { PoolTimes } from './pool-times.ts';
import { PostgresConnection } from './postgres-connection.ts';
import {
  type PostgresPoolOptions,
  type ResolvedPostgresPoolOptions,
  resolvePostgresPoolOptions,
} from './postgres-options.ts';
import { StatementNames } from './statement-names.ts';
import { WaitingQueue } from './waiting-queue.ts';

/** Who asked for a lease, and what ends its statements. */
interface Request {
  readonly acquired: AcquireSite;
  readonly signal: AbortSignal | undefined;
}

/**
 * PostgreSQL connections shared fairly: `poolSize` are kept, `maxOverflow` more are opened while requests wait and
 * closed on release. Requests are served first come first served.
 */
export class PostgresPool implements AsyncDisposable {
  readonly options: ResolvedPostgresPoolOptions;
  readonly events = new EventEmitter<PoolEvents>();
  readonly #all = new Set<PostgresConnection>();
  readonly #idle: IdleConnections;
  readonly #queue = new WaitingQueue<Lease, Request>();
  readonly #times = new PoolTimes();
  readonly #leaks: LeakWatch;
  readonly #owner: LeaseOwner;
  readonly #closing = new AbortController();
  readonly #quiet: (() => void)[] = [];
  readonly #openings = new Set<Promise<unknown>>();
  readonly #ending = new Set<Promise<void>>();
  #checking = 0;
  #active = 0;
  #draining = false;
  #connectError: unknown;

  /** @throws OptimizerConfigurationError. Connects on the first acquire. */
  constructor(options: PostgresPoolOptions) {
    this.options = resolvePostgresPoolOptions(options);
    const { name, leakAfter, logger } = this.options;
    this.#owner = this.#leaseOwner();
    this.#idle = new IdleConnections(this.options, (connection) => {
      if (performance.now() < connection.retireAt && this.#all.size <= this.options.minSize) return;
      this.#idle.remove(connection);
      this.#discard(connection);
    });
    this.#leaks = new LeakWatch(leakAfter, (leak) => {
      logger.warn({ pool: name, ...leak }, 'A lease was not given back');
      this.events.emit('pool:leak', { pool: name, ...leak });
    });
  }

  /** Most connections at a time: size and overflow. */
  get max(): number {
    return this.options.poolSize + this.options.maxOverflow;
  }

  /**
   * Waits for a connection.
   * @param options.signal gives the place in the queue up, then cancels statements of the lease: see `Lease`
   * @throws AcquireTimeoutError, PoolClosedError, the signal's reason, or the driver's error where connecting fails.
   */
  async acquire(options: { signal?: AbortSignal | undefined } = {}): Promise<Lease> {
    const acquired = this.#leaks.site();
    options.signal?.throwIfAborted();
    if (this.#draining) throw new PoolClosedError(this.options.name);
    const now = performance.now();
    const connection = this.#queue.size === 0 ? this.#idle.takeFresh(now) : undefined;
    if (connection) return this.#lease(connection, { acquired, signal: options.signal }, now, now);
    const lease = this.#queue.wait({
      about: { acquired, signal: options.signal },
      timeoutMs: this.options.acquireTimeout * 1000,
      timeoutError: () => this.#timedOut(),
      signal: options.signal,
    });
    this.#pump();
    return lease;
  }

  /** Runs `work` with a lease that ends with it. */
  async withLease<T>(
    work: (lease: Lease) => Promise<T>,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    await using lease = await this.acquire(options);
    return await work(lease);
  }

  /** One statement on a connection of its own; the signal cancels it at the server. */
  async query<Row extends object = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
    name?: string,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<Rows<Row>> {
    return this.withLease((lease) => lease.query<Row>(sql, values, name), options);
  }

  /** Runs `work` in one transaction: commits when it resolves, rolls back when it throws or its signal aborts. */
  async transaction<T>(
    work: (lease: Lease) => Promise<T>,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    return this.withLease(async (lease) => {
      await lease.query('BEGIN');
      try {
        const result = await work(lease);
        await lease.query('COMMIT');
        await this.options.onCommit(lease);
        return result;
      } catch (error) {
        // A rollback that fails leaves an open transaction, and release closes such a connection.
        await lease.query('ROLLBACK').catch(() => undefined);
        throw error;
      }
    }, options);
  }

  /**
   * Opens connections ahead of the first requests.
   * @param size connections there shall be at least; default `minSize`
   * @throws the driver's error
   */
  async warmUp(size: number = this.options.minSize): Promise<void> {
    const missing = Math.min(size, this.options.poolSize) - this.#total;
    await Promise.all(
      Array.from({ length: Math.max(0, missing) }, async () => {
        this.#settle(await this.#connect());
        this.#pump();
      }),
    );
  }

  /** Counters at this moment. */
  snapshot(): PoolSnapshot {
    return {
      name: this.options.name,
      active: this.#active,
      idle: this.#idle.size,
      waiting: this.#queue.size,
      total: this.#total,
      max: this.max,
      overflow: Math.max(0, this.#total - this.options.poolSize),
      ...this.#times.snapshot(),
    };
  }

  /** The durations since the start, for Prometheus. */
  histograms(): PoolHistograms {
    return this.#times.histograms(this.options.name);
  }

  /** Takes no new requests and waits until every lease, waiting ones included, has been served and given back. */
  async drain(): Promise<void> {
    this.#draining = true;
    if (this.#active === 0 && this.#queue.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#quiet.push(resolve);
    await promise;
  }

  /**
   * Rejects waiting requests, waits for leases to come back, then closes every connection.
   * @param options.timeout seconds after which connections in use are closed too; default 10
   */
  async close(options: { timeout?: number } = {}): Promise<void> {
    this.#draining = true;
    this.#closing.abort(new PoolClosedError(this.options.name));
    this.#queue.rejectAll(new PoolClosedError(this.options.name));
    for (const connection of this.#idle.takeAll()) this.#discard(connection);
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, (options.timeout ?? 10) * 1000);
    });
    await Promise.race([this.drain(), timeUp]);
    clearTimeout(timer);
    await Promise.allSettled(this.#openings);
    for (const connection of this.#all) this.#discard(connection);
    await Promise.all(this.#ending);
    this.#idle[Symbol.dispose]();
    this.#leaks[Symbol.dispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  get #total(): number {
    return this.#all.size + this.#openings.size;
  }

  /** Serves waiting requests from idle connections, then starts checks and connects for the rest. */
  #pump(): void {
    while (this.#queue.size > this.#checking) {
      const connection = this.#idle.take();
      if (!connection) break;
      if (performance.now() >= connection.retireAt) this.#discard(connection);
      else if (this.#idle.isStale(connection, performance.now())) void this.#check(connection);
      else this.#hand(connection);
    }
    while (this.#queue.size > this.#checking + this.#openings.size && this.#total < this.max)
      void this.#open();
    if (this.#active === 0 && this.#queue.size === 0) for (const resolve of this.#quiet.splice(0)) resolve();
  }

  #hand(connection: PostgresConnection): void {
    const waiter = this.#queue.shift();
    if (!waiter) return this.#settle(connection);
    waiter.resolve(this.#lease(connection, waiter.about, waiter.since, performance.now()));
  }

  /** @param since when it was asked for */
  #lease(connection: PostgresConnection, { acquired, signal }: Request, since: number, now: number): Lease {
    const waited = (now - since) / 1000;
    this.#active++;
    connection.uses++;
    this.#times.wait.record(waited, now);
    // Told only where somebody listens: an acquire of an idle connection costs about as much as telling it.
    if (this.events.listenerCount('pool:acquire') > 0) {
      this.events.emit('pool:acquire', { pool: this.options.name, client: connection.client, waited });
    }
    return new Lease(this.#owner, connection, this.#leaks.hold(acquired, now), signal);
  }

  #leaseOwner(): LeaseOwner {
    const { statementTimeout, answerGrace, name, prepareAfter } = this.options;
    return {
      name,
      statementNames: new StatementNames(prepareAfter),
      answerTimeout: statementTimeout === 0 ? 0 : (statementTimeout + answerGrace) * 1000,
      replace: async (dead) => {
        // The others may have died with it.
        this.#idle.suspectAll();
        this.#discard(dead);
        return this.#connect();
      },
      giveBack: (connection, held, discard) => this.#takeBack(connection, held, discard),
    };
  }

  #takeBack(connection: PostgresConnection, held: Held, discard: boolean): void {
    const { name: pool, maxUses, prePingTimeout } = this.options;
    const now = performance.now();
    const used = (now - held.since) / 1000;
    const discarded = discard || connection.broken !== null || (maxUses > 0 && connection.uses >= maxUses);
    this.#leaks.done(held);
    this.#times.use.record(used, now);
    if (this.events.listenerCount('pool:release') > 0) {
      this.events.emit('pool:release', { pool, client: connection.client, used, discarded });
    }
    if (discarded || connection.ready) this.#putAway(connection, discarded);
    else void connection.whenReady(prePingTimeout).then(() => this.#putAway(connection, false));
  }

  /** An open transaction means that its owner lost the thread: its locks and snapshot must not live on. */
  #putAway(connection: PostgresConnection, discarded: boolean): void {
    this.#active--;
    if (discarded || !connection.clean) this.#discard(connection);
    else this.#settle(connection);
    this.#pump();
  }

  /** Makes a working connection idle, or closes it where it is one too many. */
  #settle(connection: PostgresConnection): void {
    const overflow = this.#all.size > this.options.poolSize && this.#queue.size === 0;
    if (overflow || connection.broken !== null || this.#closing.signal.aborted)
      return this.#discard(connection);
    this.#idle.add(connection, performance.now());
  }

  async #check(connection: PostgresConnection): Promise<void> {
    this.#checking++;
    const answer = await connection.ping(this.options.prePingTimeout);
    this.#checking--;
    if (answer === 'alive') this.#hand(connection);
    else this.#discard(connection);
    if (answer === 'silent') {
      // What was last used even earlier lies behind the same network: asking each would cost a timeout each.
      for (const colder of this.#idle.takeIdleSince(connection.idleSince)) this.#discard(colder);
    }
    this.#pump();
  }

  async #open(): Promise<void> {
    try {
      this.#settle(await this.#connect());
      this.#connectError = undefined;
    } catch (error) {
      this.#connectError = error;
      // Those in use come back: a server that takes no more connections is no reason to turn a request away.
      if (this.#active === 0) this.#queue.shift()?.reject(error);
    }
    this.#pump();
  }

  /** Opens one connection that belongs to the pool. */
  async #connect(): Promise<PostgresConnection> {
    const { name: pool } = this.options;
    const start = performance.now();
    const opening = PostgresConnection.open(this.options, this.#closing.signal);
    this.#openings.add(opening);
    try {
      const connection = await opening;
      const { client } = connection;
      const seconds = (performance.now() - start) / 1000;
      this.#all.add(connection);
      this.#times.create.record(seconds);
      client.on('error', (error) => this.#lost(connection, error));
      client.on('end', () => this.#lost(connection, new Error('The connection ended')));
      this.events.emit('pool:connect', { pool, client, seconds });
      return connection;
    } finally {
      this.#openings.delete(opening);
    }
  }

  /** The server or the network ended it. In use: its owner sees the error of its query, and release closes it. */
  #lost(connection: PostgresConnection, error: Error): void {
    if (!this.#all.has(connection)) return;
    connection.broken ??= error;
    if (!this.#idle.remove(connection)) return;
    const { name: pool, logger } = this.options;
    logger.warn({ pool, error: error.message }, 'An idle connection was lost');
    this.#discard(connection);
    this.events.emit('pool:lost', { pool, client: connection.client, error });
  }

  #discard(connection: PostgresConnection): void {
    if (!this.#all.delete(connection)) return;
    connection.broken ??= new Error('The pool closed the connection');
    const ending = connection.end().finally(() => {
      this.#ending.delete(ending);
      this.events.emit('pool:remove', { pool: this.options.name, client: connection.client });
    });
    this.#ending.add(ending);
  }

  #timedOut(): Error {
    const { name: pool, acquireTimeout } = this.options;
    this.#times.timeouts++;
    this.events.emit('pool:timeout', { pool, waited: acquireTimeout });
    return new AcquireTimeoutError(pool, acquireTimeout, this.snapshot(), this.#connectError);
  }
}
