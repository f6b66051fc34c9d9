import { setTimeout as delay } from 'node:timers/promises';

import { LRUCache } from 'lru-cache';
import { Client, DatabaseError, type QueryConfig, type QueryResult } from 'pg';

import { requestCancel } from './cancel-request.ts';
import { clientConfig } from './client-config.ts';
import { closedByServer, isTransient, opensTransaction } from './lost-connection.ts';
import { type ResolvedPostgresPoolOptions } from './postgres-options.ts';

const END_TIMEOUT_MS = 2000;
/** A statement that has not ended so long after its abort is cut off with its connection. */
const CANCEL_TIMEOUT_MS = 2000;
const CANCEL_AGAIN_MS = 50;
const RETRY_FIRST_MS = 25;
const RETRY_MOST_MS = 500;

/** A statement as the driver takes it. */
export interface Statement extends Omit<QueryConfig, 'values'> {
  readonly values?: unknown[];
  /** `extended` sends a statement without values by the protocol of those with values. */
  readonly queryMode?: 'extended';
}

/** What the driver keeps and its types leave out. */
interface DriverState {
  readonly readyForQuery?: boolean;
  ref(): void;
  unref(): void;
  readonly connection: { readonly parsedStatements: Record<string, string> };
}

/** One connection with what a pool has to know about it. */
export class PostgresConnection {
  readonly client: Client;
  /** `performance.now()` from which on it is replaced. */
  retireAt = Infinity;
  /** `performance.now()` of its last release. */
  idleSince = performance.now();
  /** Leases so far. */
  uses = 0;
  /** Why it must not be handed out again. */
  broken: Error | null = null;
  readonly #prepared: LRUCache<string, true>;
  readonly #evicted = new Set<string>();
  #replies = 0;

  private constructor(client: Client, options: ResolvedPostgresPoolOptions) {
    this.client = client;
    this.#prepared = new LRUCache({
      max: options.preparedStatements,
      dispose: (_, name, reason) => void (reason === 'evict' && this.#evicted.add(name)),
    });
    client.connection.on('parseComplete', () => this.#replies++);
    client.connection.on('bindComplete', () => this.#replies++);
  }

  /**
   * Connects with the session settings applied. A server that refuses is tried again within `reconnectWindow`.
   * @throws the last error of the driver, or the signal's reason.
   */
  static async open(options: ResolvedPostgresPoolOptions, signal: AbortSignal): Promise<PostgresConnection> {
    const giveUpAt = performance.now() + options.reconnectWindow * 1000;
    for (let pause = RETRY_FIRST_MS; ; pause = Math.min(RETRY_MOST_MS, pause * 2)) {
      signal.throwIfAborted();
      try {
        return await PostgresConnection.#connect(options, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!isTransient(error) || performance.now() + pause > giveUpAt) throw error;
      }
      await delay(pause, undefined, { signal });
    }
  }

  static async #connect(
    options: ResolvedPostgresPoolOptions,
    signal: AbortSignal,
  ): Promise<PostgresConnection> {
    const config = clientConfig(options);
    const client = options.createClient ? options.createClient(config) : new Client(config);
    const connection = new PostgresConnection(client, options);
    const cut = (): void => connection.cut();
    signal.addEventListener('abort', cut, { once: true });
    client.on('error', (error) => (connection.broken ??= error));
    try {
      await client.connect();
      await options.onConnect(client);
      if (connection.broken) throw connection.broken;
      connection.retireAt = performance.now() + options.recycle * 1000 * (1 - Math.random() / 10);
      return connection;
    } catch (error) {
      cut();
      throw error;
    } finally {
      signal.removeEventListener('abort', cut);
    }
  }

  /** True between statements: the server has said that it waits for the next one. */
  get ready(): boolean {
    return (this.client as unknown as DriverState).readyForQuery !== false;
  }

  /** True between statements, outside of a transaction, on a connection that works: fit for somebody else. */
  get clean(): boolean {
    return this.broken === null && this.ready && this.client.getTransactionStatus() === 'I';
  }

