import { randomUUID } from 'node:crypto';

import { type BenchDatabase } from './bench-database.ts';

/** Side of the site, metres: about one segment to a square metre at a million. */
const SITE = 1000;

/**
 * A published import of so many ducts and pipes on a square kilometre, each with an outline of three points: twelve
 * levels, 96 systems, one in a hundred up to 40 m long. The same seed gives the same plan.
 * @returns id of the import
 */
export async function fillPlan(database: BenchDatabase, segments: number): Promise<string> {
  const { client, projectId } = database;
  const importId = randomUUID();
  await database.reset();
  await client.query('SELECT setseed(0.5)');
  await client.query(
    `INSERT INTO sizewise.imports (project_id, id, file_name, status, format, segments_written, spatial_written,
       published_at) VALUES ($1, $2, 'plan', 'completed', 'ndjson', $3, $3, now())`,
    [projectId, importId, segments],
  );
  await client.query(
    `INSERT INTO sizewise.project_segments (id, project_id, import_id, min_x, min_y, min_z, max_x, max_y, max_z,
       segment_type, discipline, external_id, name, system, level, properties)
     SELECT ('0198c0de012380008' || lpad(to_hex(i), 7, '0') || substr(md5(i::text), 1, 8))::uuid, $1, $2,
       x, y, 0, x + CASE WHEN along THEN long ELSE wide END, y + CASE WHEN along THEN wide ELSE long END, 1,
       (ARRAY['duct_segment', 'duct_fitting', 'pipe_segment', 'pipe_fitting', 'air_terminal'])[1 + i % 5],
       (ARRAY['mechanical', 'plumbing'])[1 + i % 2], md5(i::text), 'Rectangular Duct:' || i,
       'Supply ' || i % 96, 'Level ' || 1 + i % 12, jsonb_build_object('Tag', i, 'Pset', repeat(md5(i::text), 12))
     FROM (SELECT i, random() * ${SITE} AS x, random() * ${SITE} AS y, random() < 0.5 AS along,
             CASE WHEN i % 100 = 0 THEN random() * 40 ELSE 0.3 + random() * 4 END AS long, 0.1 + random() * 0.8 AS wide
           FROM generate_series(1, $3::int) AS i) AS site`,
    [projectId, importId, segments],
  );
  await client.query(
    `INSERT INTO sizewise.spatial_data (id, project_id, import_id, segment_id, x, y, min_x, min_y, min_z, max_x,
       max_y, max_z, bounds, layer_type, shape)
     SELECT id, project_id, import_id, id, (min_x + max_x) / 2, (min_y + max_y) / 2, min_x, min_y, min_z, max_x,
       max_y, max_z, box(point(max_x, max_y), point(min_x, min_y)), segment_type, jsonb_build_object('type',
         'polyline', 'coordinates', jsonb_build_array(jsonb_build_array(min_x, min_y),
         jsonb_build_array(max_x, (min_y + max_y) / 2), jsonb_build_array(max_x, max_y)))
     FROM sizewise.project_segments WHERE import_id = $1`,
    [importId],
  );
  await client.query('VACUUM (ANALYZE) sizewise.project_segments, sizewise.spatial_data');
  await client.query('CHECKPOINT');
  return importId;
}
