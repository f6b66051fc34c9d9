import { type Queryable } from '@sizewise/optimizer';
import { type Drawing } from '@sizewise/shared';

import { boundsOfRow, type BoundsRow } from '../segments/segment-row.ts';

/** What the segments of one import add up to. */
export type DrawingFigures = Pick<Drawing, 'segmentCount' | 'bounds' | 'disciplines'>;

interface FigureRow extends BoundsRow {
  import_id: string;
  is_total: boolean;
  discipline: string | null;
  segments: string;
}

export const NO_FIGURES: DrawingFigures = { segmentCount: 0, bounds: null, disciplines: {} };

/** Counts by discipline and overall bounds of each import. Imports without segments are absent. */
export async function figuresOfImports(
  session: Queryable,
  importIds: readonly string[],
): Promise<Record<string, DrawingFigures>> {
  const { rows } = await session.query<FigureRow>(
    `SELECT import_id, grouping(discipline) = 1 AS is_total, discipline, count(*) AS segments,
       min(min_x) AS min_x, min(min_y) AS min_y, min(min_z) AS min_z,
       max(max_x) AS max_x, max(max_y) AS max_y, max(max_z) AS max_z
     FROM sizewise.project_segments WHERE import_id = ANY($1::uuid[])
     GROUP BY GROUPING SETS ((import_id), (import_id, discipline)) ORDER BY discipline`,
    [importIds],
  );
  const totals = rows.filter((row) => row.is_total);
  return Object.fromEntries(
    totals.map((total) => {
      const counted = rows.flatMap(({ import_id, discipline, segments }): [string, number][] =>
        import_id === total.import_id && discipline !== null ? [[discipline, Number(segments)]] : [],
      );
      return [
        total.import_id,
        {
          segmentCount: Number(total.segments),
          bounds: boundsOfRow(total),
          disciplines: Object.fromEntries(counted),
        },
      ];
    }),
  );
}
