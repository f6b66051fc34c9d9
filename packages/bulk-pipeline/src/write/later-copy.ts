import { type Client } from 'pg';

import { BinaryRows } from './copy-binary.ts';
import { copyRows, FLUSH_BYTES } from './copy-stream.ts';
import { ownerFields } from './row-owner.ts';

/** Rows of a chunk that are kept until its other COPYs are over, for a session runs one at a time. */
export class LaterCopy {
  /** Takes the fields of the next row. */
  protected readonly encoded = new BinaryRows();
  protected readonly owner: Buffer;
  readonly #sql: string;
  readonly #blocks: Buffer[] = [];
  rows = 0;

  constructor(sql: string, projectId: string, importId: string) {
    this.#sql = sql;
    this.owner = ownerFields(projectId, importId);
  }

  /** One more row has been encoded. */
  protected added(): void {
    this.rows++;
    if (this.encoded.length >= FLUSH_BYTES) this.#blocks.push(this.encoded.take());
  }

  // The transaction that held it was rolled back.
  takeBack(): void {}

  async end(client: Client): Promise<void> {
    if (this.encoded.length > 0) this.#blocks.push(this.encoded.take());
    await copyRows(client, this.#sql, this.#blocks);
  }

  async settle(): Promise<void> {}
}
