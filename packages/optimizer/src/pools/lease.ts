import { type Client, type QueryResult, type QueryResultRow } from 'pg';

import { DoubleReleaseError } from '../errors.ts';
import { type Held } from './leak-watch.ts';
import { commits, endsConnection, rollsBack } from './lost-connection.ts';
import { type PostgresConnection, type Statement } from './postgres-connection.ts';
import { type Queryable, type Rows } from './queryable.ts';
import { type StatementNames } from './statement-names.ts';

/** The pool, as a lease sees it. */
export interface LeaseOwner {
  readonly name: string;
  readonly statementNames: StatementNames;
  /** Milliseconds after which a connection that does not answer a statement is cut; 0 never. */
  readonly answerTimeout: number;
  /** Another connection for a lease whose own was dead before it was used. */
  replace(dead: PostgresConnection): Promise<PostgresConnection>;
  giveBack(connection: PostgresConnection, held: Held, discard: boolean): void;
}

/**
 * The right to use one connection, ended by `release()` or by leaving its scope:
 * `await using lease = await pool.acquire({ signal })`.
 *
 * Where the connection was dead before its first statement ran, the lease moves to another one, unseen by the caller:
 * see `PostgresConnection.cannotHaveRun`.
 *
 * An abort of its signal cancels the statement that runs, COMMIT excepted, and refuses those after it, ROLLBACK excepted.
 */
export class Lease implements Queryable, AsyncDisposable {
  readonly #owner: LeaseOwner;
  readonly #held: Held;
  readonly #signal: AbortSignal | undefined;
  #connection: PostgresConnection;
  #released = false;
  #used = false;
  #moving = false;
  #ended = false;

  constructor(owner: LeaseOwner, connection: PostgresConnection, held: Held, signal?: AbortSignal) {
    this.#owner = owner;
    this.#signal = signal;
    this.#held = held;
    this.#connection = connection;
  }

  /** The driver's client, for COPY, LISTEN and cursors; valid until the release. @throws DoubleReleaseError after it. */
  get client(): Client {
    this.#used = true;
    return this.#open().client;
  }

  /** @throws DoubleReleaseError after the release, the signal's reason after its abort, and the driver's errors. */
  async query<Row extends object = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
    name?: string,
  ): Promise<Rows<Row>> {
    return this.run<Row & Record<string, unknown>>({
      text: sql,
      ...(values && { values: [...values] }),
      ...(name !== undefined && { name }),
    });
  }

  /** As `query`, with everything that the driver answers. */
  async run<Row extends QueryResultRow>(given: Statement): Promise<QueryResult<Row>> {
    const signal = this.#signalFor(given.text);
    const first = !this.#used;
    this.#used = true;
    const statement = this.#named(first ? provable(given) : given);
    if (first && this.#open().broken) await this.#move();
    const connection = this.#open();
    const { replies } = connection;
    try {
      return await connection.run(statement, this.#owner.answerTimeout, signal);
    } catch (error) {
      if (signal?.aborted && error === signal.reason) throw error;
      if (first && !this.#released && connection.cannotHaveRun(statement, error, replies)) {
        await this.#move();
        return this.run(given);
      }
      this.#ended ||= endsConnection(error);
      throw error;
    }
  }

  /**
   * Gives the connection back.
   * @param options.discard closes it instead, where its state is not to be trusted
   * @throws DoubleReleaseError the second time.
   */
  release(options: { discard?: boolean } = {}): void {
    const connection = this.#open();
    this.#released = true;
    if (!this.#moving)
      this.#owner.giveBack(connection, this.#held, this.#ended || (options.discard ?? false));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#released) this.release();
  }

  /** The signal that may cancel a statement. @throws its reason, where the statement must not begin any more */
  #signalFor(sql: string): AbortSignal | undefined {
    if (!this.#signal || rollsBack(sql)) return undefined;
    if (this.#signal.aborted) {
      // What is refused may have been there to clean up, so the session ends with its locks and settings.
      this.#ended = true;
      throw this.#signal.reason;
    }
    return commits(sql) ? undefined : this.#signal;
  }

  #open(): PostgresConnection {
    if (this.#released) throw new DoubleReleaseError(this.#owner.name);
    return this.#connection;
  }

  /** A release that comes meanwhile takes effect at the end. */
  async #move(): Promise<void> {
    this.#moving = true;
    try {
      this.#connection = await this.#owner.replace(this.#connection);
    } finally {
      this.#moving = false;
      if (this.#released) this.#owner.giveBack(this.#connection, this.#held, true);
    }
  }

  #named(statement: Statement): Statement {
    if (statement.name !== undefined || !statement.values?.length) return statement;
    const name = this.#owner.statementNames.nameOf(statement.text);
    return name === undefined ? statement : { ...statement, name };
  }
}

/** The extended protocol, which takes one statement only, tells whether a statement has begun. */
function provable(statement: Statement): Statement {
  return statement.text.includes(';') ? statement : { ...statement, queryMode: 'extended' };
}
