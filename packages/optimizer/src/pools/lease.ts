import { type Client } from 'pg';

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
 * The right to use one connection, ended by `release()` or by leaving its scope:
 * `await using lease = await pool.acquire({ signal })`.
 */
export class Lease implements Queryable, AsyncDisposable {
  readonly #pool: string;
  readonly #client: Client;
  readonly #onRelease: (discard: boolean) => void;
  #released = false;

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
    return this.client.query<Row & Record<string, unknown>>(statement);
  }

  /**
   * Gives the connection back.
   * @param options.discard closes it instead, where its state is not to be trusted
   * @throws DoubleReleaseError the second time.
   */
  release(options: { discard?: boolean } = {}): void {
    if (this.#released) throw new DoubleReleaseError(this.#pool);
    this.#released = true;
    this.#onRelease(options.discard ?? false);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#released) this.release();
  }
}
