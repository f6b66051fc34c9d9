import { type Client } from 'pg';

import { LeaseLostError } from '../errors.ts';
import { type CountedWarning } from './tally.ts';

export interface ChunkCounts {
  readonly rows: number;
  /** Sum of the hashes that the ids of the rows end with. */
  readonly idSum: number;
  readonly spatialRows: number;
  readonly calculations: number;
  /** Terminals with an airflow. */
  readonly terminalFlows: number;
  /** Parts of air networks that say what they are joined to. */
  readonly links: number;
  readonly rejects: number;
  readonly ignored: Record<string, number>;
  readonly bySegmentType: Record<string, number>;
  readonly warnings: readonly CountedWarning[];
}

export interface ChunkLease {
  readonly projectId: string;
  readonly importId: string;
  readonly chunk: number;
  readonly leaseToken: string;
}

const MARK_DONE = `
  UPDATE sizewise.import_chunks
  SET state = 'done', done_at = now(), leased_until = NULL, error = NULL, rows = $5, spatial_rows = $6, rejects = $7,
      ignored = $8, by_segment_type = $9, warnings = $10, calculations = $11, terminal_flows = $12, links = $13,
      id_sum = $14
  WHERE project_id = $1 AND import_id = $2 AND chunk = $3 AND lease_token = $4 AND state = 'leased'
    AND EXISTS (
      SELECT 1 FROM sizewise.imports i
      WHERE i.project_id = $1 AND i.id = $2 AND i.status = 'running' AND NOT i.cancel_requested AND i.error IS NULL
    )`;

/**
 * Marks the chunk done in the transaction that holds its rows.
 * @throws LeaseLostError when another worker took the lease, or the import ends: the transaction must be rolled back.
 */
export async function markChunkDone(client: Client, lease: ChunkLease, counts: ChunkCounts): Promise<void> {
  const result = await client.query(MARK_DONE, [
    lease.projectId,
    lease.importId,
    lease.chunk,
    lease.leaseToken,
    counts.rows,
    counts.spatialRows,
    counts.rejects,
    JSON.stringify(counts.ignored),
    JSON.stringify(counts.bySegmentType),
    JSON.stringify(counts.warnings),
    counts.calculations,
    counts.terminalFlows,
    counts.links,
    counts.idSum,
  ]);
  if (result.rowCount !== 1) throw new LeaseLostError(lease.importId, lease.chunk);
}
