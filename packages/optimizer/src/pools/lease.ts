import { type Client, DatabaseError } from 'pg';

import { DoubleReleaseError } from '../errors.ts';

/** What a statement answers; rows are plain objects. */
export interface Rows<Row> {
  rows: Row[];
  rowCount: number | null;
}

/**
 * Runs one statement, prepared once per connection where it has a `name`: a name stands for one text, always.
 * `Row` is what the caller knows its rows to be.
 */
export interface Queryable {
  query<Row extends object = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
    name?: string,
  ): Promise<Rows<Row>>;
}

/**
 * True for an error after which the connection is gone, or soon: its owner may give it back before the socket says so.
 * SQLSTATE class 08 and 57P01 to 57P05; what no server has sent is an error of the driver or of the network.
 */
function endsConnection(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return true;
  return /^(08|57P0[1-5])/.test(error.code ?? '');
}

/**
 * The right to use one connection, ended by `release()` or by leaving its scope:
 * `await using lease = await pool.acquire({ signal })`.
 */
export class Lease implements Queryable, AsyncDisposable {
  readonly #pool: string;
  readonly #client: Client;
  readonly #onRelease: (discard: boolean) => void;
  #released = false;
  #ended = false;

  constructor(pool: string, client: Client, onRelease: (discard: boolean) => void) {
    this.#pool = pool;
    this.#client = client;
    this.#onRelease = onRelease;
  }

  /** The driver's client, for COPY and LISTEN. @throws DoubleReleaseError after the release. */
  get client(): Client {
    if (this.#released) throw new DoubleReleaseError(this.#pool);
    return this.#client;
  }

  /** @throws DoubleReleaseError after the release, and the driver's errors. */
  async query<Row extends object = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
    name?: string,
  ): Promise<Rows<Row>> {
    const statement = {
      text: sql,
      ...(values && { values: [...values] }),
      ...(name !== undefined && { name }),
    };
    try {
      return await this.client.query<Row & Record<string, unknown>>(statement);
    } catch (error) {
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
    if (this.#released) throw new DoubleReleaseError(this.#pool);
    this.#released = true;
    this.#onRelease(this.#ended || (options.discard ?? false));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#released) this.release();
  }
}
