import { type SegmentRecord } from '@sizewise/shared';
import { type Client } from 'pg';

import { BinaryRows } from './copy-binary.ts';
import { copyRows, FLUSH_BYTES } from './copy-stream.ts';
import { ownerFields } from './row-owner.ts';
import { COPY_SPATIAL, putSpatial } from './spatial-rows.ts';

/** Writes the spatial document of each segment of a chunk. */
export interface SpatialWriter {
  readonly rows: number;
  push(id: string, record: SegmentRecord): Promise<void> | undefined;
  /** Takes back the document of a record that an earlier attempt wrote and that PostgreSQL refused. */
  takeBack(id: string): void;
  end(client: Client): Promise<void>;
  /** Waits for what is on its way when the chunk is given up. */
  settle(): Promise<void>;
}

/** Into spatial_data: kept until the segments' COPY is over, for a session runs one COPY at a time. */
export class PostgresSpatialWriter implements SpatialWriter {
  readonly #owner: Buffer;
  readonly #rows = new BinaryRows();
  readonly #blocks: Buffer[] = [];
  rows = 0;

  constructor(projectId: string, importId: string) {
    this.#owner = ownerFields(projectId, importId);
  }

  push(id: string, record: SegmentRecord): undefined {
    const { bounds, segmentType: layerType, outline: shape } = record;
    putSpatial(this.#rows, id, this.#owner, { bounds, layerType, shape });
    this.rows++;
    if (this.#rows.length >= FLUSH_BYTES) this.#blocks.push(this.#rows.take());
  }

  // The transaction that held it was rolled back.
  takeBack(): void {}

  async end(client: Client): Promise<void> {
    if (this.#rows.length > 0) this.#blocks.push(this.#rows.take());
    await copyRows(client, COPY_SPATIAL, this.#blocks);
  }

  async settle(): Promise<void> {}
}

/** For an installation without spatial documents. */
export class NoSpatialWriter implements SpatialWriter {
  readonly rows = 0;

  push(): undefined {
    return undefined;
  }

  takeBack(): void {}

  async end(): Promise<void> {}

  async settle(): Promise<void> {}
}
