import { type SegmentRecord } from '@sizewise/shared';
import { type Client } from 'pg';

import { LaterCopy } from './later-copy.ts';
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

/** Into spatial_data. */
export class PostgresSpatialWriter extends LaterCopy implements SpatialWriter {
  constructor(projectId: string, importId: string) {
    super(COPY_SPATIAL, projectId, importId);
  }

  push(id: string, record: SegmentRecord): undefined {
    const { bounds, segmentType: layerType, outline: shape } = record;
    putSpatial(this.encoded, id, this.owner, { bounds, layerType, shape });
    this.added();
  }
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
