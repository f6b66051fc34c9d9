import { type PostgresPool } from '@sizewise/optimizer';
import { type PlanBox, type Segment } from '@sizewise/shared';

import { type PlanBatch, type PlanSegment, type SegmentFilter } from '../contracts.ts';
import { streamRows } from '../stream-rows.ts';
import { segmentConditions } from './segment-filter.ts';
import { boundsOfRow, type BoundsRow } from './segment-row.ts';

interface PlanRow extends BoundsRow {
  id: string;
  external_id: string | null;
  segment_type: Segment['segmentType'];
  discipline: Segment['discipline'];
  layer: string | null;
  name: string | null;
  system: string | null;
  level: string | null;
  extent: PlanBox;
}

/** Segments that have bounds, in the order of discipline, layer and id, from one snapshot. */
export async function* planSegments(
  pool: PostgresPool,
  projectId: string,
  filter: SegmentFilter,
  signal?: AbortSignal,
): AsyncGenerator<PlanBatch> {
  const values: unknown[] = [projectId];
  const conditions = ['project_id = $1', 'min_x IS NOT NULL', ...segmentConditions(filter, values)];
  const where = conditions.join(' AND ');
  const sql = `SELECT id, external_id, segment_type, discipline, layer, name, system, level,
      min_x, min_y, min_z, max_x, max_y, max_z,
      (SELECT jsonb_build_object('minX', min(min_x), 'maxX', max(max_x), 'minY', min(min_y), 'maxY', max(max_y))
       FROM sizewise.published_segments WHERE ${where}) AS extent
    FROM sizewise.published_segments WHERE ${where} ORDER BY discipline, layer, id`;
  for await (const rows of streamRows<PlanRow>(pool, sql, values, signal)) {
    const extent = rows[0]?.extent;
    if (extent) yield { extent, segments: rows.flatMap((row) => toPlanSegment(row) ?? []) };
  }
}

function toPlanSegment(row: PlanRow): PlanSegment | null {
  const bounds = boundsOfRow(row);
  if (bounds === null) return null;
  const { id, discipline, layer, name, system, level } = row;
  return {
    id,
    externalId: row.external_id,
    segmentType: row.segment_type,
    discipline,
    layer,
    name,
    system,
    level,
    bounds,
  };
}
