import { type Queryable } from '@sizewise/optimizer';
import { type Analytics } from '@sizewise/shared';

import { boundsOfRow } from './segment-row.ts';

interface GroupRow {
  grouped: number;
  segment_type: string | null;
  system: string | null;
  level: string | null;
  segments: string;
  total_length: number | null;
  min_x: number | null;
  min_y: number | null;
  min_z: number | null;
  max_x: number | null;
  max_y: number | null;
  max_z: number | null;
}

// GROUPING() has a bit for each column that a row is not grouped by.
const BY_TYPE = 0b011;
const BY_SYSTEM = 0b101;
const BY_LEVEL = 0b110;
const ALL = 0b111;

/** Counts, total length in metres and overall bounds of a project's published segments, in one pass. */
export async function projectAnalytics(session: Queryable, projectId: string): Promise<Analytics> {
  const { rows } = await session.query<GroupRow>(
    `SELECT grouping(segment_type, system, level) AS grouped, segment_type, system, level, count(*) AS segments,
       sum(length) AS total_length, min(min_x) AS min_x, min(min_y) AS min_y, min(min_z) AS min_z,
       max(max_x) AS max_x, max(max_y) AS max_y, max(max_z) AS max_z
     FROM sizewise.published_segments WHERE project_id = $1
     GROUP BY GROUPING SETS ((segment_type), (system), (level), ())`,
    [projectId],
  );
  const counts = (grouped: number, name: 'segment_type' | 'system' | 'level'): Record<string, number> => {
    const groups = rows.filter((row) => row.grouped === grouped && row[name] !== null);
    return Object.fromEntries(groups.map((row) => [row[name] ?? '', Number(row.segments)]));
  };
  const all = rows.find((row) => row.grouped === ALL);
  return {
    segmentCount: Number(all?.segments ?? 0),
    bySegmentType: counts(BY_TYPE, 'segment_type'),
    bySystem: counts(BY_SYSTEM, 'system'),
    byLevel: counts(BY_LEVEL, 'level'),
    totalLength: all?.total_length ?? 0,
    bounds: all ? boundsOfRow(all) : null,
  };
}
