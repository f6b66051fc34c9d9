import { copySegments, type RowOwner } from '@sizewise/bulk-pipeline';
import { type Lease } from '@sizewise/optimizer';
import { type SegmentFields } from '@sizewise/shared';

import { storableJson } from '../storable-json.ts';

/** From so many rows on they go by COPY. */
const BULK_FROM = 10;

const COLUMNS = [
  ['id', 'uuid'],
  ['external_id', 'text'],
  ['segment_type', 'text'],
  ['discipline', 'text'],
  ['ifc_class', 'text'],
  ['layer', 'text'],
  ['name', 'text'],
  ['system', 'text'],
  ['level', 'text'],
  ['material', 'text'],
  ['shape', 'text'],
  ['width', 'double precision'],
  ['height', 'double precision'],
  ['diameter', 'double precision'],
  ['length', 'double precision'],
  ['airflow', 'double precision'],
  ['min_x', 'double precision'],
  ['min_y', 'double precision'],
  ['min_z', 'double precision'],
  ['max_x', 'double precision'],
  ['max_y', 'double precision'],
  ['max_z', 'double precision'],
  ['connects_to', 'text[]'],
  ['properties', 'jsonb'],
] as const;
const NAMES = COLUMNS.map(([name]) => name).join(', ');
const TYPES = COLUMNS.map(([name, type]) => `${name} ${type}`).join(', ');

function toRecord(id: string, segment: SegmentFields): Record<(typeof COLUMNS)[number][0], unknown> {
  const { bounds: b } = segment;
  return {
    id,
    external_id: segment.externalId,
    segment_type: segment.segmentType,
    discipline: segment.discipline,
    ifc_class: segment.ifcClass,
    layer: segment.layer,
    name: segment.name,
    system: segment.system,
    level: segment.level,
    material: segment.material,
    shape: segment.shape,
    width: segment.width,
    height: segment.height,
    diameter: segment.diameter,
    length: segment.length,
    airflow: segment.airflow,
    min_x: b?.minX ?? null,
    min_y: b?.minY ?? null,
    min_z: b?.minZ ?? null,
    max_x: b?.maxX ?? null,
    max_y: b?.maxY ?? null,
    max_z: b?.maxZ ?? null,
    connects_to: segment.connectsTo,
    properties: segment.properties,
  };
}

/** Stores segments: a few by one statement, more by COPY. @param ids one for each segment, in order */
export async function insertSegments(
  lease: Lease,
  owner: RowOwner,
  ids: readonly string[],
  segments: readonly SegmentFields[],
): Promise<void> {
  if (segments.length === 0) return;
  if (segments.length >= BULK_FROM) return await copySegments(lease.client, owner, ids, segments);
  const records = segments.map((segment, i) => toRecord(ids[i] ?? '', segment));
  await lease.query(
    `INSERT INTO sizewise.project_segments (project_id, import_id, ${NAMES})
     SELECT $1, $2, ${NAMES} FROM jsonb_to_recordset($3::jsonb) AS r (${TYPES})`,
    [owner.projectId, owner.importId, storableJson(records)],
  );
}

/** Puts new values in the place of stored ones, each at its next version. @param ids one for each segment, in order */
export async function replaceSegments(
  lease: Lease,
  owner: RowOwner,
  ids: readonly string[],
  segments: readonly SegmentFields[],
): Promise<void> {
  const records = segments.map((segment, i) => toRecord(ids[i] ?? '', segment));
  const values = COLUMNS.map(([name]) => `r.${name}`).join(', ');
  await lease.query(
    `UPDATE sizewise.project_segments AS s SET (${NAMES}) = ROW (${values}), version = s.version + 1
     FROM jsonb_to_recordset($3::jsonb) AS r (${TYPES})
     WHERE s.project_id = $1 AND s.import_id = $2 AND s.id = r.id`,
    [owner.projectId, owner.importId, storableJson(records)],
  );
}