  /** Waits until it is `ready`, `seconds` at the longest: an error reaches its caller before the server is. */
  async whenReady(seconds: number): Promise<void> {
    if (this.ready || this.broken !== null) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, seconds * 1000);
    for (const event of ['drain', 'end', 'error'] as const) this.client.on(event, resolve);
    await promise;
    for (const event of ['drain', 'end', 'error'] as const) this.client.removeListener(event, resolve);
    clearTimeout(timer);
  }

  /** Counts what a server answers before it runs a statement of the extended protocol; see `cannotHaveRun`. */
  get replies(): number {
    return this.#replies;
  }

  /**
   * True where the server cannot have run the statement that failed, so that it may be sent again elsewhere: it only
   * opens a transaction; or the session was closed by the server before it answered Parse or Bind, both of which come
   * before the run (PostgreSQL, Frontend/Backend Protocol, Extended Query). A connection that just breaks proves nothing.
   * @param repliesBefore `replies` when the statement was sent
   */
  cannotHaveRun(statement: Statement, error: unknown, repliesBefore: number): boolean {
    const lost = !(error instanceof DatabaseError) || closedByServer(error);
    if (lost && opensTransaction(statement.text)) return true;
    return closedByServer(error) && isExtended(statement) && this.#replies === repliesBefore;
  }

  /**
   * Runs one statement; one with a name is prepared the first time.
   * @param answerTimeout milliseconds after which a silent connection is cut; 0 waits for ever
   * @param signal cancels the statement at the server; one that ended before the server knew gives its result
   * @throws the driver's errors, or the signal's reason where the statement was cancelled or its connection cut.
   */
  async run(statement: Statement, answerTimeout: number, signal?: AbortSignal): Promise<QueryResult> {
    if (!signal) return this.#send(statement, answerTimeout);
    const ended = new AbortController();
    let cancelled: Promise<void> | undefined;
    const cancel = (): void => void (cancelled = this.#cancel(ended.signal));
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await this.#send(statement, answerTimeout);
    } catch (error) {
      if (cancelled && (isCancelled(error) || this.broken)) throw signal.reason;
      throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
      ended.abort();
      // A request on its way would hit the next statement.
      await cancelled;
    }
  }

  async #send(statement: Statement, answerTimeout: number): Promise<QueryResult> {
    const timer = answerTimeout > 0 ? setTimeout(() => this.cut(), answerTimeout) : undefined;
    try {
      return statement.name === undefined
        ? await this.client.query(statement)
        : await this.#runPrepared(statement, statement.name);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Asks again until the statement has ended: a request that comes before the statement is lost. */
  async #cancel(ended: AbortSignal): Promise<void> {
    const giveUp = AbortSignal.timeout(CANCEL_TIMEOUT_MS);
    for (let pause = CANCEL_AGAIN_MS; !ended.aborted && !giveUp.aborted; pause *= 2) {
      await requestCancel(this.client, giveUp);
      await delay(pause, undefined, { signal: AbortSignal.any([ended, giveUp]) }).catch(() => undefined);
    }
    if (!giveUp.aborted) return;
    // Whether the statement ended or not: a request may still be on its way.
    this.broken ??= new Error('The server did not take a cancel request');
    this.cut();
  }

  /** Asks for a sign of life; a connection that gives none within `seconds` is cut. */
  async ping(seconds: number): Promise<'alive' | 'dead' | 'silent'> {
    let silent = false;
    const timer = setTimeout(() => {
      silent = true;
      this.cut();
    }, seconds * 1000);
    try {
      await this.client.query('SELECT 1');
      return 'alive';
    } catch (error) {
      this.broken ??= error instanceof Error ? error : new Error(String(error));
      return silent ? 'silent' : 'dead';
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whether it keeps the process alive. */
  hold(alive: boolean): void {
    const state = this.client as unknown as DriverState;
    if (alive) state.ref();
    else state.unref();
  }

  /** Ends it at once, without a word to the server. */
  cut(): void {
    this.client.connection.stream.destroy();
  }

  /** Ends the connection: in order where it can, cut after two seconds. Never throws. */
  async end(): Promise<void> {
    const timer = setTimeout(() => this.cut(), END_TIMEOUT_MS);
    try {
      await this.client.end();
    } catch {
      this.cut();
    } finally {
      clearTimeout(timer);
    }
  }

  async #runPrepared(statement: Statement, name: string): Promise<QueryResult> {
    const outside = this.client.getTransactionStatus() === 'I';
    this.#prepared.set(name, true);
    if (outside && this.#evicted.size > 0) await this.#deallocateEvicted();
    try {
      return await this.client.query(statement);
    } catch (error) {
      if (!outside || !isStale(error)) throw error;
      await this.#deallocate(name);
      return this.client.query(statement);
    }
  }

  async #deallocateEvicted(): Promise<void> {
    for (const name of this.#evicted) {
      this.#evicted.delete(name);
      if (!this.#prepared.has(name)) await this.#deallocate(name);
    }
  }

  async #deallocate(name: string): Promise<void> {
    const { parsedStatements } = (this.client as unknown as DriverState).connection;
    if (!(name in parsedStatements)) return;
    delete parsedStatements[name];
    await this.client.query(`DEALLOCATE ${this.client.escapeIdentifier(name)}`).catch((error: unknown) => {
      if (!isStale(error)) throw error;
    });
  }
}

/** The table has changed since the statement was prepared (0A000), or somebody deallocated it (26000): it has not run. */
function isStale(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === '0A000' || error.code === '26000');
}

function isCancelled(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '57014';
}

function isExtended({ values, name, queryMode }: Statement): boolean {
  return name !== undefined || queryMode === 'extended' || (values?.length ?? 0) > 0;
}
