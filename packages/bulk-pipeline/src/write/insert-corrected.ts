import { type Queryable } from '../ports.ts';

const TEXTS = {
  external_id: 'externalId',
  segment_type: 'segmentType',
  discipline: 'discipline',
  ifc_class: 'ifcClass',
  layer: 'layer',
  name: 'name',
  system: 'system',
  level: 'level',
  material: 'material',
  shape: 'shape',
} as const;
const NUMBERS = ['width', 'height', 'diameter', 'length', 'airflow'] as const;
const BOUNDS = {
  min_x: 'minX',
  min_y: 'minY',
  min_z: 'minZ',
  max_x: 'maxX',
  max_y: 'maxY',
  max_z: 'maxZ',
} as const;

/** Columns of project_segments, each with what it is in the JSON `c` of a corrected record. */
const COLUMNS: readonly (readonly [column: string, value: string])[] = [
  ...Object.entries(TEXTS).map(([column, field]) => [column, `c ->> '${field}'`] as const),
  ...NUMBERS.map((field) => [field, `(c ->> '${field}')::double precision`] as const),
  ...Object.entries(BOUNDS).map(
    ([column, side]) => [column, `(c -> 'bounds' ->> '${side}')::double precision`] as const,
  ),
  ['open_ports', `(c ->> 'openPorts')::integer`],
  ['connects_to', `ARRAY(SELECT jsonb_array_elements_text(c -> 'connectsTo'))`],
  ['properties', `c -> 'properties'`],
];

const CORRECTED = `
  FROM (SELECT id, project_id, import_id, corrected AS c FROM sizewise.import_rejects
        WHERE project_id = $1 AND import_id = $2 AND id = ANY($3::uuid[]) AND corrected IS NOT NULL AND resolved_at IS NULL) r
  ORDER BY id`;

const INSERT_SEGMENTS = `
  INSERT INTO sizewise.project_segments (id, project_id, import_id, ${COLUMNS.map(([column]) => column).join(', ')})
  SELECT id, project_id, import_id, ${COLUMNS.map(([, value]) => value).join(', ')} ${CORRECTED}`;

const INSERT_SPATIAL = `
  INSERT INTO sizewise.spatial_data (id, segment_id, project_id, import_id, x, y, ${Object.keys(BOUNDS).join(', ')}, bounds,
    layer_type, shape)
  SELECT id, id, project_id, import_id, (b[1] + b[4]) / 2, (b[2] + b[5]) / 2, b[1], b[2], b[3], b[4], b[5], b[6],
    box(point(b[4], b[5]), point(b[1], b[2])), c ->> 'segmentType', nullif(c -> 'outline', 'null')
  FROM (SELECT *, ARRAY[${Object.values(BOUNDS)
    .map((side) => `(c -> 'bounds' ->> '${side}')::double precision`)
    .join(', ')}] AS b ${CORRECTED}) boxed`;

/** Rejects of one import, by their ids. */
export type RejectKey = readonly [projectId: string, importId: string, ids: readonly string[]];

/** Stores corrected rejects as segments of the same ids, and beside them their spatial rows where they go here. */
export async function insertCorrected(session: Queryable, key: RejectKey, spatial: boolean): Promise<void> {
  await session.query(INSERT_SEGMENTS, [...key]);
  if (spatial) await session.query(INSERT_SPATIAL, [...key]);
}
