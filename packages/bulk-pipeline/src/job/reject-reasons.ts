import { type RejectReason } from '@sizewise/shared';

import { type Queryable } from '../ports.ts';

/** Reasons of one answer at most. */
const MOST_REASONS = 20;

/** Why records of an import are not stored, the most frequent reason first. */
export async function readRejectReasons(
  db: Queryable,
  projectId: string,
  importId: string,
): Promise<RejectReason[]> {
  const { rows } = await db.query<RejectReason>(
    `SELECT r.code, r.reason, r.count::int AS count, first.position FROM (
       SELECT code, reason, count(*) AS count, min(id::text)::uuid AS id FROM sizewise.import_rejects
       WHERE project_id = $1 AND import_id = $2 AND resolved_at IS NULL
       GROUP BY code, reason ORDER BY count(*) DESC, code, reason LIMIT ${MOST_REASONS}) r
     JOIN sizewise.import_rejects first ON first.project_id = $1 AND first.import_id = $2 AND first.id = r.id
     ORDER BY r.count DESC, r.code, r.reason`,
    [projectId, importId],
  );
  return rows;
}
