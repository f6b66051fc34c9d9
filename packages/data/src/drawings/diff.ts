import { type Lease } from '@sizewise/optimizer';
import { type DiffItem, type DiffSide, type DrawingChange, type DrawingDiff } from '@sizewise/shared';

import { boundsOfRow, type BoundsRow } from '../segments/segment-row.ts';
import { type DiffBlock } from './diff-page.ts';
import { DISTANCE, matchTables, SAME_EXTENT, SAME_PLACE, SAME_SIZE } from './match-sql.ts';

type SideRow = BoundsRow &
  Pick<DiffSide, 'width' | 'height' | 'diameter' | 'length'> & {
    id: string;
    external_id: string | null;
    segment_type: DiffItem['segmentType'];
    name: string | null;
    layer: string | null;
  };

interface ChangeRow {
  change: DiffItem['change'];
  a: SideRow | null;
  b: SideRow | null;
  distance: number | null;
}

type Counts = DrawingDiff['counts'];

const NO_CHANGES: Counts = { added: 0, removed: 0, moved: 0, resized: 0, unchanged: 0 };
const { sql: MATCHED, leftA, leftB } = matchTables();

// A size that changed says more than a place that did; ids are in order of time, so a page ends at one row exactly.
const DIFF = `WITH ${MATCHED},
changes AS MATERIALIZED (
  SELECT b.id AS key, a.id AS a_id, b.id AS b_id, ${DISTANCE} AS distance,
    CASE WHEN NOT (${SAME_SIZE}) THEN 'resized' WHEN ${SAME_PLACE} THEN 'unchanged'
      WHEN ${SAME_EXTENT} THEN 'moved' ELSE 'resized' END AS change
  FROM pairs JOIN a ON a.id = a_id JOIN b ON b.id = b_id
  UNION ALL SELECT id, id, NULL, NULL, 'removed' FROM ${leftA}
  UNION ALL SELECT id, NULL, id, NULL, 'added' FROM ${leftB}),
page AS (
  SELECT * FROM changes
  WHERE change <> 'unchanged' AND ($5::text IS NULL OR change = $5) AND ($6::uuid IS NULL OR key > $6)
  ORDER BY key LIMIT $7)
SELECT (SELECT jsonb_object_agg(change, n) FROM (SELECT change, count(*) AS n FROM changes GROUP BY change) AS c) AS counts,
  (SELECT jsonb_agg(jsonb_build_object('change', change, 'distance', distance,
     'a', to_jsonb(a), 'b', to_jsonb(b)) ORDER BY key)
   FROM page LEFT JOIN a ON a.id = a_id LEFT JOIN b ON b.id = b_id) AS items`;

/** A revision as a diff reads it. */
export interface ComparedRevision {
  readonly importId: string;
  readonly format: string | null;
}

/** Changes that are read at a time: each reading compares the whole drawing. */
const BLOCK = 10_000;

/**
 * A stretch of what differs between two imports of a project, and the counts of all of it, from one snapshot.
 * @param lease its session settings are those of the transaction only
 * @param change only these; null takes all
 * @param after the key behind which it begins; null is the beginning
 */
export async function diffImports(
  lease: Lease,
  projectId: string,
  from: ComparedRevision,
  to: ComparedRevision,
  change: DrawingChange | null,
  after: string | null,
): Promise<DiffBlock> {
  const handles = from.format === 'dxf' || to.format === 'dxf';
  // The planner cannot guess how many rows a step leaves, and a nested loop over two drawings would never end.
  await lease.query(`SET LOCAL enable_nestloop = off`);
  await lease.query(`SET LOCAL work_mem = '64MB'`);
  await lease.query(`SET LOCAL jit = off`);
  const { rows } = await lease.query<{ counts: Partial<Counts> | null; items: ChangeRow[] | null }>(DIFF, [
    projectId,
    from.importId,
    to.importId,
    handles,
    change,
    after,
    BLOCK + 1,
  ]);
  const items = rows[0]?.items ?? [];
  return {
    counts: { ...NO_CHANGES, ...rows[0]?.counts },
    items: items.slice(0, BLOCK).map(toItem),
    more: items.length > BLOCK,
  };
}

function toItem({ change, a, b, distance }: ChangeRow): DiffItem {
  const shown = b ?? a;
  return {
    change,
    externalId: shown?.external_id ?? null,
    segmentType: shown?.segment_type ?? 'other',
    name: shown?.name ?? null,
    layer: shown?.layer ?? null,
    before: a && toSide(a),
    after: b && toSide(b),
    distance,
  };
}

function toSide(row: SideRow): DiffSide {
  const { id, width, height, diameter, length } = row;
  return { segmentId: id, bounds: boundsOfRow(row), width, height, diameter, length };
}
