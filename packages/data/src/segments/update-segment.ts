import { type Queryable } from '@sizewise/optimizer';
import { type Segment, type SegmentPatch, segmentPatchSchema } from '@sizewise/shared';

import { recount } from '../api-import.ts';
import { SegmentNotFoundError, VersionConflictError } from '../errors.ts';
import { storableJson, storableText } from '../storable-json.ts';
import { SEGMENT_COLUMNS, type SegmentRow, toSegment } from './segment-row.ts';

const COLUMN_OF = {
  segmentType: 'segment_type',
  discipline: 'discipline',
  name: 'name',
  system: 'system',
  level: 'level',
  material: 'material',
  shape: 'shape',
  width: 'width',
  height: 'height',
  diameter: 'diameter',
  length: 'length',
  airflow: 'airflow',
  properties: 'properties',
} as const satisfies Record<keyof SegmentPatch, string>;

function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  return value !== null && typeof value === 'object' ? storableJson(value) : value;
}

/**
 * Changes what the patch names, if the segment is still at `version`.
 * @throws SegmentNotFoundError, VersionConflictError
 */
export async function updateSegment(
  session: Queryable,
  projectId: string,
  segmentId: string,
  patch: SegmentPatch,
  version: number,
): Promise<Segment> {
  const { rows: before } = await session.query<{ version: number; segment_type: string; import_id: string }>(
    `SELECT s.version, s.segment_type, s.import_id FROM sizewise.project_segments s
     JOIN sizewise.imports i ON i.project_id = s.project_id AND i.id = s.import_id
     WHERE s.project_id = $1 AND s.id = $2 AND i.published_at IS NOT NULL FOR UPDATE OF s`,
    [projectId, segmentId],
  );
  const found = before[0];
  if (!found) throw new SegmentNotFoundError(segmentId);
  if (found.version !== version) throw new VersionConflictError(segmentId, version, found.version);
  // Defaults of the schema are no wish of the caller: only what the patch itself names is written.
  const wanted = segmentPatchSchema.parse(patch);
  const values: unknown[] = [projectId, segmentId];
  const sets = (Object.keys(COLUMN_OF) as (keyof typeof COLUMN_OF)[])
    .filter((key) => patch[key] !== undefined)
    .map((key) => `${COLUMN_OF[key]} = $${values.push(storable(wanted[key]))}`);
  const { rows } = await session.query<SegmentRow>(
    `UPDATE sizewise.project_segments SET ${[...sets, 'version = version + 1'].join(', ')}
     WHERE project_id = $1 AND id = $2 RETURNING ${SEGMENT_COLUMNS}`,
    values,
  );
  if (!rows[0]) throw new SegmentNotFoundError(segmentId);
  const updated = toSegment(rows[0]);
  await recount(session, found.import_id, found.segment_type, updated.segmentType);
  return updated;
}
