import { type Segment } from '@sizewise/shared';

/** Columns of project_segments that make a Segment. */
export const SEGMENT_COLUMNS =
  'id, project_id, import_id, external_id, segment_type, discipline, ifc_class, layer, name, system, level, material, ' +
  'shape, width, height, diameter, length, airflow, min_x, min_y, min_z, max_x, max_y, max_z, connects_to, properties, version';

export interface SegmentRow {
  id: string;
  project_id: string;
  import_id: string;
  external_id: string | null;
  segment_type: string;
  discipline: string | null;
  ifc_class: string | null;
  layer: string | null;
  name: string | null;
  system: string | null;
  level: string | null;
  material: string | null;
  shape: string | null;
  width: number | null;
  height: number | null;
  diameter: number | null;
  length: number | null;
  airflow: number | null;
  min_x: number | null;
  min_y: number | null;
  min_z: number | null;
  max_x: number | null;
  max_y: number | null;
  max_z: number | null;
  connects_to: string[];
  properties: Record<string, unknown>;
  version: number;
}

/** The six coordinate columns, metres. */
export type BoundsRow = Pick<SegmentRow, 'min_x' | 'min_y' | 'min_z' | 'max_x' | 'max_y' | 'max_z'>;

/** The six coordinate columns as bounds, null where the row has none. */
export function boundsOfRow(row: BoundsRow): Segment['bounds'] {
  const { min_x: minX, min_y: minY, min_z: minZ, max_x: maxX, max_y: maxY, max_z: maxZ } = row;
  if (minX === null || minY === null || minZ === null || maxX === null || maxY === null || maxZ === null)
    return null;
  return { minX, minY, minZ, maxX, maxY, maxZ };
}

/** Words of a closed list (type, discipline, shape) are stored as they were checked on their way in. */
export function toSegment(row: SegmentRow): Segment {
  return {
    id: row.id,
    projectId: row.project_id,
    importId: row.import_id,
    externalId: row.external_id,
    segmentType: row.segment_type as Segment['segmentType'],
    discipline: row.discipline as Segment['discipline'],
    ifcClass: row.ifc_class,
    layer: row.layer,
    name: row.name,
    system: row.system,
    level: row.level,
    material: row.material,
    shape: row.shape as Segment['shape'],
    width: row.width,
    height: row.height,
    diameter: row.diameter,
    length: row.length,
    airflow: row.airflow,
    bounds: boundsOfRow(row),
    connectsTo: row.connects_to,
    properties: row.properties,
    version: row.version,
  };
}
