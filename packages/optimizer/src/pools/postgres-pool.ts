import { type PoolSnapshot } from '@sizewise/shared';

import { AcquireTimeoutError, PoolClosedError } from '../errors.ts';
import { Lease, type Rows } from './lease.ts';
import { PostgresConnection } from './postgres-connection.ts';
import {
  type PostgresPoolOptions,
  type ResolvedPostgresPoolOptions,
  resolvePostgresPoolOptions,
} from './postgres-options.ts';
import { WaitTimes } from './wait-times.ts';
import { WaitingQueue } from './waiting-queue.ts';

/**
 * PostgreSQL connections shared fairly: `poolSize` are kept, `maxOverflow` more are opened while requests wait and
 * closed on release. Requests are served first come first served.
 */
export class PostgresPool implements AsyncDisposable {
  readonly options: ResolvedPostgresPoolOptions;
  readonly #all = new Set<PostgresConnection>();
  // Last in, first out: the warmest connection first, and the least need of pings.
  readonly #idle: PostgresConnection[] = [];
  readonly #queue = new WaitingQueue<Lease>();
  readonly #waits = new WaitTimes();
  readonly #closing = new AbortController();
  readonly #quiet: (() => void)[] = [];
  #opening = 0;
  #checking = 0;
  #active = 0;
  #draining = false;

  /** @throws OptimizerConfigurationError. Connects on the first acquire. */
  constructor(options: PostgresPoolOptions) {
    this.options = resolvePostgresPoolOptions(options);
  }

  /** Most connections at a time: size and overflow. */
  get max(): number {
    return this.options.poolSize + this.options.maxOverflow;
  }

  /**
   * Waits for a connection.
   * @throws AcquireTimeoutError, PoolClosedError, the signal's reason, or the driver's error where connecting fails.
   */
  async acquire(options: { signal?: AbortSignal | undefined } = {}): Promise<Lease> {
    options.signal?.throwIfAborted();
    if (this.#draining) throw new PoolClosedError(this.options.name);
    if (this.#queue.size === 0) {
      const connection = this.#takeFresh();
      if (connection) {
        this.#waits.record(0);
        return this.#lease(connection);
      }
    }
    const lease = this.#queue.wait(
      this.options.acquireTimeout * 1000,
      () => new AcquireTimeoutError(this.options.name, this.options.acquireTimeout, this.snapshot()),
      options.signal,
    );
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

  /** One statement on a connection of its own. */
  async query<Row extends object = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
    name?: string,
  ): Promise<Rows<Row>> {
    return this.withLease((lease) => lease.query<Row>(sql, values, name));
  }

  /** Runs `work` in one transaction: commits when it resolves, rolls back when it throws. */
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

  /** Counters at this moment. */
  snapshot(): PoolSnapshot {
    const total = this.#all.size + this.#opening;
    return {
      name: this.options.name,
      active: this.#active,
      idle: this.#idle.length,
      waiting: this.#queue.size,
      total,
      max: this.max,
      overflow: Math.max(0, total - this.options.poolSize),
      waitP95: this.#waits.percentile(0.95),
    };
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
    for (const connection of this.#idle.splice(0)) this.#discard(connection);
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, (options.timeout ?? 10) * 1000);
    });
    await Promise.race([this.drain(), timeUp]);
    clearTimeout(timer);
    await Promise.all([...this.#ending, ...[...this.#all].map((connection) => connection.end())]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  readonly #ending = new Set<Promise<void>>();

  #takeFresh(): PostgresConnection | undefined {
    const connection = this.#idle.at(-1);
    if (!connection || this.#isStale(connection)) return undefined;
    return this.#idle.pop();
  }

  #isStale(connection: PostgresConnection): boolean {
    const now = performance.now();
    return now >= connection.retireAt || now - connection.idleSince > this.options.prePingAfter * 1000;
  }

  /** Serves waiting requests from idle connections, then starts checks and connects for the rest. */
  #pump(): void {
    while (this.#queue.size > this.#checking) {
      const connection = this.#idle.at(-1);
      if (!connection) break;
      this.#idle.pop();
      if (performance.now() >= connection.retireAt) this.#discard(connection);
      else if (this.#isStale(connection)) void this.#check(connection);
      else this.#hand(connection);
    }
    while (this.#queue.size > this.#checking + this.#opening && this.#all.size + this.#opening < this.max) {
      void this.#open();
    }
    if (this.#active === 0 && this.#queue.size === 0) for (const resolve of this.#quiet.splice(0)) resolve();
  }

  #hand(connection: PostgresConnection): void {
    const waiter = this.#queue.shift();
    if (!waiter) return this.#settle(connection);
    this.#waits.record((performance.now() - waiter.since) / 1000);
    waiter.resolve(this.#lease(connection));
  }

  #lease(connection: PostgresConnection): Lease {
    this.#active++;
    return new Lease(this.options.name, connection.client, (discard) => {
      this.#active--;
      // An open transaction means that its owner lost the thread: its locks and snapshot must not live on.
      const usable =
        !discard && connection.broken === null && connection.client.getTransactionStatus() === 'I';
      if (usable) this.#settle(connection);
      else this.#discard(connection);
      this.#pump();
    });
  }

  /** Makes a working connection idle, or closes it where it is one too many. */
  #settle(connection: PostgresConnection): void {
    const overflow = this.#all.size > this.options.poolSize && this.#queue.size === 0;
    if (overflow || connection.broken !== null || this.#closing.signal.aborted)
      return this.#discard(connection);
    connection.idleSince = performance.now();
    this.#idle.push(connection);
  }

  async #check(connection: PostgresConnection): Promise<void> {
    this.#checking++;
    const alive = await connection.ping(this.options.prePingTimeout);
    this.#checking--;
    if (alive) this.#hand(connection);
    else this.#discard(connection);
    this.#pump();
  }

  async #open(): Promise<void> {
    this.#opening++;
    try {
      const connection = await PostgresConnection.open(this.options, this.#closing.signal);
      this.#all.add(connection);
      connection.client.on('error', (error) => this.#lost(connection, error));
      connection.client.on('end', () => this.#lost(connection, new Error('The connection ended')));
      this.#opening--;
      this.#settle(connection);
    } catch (error) {
      this.#opening--;
      this.#queue.shift()?.reject(error);
    }
    this.#pump();
  }

  /** The server or the network ended it. In use: its owner sees the error of its query, and release closes it. */
  #lost(connection: PostgresConnection, error: Error): void {
    if (connection.broken !== null) return;
    connection.broken = error;
    this.options.logger.warn({ pool: this.options.name, error: error.message }, 'A connection was lost');
    const place = this.#idle.indexOf(connection);
    if (place < 0) return;
    this.#idle.splice(place, 1);
    this.#discard(connection);
  }

  #discard(connection: PostgresConnection): void {
    this.#all.delete(connection);
    connection.broken ??= new Error('The pool closed the connection');
    const ending = connection.end().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}
