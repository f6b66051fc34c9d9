import { type SegmentCalculation } from '@sizewise/shared';
import { type Client } from 'pg';

import { COPY_CALCULATIONS, putCalculation } from './calculation-rows.ts';
import { BinaryRows } from './copy-binary.ts';
import { copyRows, FLUSH_BYTES } from './copy-stream.ts';
import { ownerFields } from './row-owner.ts';

/** Writes calculations of segments beside their rows, one for each, under the segment's id. */
export interface CalculationWriter {
  readonly rows: number;
  /** Returns a promise when the store is behind. */
  push(segmentId: string, calculation: SegmentCalculation): Promise<void> | undefined;
  /** Takes back what an earlier attempt wrote of a record that PostgreSQL refused. */
  takeBack(segmentId: string): void;
  end(client: Client): Promise<void>;
  /** Waits for what is on its way when the chunk is given up. */
  settle(): Promise<void>;
}

/** Into sizewise.calculations: kept until other COPYs are over, for a session runs one at a time. */
export class PostgresCalculationWriter implements CalculationWriter {
  readonly #owner: Buffer;
  readonly #rows = new BinaryRows();
  readonly #blocks: Buffer[] = [];
  rows = 0;

  constructor(projectId: string, importId: string) {
    this.#owner = ownerFields(projectId, importId);
  }

  push(segmentId: string, calculation: SegmentCalculation): undefined {
    putCalculation(this.#rows, segmentId, this.#owner, calculation);
    this.rows++;
    if (this.#rows.length >= FLUSH_BYTES) this.#blocks.push(this.#rows.take());
  }

  // The transaction that held it was rolled back.
  takeBack(): void {}

  async end(client: Client): Promise<void> {
    if (this.#rows.length > 0) this.#blocks.push(this.#rows.take());
    await copyRows(client, COPY_CALCULATIONS, this.#blocks);
  }

  async settle(): Promise<void> {}
}
