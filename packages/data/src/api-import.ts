import { type Queryable } from '@sizewise/optimizer';

import { ProjectNotFoundError } from './errors.ts';
import { timeOrderedIds } from './time-ordered-ids.ts';

/** Name of the import that rows posted through the API belong to: one per project, published from its start. */
export const API_IMPORT_NAME = 'api';
const API_IMPORT_KEY = 'sizewise:api-rows';
const FOREIGN_KEY_VIOLATION = '23503';

export interface PostedCounts {
  readonly segments: number;
  readonly spatial: number;
  readonly bySegmentType: Readonly<Record<string, number>>;
}

/**
 * Adds to the counts of the project's API import, which it creates where there is none, and so locks it until the
 * transaction ends: counts and rows change together.
 * @returns id of the import
 * @throws ProjectNotFoundError
 */
export async function countPosted(
  session: Queryable,
  projectId: string,
  counts: PostedCounts,
): Promise<string> {
  // One that is being removed gives up its key, so that new rows start a new one.
  await session.query(
    `UPDATE sizewise.imports SET idempotency_key = NULL
     WHERE project_id = $1 AND idempotency_key = $2 AND status = 'removing'`,
    [projectId, API_IMPORT_KEY],
  );
  const [id] = timeOrderedIds(1);
  try {
    const { rows } = await session.query<{ id: string }>(
      `INSERT INTO sizewise.imports AS i (project_id, id, file_name, status, format, idempotency_key, segments_written,
         spatial_written, by_segment_type, started_at, finished_at, published_at)
       VALUES ($1, $2, $3, 'completed', 'api', $4, $5, $6, $7, now(), now(), now())
       ON CONFLICT (project_id, idempotency_key) DO UPDATE SET
         segments_written = i.segments_written + excluded.segments_written,
         spatial_written = i.spatial_written + excluded.spatial_written,
         finished_at = now(),
         by_segment_type = (
           SELECT coalesce(jsonb_object_agg(key, n), '{}') FROM (
             SELECT key, sum(value::bigint) AS n
             FROM (SELECT * FROM jsonb_each_text(i.by_segment_type)
                   UNION ALL SELECT * FROM jsonb_each_text(excluded.by_segment_type)) AS both_sides
             GROUP BY key) AS summed)
       RETURNING i.id`,
      [projectId, id, API_IMPORT_NAME, API_IMPORT_KEY, counts.segments, counts.spatial, counts.bySegmentType],
    );
    return rows[0]?.id ?? '';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw code === FOREIGN_KEY_VIOLATION ? new ProjectNotFoundError(projectId) : error;
  }
}

/** Moves one row of the API import's counts, or of any other import's, from one segment type to another. */
export async function recount(session: Queryable, importId: string, from: string, to: string): Promise<void> {
  if (from === to) return;
  await session.query(
    `UPDATE sizewise.imports SET by_segment_type = by_segment_type
       || jsonb_build_object($2::text, greatest(coalesce((by_segment_type ->> $2)::bigint, 0) - 1, 0))
       || jsonb_build_object($3::text, coalesce((by_segment_type ->> $3)::bigint, 0) + 1)
     WHERE id = $1`,
    [importId, from, to],
  );
}

/** Removes the rows posted through the API, in PostgreSQL; ids of the imports they belonged to. */
export async function removeApiImport(session: Queryable, projectId: string): Promise<string[]> {
  const { rows } = await session.query<{ id: string }>(
    'SELECT id FROM sizewise.imports WHERE project_id = $1 AND idempotency_key = $2 FOR UPDATE',
    [projectId, API_IMPORT_KEY],
  );
  for (const { id } of rows) {
    for (const table of ['calculations', 'spatial_data', 'project_segments']) {
      await session.query(`DELETE FROM sizewise.${table} WHERE import_id = $1`, [id]);
    }
    await session.query('DELETE FROM sizewise.imports WHERE id = $1', [id]);
  }
  return rows.map(({ id }) => id);
}
