import { type Bounds, type Shape } from '@sizewise/shared';

import { copyJson, copyText } from './copy-text.ts';

/** The COPY that `spatialRow` writes for. */
export const COPY_SPATIAL =
  'COPY sizewise.spatial_data (id, segment_id, project_id, import_id, x, y, min_x, min_y, min_z, max_x, max_y, max_z, ' +
  'bounds, layer_type, shape) FROM STDIN';

const NO_BOUNDS = '\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N';

export interface SpatialRow {
  readonly bounds: Bounds | null;
  readonly layerType: string;
  readonly shape: Shape | null;
}

/**
 * One row of spatial_data in COPY's text format, newline included. `x, y` is the centre in plan.
 * @param owner `project_id` and `import_id`, joined by a tab
 */
export function spatialRow(id: string, owner: string, row: SpatialRow): string {
  const b = row.bounds;
  const place =
    b === null
      ? NO_BOUNDS
      : `${(b.minX + b.maxX) / 2}\t${(b.minY + b.maxY) / 2}\t${b.minX}\t${b.minY}\t${b.minZ}\t${b.maxX}\t${b.maxY}\t` +
        `${b.maxZ}\t(${b.maxX},${b.maxY}),(${b.minX},${b.minY})`;
  const shape = row.shape === null ? '\\N' : copyJson(row.shape);
  return `${id}\t${id}\t${owner}\t${place}\t${copyText(row.layerType)}\t${shape}\n`;
}
