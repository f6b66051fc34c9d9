import { type PostgresPool } from '@sizewise/optimizer';
import { DETAIL_LIMIT, GRID_CELLS, type TileAddress, tileBox } from '@sizewise/shared';

const IN_BOX = `s.project_id = $1 AND s.bounds && box(point($2, $3), point($4, $5))
  AND s.min_x <= $4 AND s.max_x >= $2 AND s.min_y <= $5 AND s.max_y >= $3`;

/**
 * The same tile by SQL alone, through the GiST index over boxes: a count, then either counts by cell and discipline or the
 * rows with their outlines, as JSON.
 * @returns the JSON
 */
export async function sqlTile(
  postgres: PostgresPool,
  projectId: string,
  address: TileAddress,
): Promise<Buffer> {
  const { minX, minY, maxX, maxY } = tileBox(address);
  const values = [projectId, minX, minY, maxX, maxY];
  const { rows: counted } = await postgres.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM sizewise.published_spatial s WHERE ${IN_BOX}`,
    values,
  );
  const isDense = (counted[0]?.n ?? 0) > DETAIL_LIMIT;
  const cell = (low: string, high: string, from: string, to: string): string =>
    `floor(((greatest(s.${low}, ${from}) + least(s.${high}, ${to})) / 2 - ${from}) / (${to} - ${from}) * ${GRID_CELLS})`;
  const { rows } = await postgres.query(
    isDense
      ? `SELECT ${cell('min_x', 'max_x', '$2', '$4')} AS x, ${cell('min_y', 'max_y', '$3', '$5')} AS y, g.discipline,
           count(*)::int AS n
         FROM sizewise.published_spatial s JOIN sizewise.project_segments g ON g.project_id = s.project_id AND g.id = s.id
         WHERE ${IN_BOX} GROUP BY 1, 2, 3`
      : `SELECT s.id, s.import_id, g.discipline, g.segment_type, g.level, g.system, g.layer, s.min_x, s.min_y, s.max_x,
           s.max_y, s.shape
         FROM sizewise.published_spatial s JOIN sizewise.project_segments g ON g.project_id = s.project_id AND g.id = s.id
         WHERE ${IN_BOX}`,
    values,
  );
  return Buffer.from(JSON.stringify(rows));
}
