import { type Bounds, type Shape } from '@sizewise/shared';

import { type BinaryRows } from './copy-binary.ts';

/** The COPY that `putSpatial` writes for. */
export const COPY_SPATIAL =
  'COPY sizewise.spatial_data (id, segment_id, project_id, import_id, x, y, min_x, min_y, min_z, max_x, max_y, max_z, ' +
  'bounds, layer_type, shape) FROM STDIN BINARY';
const COLUMN_COUNT = 15;
/** Six bounds and the box. */
const BOUNDS_COLUMNS = 7;

export interface SpatialRow {
  readonly bounds: Bounds | null;
  readonly layerType: string;
  readonly shape: Shape | null;
  /** Default: the row's own id. */
  readonly segmentId?: string;
  /** Metres in plan. Default: the centre of the bounds. */
  readonly geometry?: readonly [x: number, y: number] | null;
}

/**
 * Adds one row of spatial_data.
 * @param owner the fields `project_id` and `import_id`
 */
export function putSpatial(rows: BinaryRows, id: string, owner: Uint8Array, row: SpatialRow): void {
  rows.begin(COLUMN_COUNT);
  rows.uuid(id);
  rows.uuid(row.segmentId ?? id);
  rows.fields(owner);
  const b = row.bounds;
  rows.double(row.geometry?.[0] ?? (b && (b.minX + b.maxX) / 2));
  rows.double(row.geometry?.[1] ?? (b && (b.minY + b.maxY) / 2));
  if (b === null) {
    rows.nulls(BOUNDS_COLUMNS);
  } else {
    rows.double(b.minX);
    rows.double(b.minY);
    rows.double(b.minZ);
    rows.double(b.maxX);
    rows.double(b.maxY);
    rows.double(b.maxZ);
    rows.box(b.maxX, b.maxY, b.minX, b.minY);
  }
  rows.text(row.layerType);
  if (row.shape === null) rows.nulls(1);
  else rows.json(row.shape);
}
