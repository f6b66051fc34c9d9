import { type SegmentRecord } from '@sizewise/shared';
import { type Client } from 'pg';

import { copyRows } from './copy-stream.ts';
import { COPY_SPATIAL, spatialRow } from './spatial-rows.ts';

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

// Joined into larger texts so that a chunk of a hundred thousand rows is a few dozen strings.
const JOIN_CHARACTERS = 64 * 1024;

/** Into spatial_data: kept until the segments' COPY is over, for a session runs one COPY at a time. */
export class PostgresSpatialWriter implements SpatialWriter {
  readonly #owner: string;
  readonly #texts: string[] = [];
  #text = '';
  rows = 0;

  constructor(projectId: string, importId: string) {
    this.#owner = `${projectId}\t${importId}`;
  }

  push(id: string, record: SegmentRecord): undefined {
    const { bounds, segmentType: layerType, outline: shape } = record;
    this.#text += spatialRow(id, this.#owner, { bounds, layerType, shape });
    this.rows++;
    if (this.#text.length < JOIN_CHARACTERS) return;
    this.#texts.push(this.#text);
    this.#text = '';
  }

  // The transaction that held it was rolled back.
  takeBack(): void {}

  async end(client: Client): Promise<void> {
    if (this.#text.length > 0) this.#texts.push(this.#text);
    await copyRows(client, COPY_SPATIAL, this.#texts);
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
