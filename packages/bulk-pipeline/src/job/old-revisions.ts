import { type Queryable } from '../ports.ts';
import { type ImportRow } from './import-row.ts';

/**
 * Gives up the revisions of a drawing that were replaced longest ago; the last `keep` replaced ones stay stored, hidden,
 * for a diff. Runs in the transaction that publishes `row`: `removing` survives a crash before their rows are gone.
 * @returns ids of the imports whose rows have to be removed
 */
export async function retireRevisions(session: Queryable, row: ImportRow, keep: number): Promise<string[]> {
  const { rows } = await session.query<{ id: string }>(
    `UPDATE sizewise.imports SET status = 'removing', cancel_requested = true
     WHERE id IN (
       SELECT id FROM sizewise.imports
       WHERE project_id = $1 AND drawing_id = $2 AND id <> $3 AND status = 'completed' AND published_at IS NULL
       ORDER BY revision DESC OFFSET $4)
     RETURNING id`,
    [row.project_id, row.drawing_id, row.id, keep],
  );
  return rows.map(({ id }) => id);
}

/** Ids of the drawing's imports whose rows have yet to be removed. */
export async function retiredOf(db: Queryable, row: ImportRow): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT id FROM sizewise.imports WHERE project_id = $1 AND drawing_id = $2 AND status = 'removing'`,
    [row.project_id, row.drawing_id],
  );
  return rows.map(({ id }) => id);
}
