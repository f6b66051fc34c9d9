import { copySpatial, type RowOwner } from '@sizewise/bulk-pipeline';
import { type Lease } from '@sizewise/optimizer';

import { storableJson } from '../storable-json.ts';
import { centreOf } from './spatial-document.ts';
import { type NewDocument } from './spatial-writer.ts';

/** From so many documents on they go by COPY. */
const BULK_FROM = 50;
const TYPES =
  'id uuid, segment_id uuid, layer_type text, x double precision, y double precision, min_x double precision, ' +
  'min_y double precision, min_z double precision, max_x double precision, max_y double precision, ' +
  'max_z double precision, shape jsonb';
const NAMES = 'id, segment_id, layer_type, x, y, min_x, min_y, min_z, max_x, max_y, max_z, shape';

function toRecord(document: NewDocument): Record<string, unknown> {
  const { id, segmentId, layerType, bounds, shape } = document;
  const [x, y] = document.geometry ?? centreOf(bounds) ?? [null, null];
  return {
    id,
    segment_id: segmentId,
    layer_type: layerType,
    x,
    y,
    min_x: bounds?.minX ?? null,
    min_y: bounds?.minY ?? null,
    min_z: bounds?.minZ ?? null,
    max_x: bounds?.maxX ?? null,
    max_y: bounds?.maxY ?? null,
    max_z: bounds?.maxZ ?? null,
    shape,
  };
}

/** Stores rows of spatial_data: a few by one statement, more by COPY. */
export async function insertSpatialRows(
  lease: Lease,
  owner: RowOwner,
  documents: readonly NewDocument[],
): Promise<void> {
  if (documents.length >= BULK_FROM) return await copySpatial(lease.client, owner, documents);
  await lease.query(
    `INSERT INTO sizewise.spatial_data (project_id, import_id, bounds, ${NAMES})
     SELECT $1, $2, box(point(max_x, max_y), point(min_x, min_y)), ${NAMES}
     FROM jsonb_to_recordset($3::jsonb) AS r (${TYPES})`,
    [owner.projectId, owner.importId, storableJson(documents.map(toRecord))],
  );
}
