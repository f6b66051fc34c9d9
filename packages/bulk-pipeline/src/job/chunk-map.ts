import { type ChunkCell, type ChunkMap, type ChunkState } from '@sizewise/shared';

import { type Queryable } from '../ports.ts';

/** Cells of one answer at most. */
const MOST_CELLS = 2000;

// Ended imports take their leases back, and a chunk that ended them is pending again, with its error.
const CELLS = `
  WITH chunks AS (
    SELECT c.*, CASE
        WHEN c.state = 'failed' OR (c.state = 'pending' AND c.error IS NOT NULL AND i.error IS NOT NULL) THEN 'failed'
        WHEN c.state = 'leased' AND c.leased_by IS NULL THEN 'pending'
        ELSE c.state END AS shown
    FROM sizewise.import_chunks c JOIN sizewise.imports i ON i.project_id = c.project_id AND i.id = c.import_id
    WHERE c.project_id = $1 AND c.import_id = $2)
  SELECT min(chunk) AS first, max(chunk) AS last,
    count(*) FILTER (WHERE shown = 'pending')::int AS pending, count(*) FILTER (WHERE shown = 'leased')::int AS leased,
    count(*) FILTER (WHERE shown = 'done')::int AS done, count(*) FILTER (WHERE shown = 'failed')::int AS failed,
    max(attempts) AS attempts, sum(rows)::float8 AS rows, sum(rejects)::float8 AS rejects,
    coalesce(array_agg(DISTINCT leased_by) FILTER (WHERE shown = 'leased'), '{}') AS leased_by,
    min((context->>'line')::bigint)::float8 AS line,
    (array_agg(error ORDER BY chunk) FILTER (WHERE shown <> 'done' AND error IS NOT NULL))[1] AS error
  FROM chunks GROUP BY chunk / $3::int ORDER BY 1`;

type CellRow = Omit<ChunkCell, 'states' | 'leasedBy'> & {
  readonly [State in ChunkState]: number;
} & { readonly leased_by: string[] };

/** The ledger of one import as a map: who works on what, what is done and what failed. */
export async function readChunkMap(db: Queryable, projectId: string, importId: string): Promise<ChunkMap> {
  const { rows } = await db.query<{ total: number }>(
    `SELECT coalesce(max(chunk) + 1, 0) AS total FROM sizewise.import_chunks WHERE project_id = $1 AND import_id = $2`,
    [projectId, importId],
  );
  const total = rows[0]?.total ?? 0;
  const cellSize = Math.max(1, Math.ceil(total / MOST_CELLS));
  const found = await db.query<CellRow>(CELLS, [projectId, importId, cellSize]);
  const cells = found.rows.map(cellOf);
  const sum = (state: ChunkState): number => cells.reduce((all, { states }) => all + states[state], 0);
  const states = { pending: sum('pending'), leased: sum('leased'), done: sum('done'), failed: sum('failed') };
  return { total, states, cellSize, cells };
}

function cellOf({ pending, leased, done, failed, leased_by: leasedBy, ...cell }: CellRow): ChunkCell {
  return { ...cell, states: { pending, leased, done, failed }, leasedBy };
}
