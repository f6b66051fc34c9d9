import { once } from 'node:events';

import { type Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

import { type BinaryRows, COPY_HEADER, COPY_TRAILER } from './copy-binary.ts';

/** Rows go out in blocks of this size: a trip through the socket costs nothing beside so many, and the server stays busy. */
export const FLUSH_BYTES: number = 256 * 1024;

/** One binary COPY; `write` returns a promise when the server is behind. */
export class CopyStream {
  readonly #stream;
  readonly #failed: Promise<never>;
  #failure: Error | null = null;

  constructor(client: Client, sql: string) {
    this.#stream = client.query(copyFrom(sql));
    this.#failed = new Promise((_, reject) => {
      this.#stream.once('error', (error: Error) => {
        this.#failure = error;
        reject(error);
      });
    });
    this.#failed.catch(() => undefined);
    this.#stream.write(COPY_HEADER);
  }

  /** Sends rows; the stream keeps the bytes. @throws what ended the COPY before */
  write(bytes: Buffer): Promise<void> | undefined {
    // The stream has no connection then, and would throw a TypeError that hides what happened.
    if (this.#failure) throw this.#failure;
    if (this.#stream.write(bytes)) return undefined;
    return Promise.race([once(this.#stream, 'drain').then(() => undefined), this.#failed]);
  }

  /** Sends the rows once there are enough of them. */
  writeFull(rows: BinaryRows): Promise<void> | undefined {
    return rows.length < FLUSH_BYTES ? undefined : this.write(rows.take());
  }

  /** Ends the COPY; resolves once the server has taken every row. */
  async end(): Promise<void> {
    if (this.#failure) throw this.#failure;
    const finished = once(this.#stream, 'finish');
    this.#stream.end(COPY_TRAILER);
    await Promise.race([finished, this.#failed]);
  }
}

/** Copies rows that are already there; used for what is collected while another COPY runs. */
export async function copyRows(client: Client, sql: string, blocks: readonly Buffer[]): Promise<void> {
  if (blocks.length === 0) return;
  const stream = new CopyStream(client, sql);
  for (const block of blocks) await stream.write(block);
  await stream.end();
}
