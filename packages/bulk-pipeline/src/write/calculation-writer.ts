import { type SegmentCalculation } from '@sizewise/shared';
import { type Client } from 'pg';

import { COPY_CALCULATIONS, putCalculation } from './calculation-rows.ts';
import { LaterCopy } from './later-copy.ts';

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

/** Into sizewise.calculations. */
export class PostgresCalculationWriter extends LaterCopy implements CalculationWriter {
  constructor(projectId: string, importId: string) {
    super(COPY_CALCULATIONS, projectId, importId);
  }

  push(segmentId: string, calculation: SegmentCalculation): undefined {
    putCalculation(this.encoded, segmentId, this.owner, calculation);
    this.added();
  }
}
