import { type EventEmitter } from 'node:events';

import { type Client, Pool, type PoolClient, type QueryResult, type Submittable } from 'pg';

import { PoolClosedError } from '../../errors.ts';
import { type Lease } from '../lease.ts';
import { type Statement } from '../postgres-connection.ts';
import { PostgresPool } from '../postgres-pool.ts';
import { type DropInPoolOptions, fromPgOptions } from './drop-in-options.ts';
import { failSubmittable, isSubmittable, submitOn } from './submittable.ts';

type Callback<T> = (error: Error | undefined, value?: T, done?: (error?: Error | boolean) => void) => void;

/**
 * Stands where an application uses `pg.Pool`: the same calls, forms and events, over a `PostgresPool`. It is a `pg.Pool`
 * by type and by `instanceof`, so that Kysely, Drizzle and others take it. What differs is written in docs/pools.md.
 */
export interface DropInPool extends Pool {
  /** The pool underneath, for leases, snapshots and events. */
  readonly pool: PostgresPool;
}

/**
 * @param options those of `pg.Pool`, or a pool that is shared: `end()` then leaves it open
 * @throws OptimizerConfigurationError. Connects on the first use.
 */
export type DropInPoolConstructor = new (options?: DropInPoolOptions | PostgresPool) => DropInPool;

class PgPool extends Pool {
  readonly pool: PostgresPool;
  readonly #isShared: boolean;
  readonly #releaseErrors = new WeakMap<Client, unknown>();

  constructor(given: DropInPoolOptions | PostgresPool = {}) {
    const isShared = given instanceof PostgresPool;
    super(isShared ? optionsOf(given) : given);
    this.#isShared = isShared;
    this.pool = isShared ? given : new PostgresPool(fromPgOptions(given));
    // The driver's types have them as fields, which a class cannot override by accessors.
    Object.defineProperties(this, {
      totalCount: { get: () => this.pool.snapshot().total },
      idleCount: { get: () => this.pool.snapshot().idle },
      waitingCount: { get: () => this.pool.snapshot().waiting },
    });
    (this as EventEmitter).on('newListener', (event: string) => this.#forward(event));
  }

  // Every call form of the driver's overloads comes in here; callers see `DropInPool`, which has them all.
  override connect(...args: unknown[]): never {
    const [callback] = args as [Callback<PoolClient>?];
    const client = this.#acquire().then((lease) => this.#checkOut(lease));
    return answer(client, callback, (leased) => (error) => leased.release(error)) as never;
  }

  override query(...args: unknown[]): never {
    const last = args.at(-1);
    const callback = typeof last === 'function' ? (last as Callback<QueryResult>) : undefined;
    const [first, second] = callback ? args.slice(0, -1) : args;
    if (isSubmittable(first)) return this.#submit(first, callback) as never;
    return answer(this.#run(first, second), callback) as never;
  }

  override end(...args: unknown[]): never {
    const [callback] = args as [Callback<void>?];
    return answer(this.#end(), callback) as never;
  }

  async #run(textOrConfig: unknown, values: unknown): Promise<QueryResult> {
    const statement = statementOf(textOrConfig, values);
    const lease = await this.#acquire();
    try {
      return await lease.run(statement);
    } finally {
      lease.release();
    }
  }

  /** The driver's answer to a submittable is the submittable itself, which may wait for its connection. */
  #submit<T extends Submittable>(submittable: T, callback: Callback<QueryResult> | undefined): T {
    const submit = async (): Promise<void> => {
      try {
        const lease = await this.#acquire();
        submitOn(this.#checkOut(lease), submittable, callback);
      } catch (error) {
        failSubmittable(submittable, error, callback);
      }
    };
    void submit();
    return submittable;
  }

  // No `async`: another promise around that of the pool would be a third of the whole cost.
  #acquire(): Promise<Lease> {
    return this.ending ? Promise.reject(new PoolClosedError(this.pool.options.name)) : this.pool.acquire();
  }

  #checkOut(lease: Lease): PoolClient {
    const client = lease.client as PoolClient;
    client.release = (error) => {
      if (error) this.#releaseErrors.set(client, error);
      lease.release({ discard: Boolean(error) });
    };
    return client;
  }

  async #end(): Promise<void> {
    if (this.ending) throw new PoolClosedError(this.pool.options.name);
    Object.assign(this, { ending: true });
    if (!this.#isShared) {
      await this.pool.drain();
      await this.pool.close();
    }
    Object.assign(this, { ended: true });
  }

  /** The pool's events are passed on from the first listener on, since telling one costs as much as an acquire. */
  #forward(event: string): void {
    const forward = this.#forwards[event];
    this.#forwards[event] = undefined;
    forward?.();
  }

  readonly #forwards: Record<string, (() => void) | undefined> = {
    connect: () => this.pool.events.on('pool:connect', ({ client }) => this.emit('connect', client)),
    acquire: () => this.pool.events.on('pool:acquire', ({ client }) => this.emit('acquire', client)),
    remove: () => this.pool.events.on('pool:remove', ({ client }) => this.emit('remove', client)),
    release: () =>
      this.pool.events.on('pool:release', ({ client }) => {
        this.emit('release', this.#releaseErrors.get(client), client);
        this.#releaseErrors.delete(client);
      }),
    error: () =>
      this.pool.events.on('pool:lost', ({ client, error }) => {
        // An 'error' that nobody listens to any more would end the process.
        if (this.listenerCount('error') > 0) this.emit('error', Object.assign(error, { client }), client);
      }),
  };
}

export const DropInPool = PgPool as unknown as DropInPoolConstructor;

function optionsOf({ options, max }: PostgresPool): DropInPoolOptions {
  const { connectionString, clientConfig } = options;
  return { ...clientConfig, ...(connectionString === '' ? {} : { connectionString }), max };
}

function statementOf(textOrConfig: unknown, values: unknown): Statement {
  if (typeof textOrConfig === 'string') {
    return { text: textOrConfig, ...(Array.isArray(values) && { values: [...(values as unknown[])] }) };
  }
  if (typeof textOrConfig === 'object' && textOrConfig !== null) {
    return {
      ...(textOrConfig as Statement),
      ...(Array.isArray(values) && { values: [...(values as unknown[])] }),
    };
  }
  throw new TypeError('A query is a text, a configuration or a submittable');
}

/** Answers by callback where there is one, never within the call; what a callback throws is uncaught, as in the driver. */
function answer<T>(
  promise: Promise<T>,
  callback: Callback<T> | undefined,
  done?: (value: T) => (error?: Error | boolean) => void,
): Promise<T> | undefined {
  if (!callback) return promise;
  promise.then(
    (value) => process.nextTick(callback, undefined, value, done?.(value)),
    (error: unknown) => process.nextTick(callback, error, undefined, () => undefined),
  );
  return undefined;
}
