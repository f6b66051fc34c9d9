import { type Bounds, type Shape } from '@sizewise/shared';

import { type BinaryRows } from './copy-binary.ts';

/** The COPY that `putSpatial` writes for. */
export const COPY_SPATIAL =
  'COPY sizewise.spatial_data (id, segment_id, project_id, import_id, x, y, min_x, min_y, min_z, max_x, max_y, max_z, ' +
  'bounds, layer_type, shape) FROM STDIN BINARY';
const COLUMN_COUNT = 15;
/** Centre, six bounds and the box. */
const PLACE_COLUMNS = 9;

export interface SpatialRow {
  readonly bounds: Bounds | null;
  readonly layerType: string;
  readonly shape: Shape | null;
}

/**
 * Adds one row of spatial_data. `x, y` is the centre in plan.
 * @param owner the fields `project_id` and `import_id`
 */
export function putSpatial(rows: BinaryRows, id: string, owner: Uint8Array, row: SpatialRow): void {
  rows.begin(COLUMN_COUNT);
  rows.uuid(id);
  rows.uuid(id);
  rows.fields(owner);
  const b = row.bounds;
  if (b === null) {
    rows.nulls(PLACE_COLUMNS);
  } else {
    rows.double((b.minX + b.maxX) / 2);
    rows.double((b.minY + b.maxY) / 2);
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
