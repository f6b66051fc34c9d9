import { Pool } from 'pg';

import { type Database, type Queryable, sessionOf } from './ports.ts';

const MAX_CONNECTIONS = 4;

/** A small pool for a host that brings none. */
export class OwnDatabase implements Database, AsyncDisposable {
  readonly #pool: Pool;

  constructor(databaseUrl: string) {
    this.#pool = new Pool({
      connectionString: databaseUrl,
      max: MAX_CONNECTIONS,
      application_name: 'sizewise-import-control',
    });
    // An idle connection that the server closes is replaced at the next query.
    this.#pool.on('error', () => undefined);
  }

  async query<Row extends object>(
    sql: string,
    values: unknown[] = [],
  ): Promise<{ rows: Row[]; rowCount: number | null }> {
    return this.#pool.query<Row & Record<string, unknown>>(sql, values);
  }

  async transaction<T>(work: (session: Queryable) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    // The pool listens to idle clients only; the next query of this one reports the loss.
    const onLost = (): void => undefined;
    client.on('error', onLost);
    try {
      await client.query('BEGIN');
      const result = await work(sessionOf(client));
      await client.query('COMMIT');
      client.off('error', onLost);
      client.release();
      return result;
    } catch (error) {
      const broken = await client.query('ROLLBACK').then(
        () => false,
        () => true,
      );
      client.off('error', onLost);
      client.release(broken);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
