import { once } from 'node:events';

import { type Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

// 64 KiB: large enough that a CopyData message costs nothing beside its rows, small enough to keep the server busy.
const FLUSH_CHARACTERS = 64 * 1024;

/** Rows on their way into one COPY; `push` returns a promise when the server is behind. */
export class CopyStream {
  readonly #stream;
  readonly #failed: Promise<never>;
  #pending = '';

  constructor(client: Client, sql: string) {
    this.#stream = client.query(copyFrom(sql));
    this.#failed = once(this.#stream, 'error').then(([error]) => {
      throw error;
    });
    this.#failed.catch(() => undefined);
  }

  push(row: string): Promise<void> | undefined {
    this.#pending += row;
    return this.#pending.length < FLUSH_CHARACTERS ? undefined : this.#flush();
  }

  /** Ends the COPY; resolves once the server has taken every row. */
  async end(): Promise<void> {
    await this.#flush();
    const finished = once(this.#stream, 'finish');
    this.#stream.end();
    await Promise.race([finished, this.#failed]);
  }

  #flush(): Promise<void> | undefined {
    if (this.#pending.length === 0) return undefined;
    const bytes = Buffer.from(this.#pending, 'utf8');
    this.#pending = '';
    if (this.#stream.write(bytes)) return undefined;
    return Promise.race([once(this.#stream, 'drain').then(() => undefined), this.#failed]);
  }
}

/** Copies rows that are already there; used for what is collected while another COPY runs. */
export async function copyRows(client: Client, sql: string, rows: readonly string[]): Promise<void> {
  if (rows.length === 0) return;
  const stream = new CopyStream(client, sql);
  for (const row of rows) await stream.push(row);
  await stream.end();
}
