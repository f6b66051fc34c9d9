import { type Queryable } from '@sizewise/optimizer';
import { type ValidationRun } from '@sizewise/shared';

import { PASS_MARK, type ValidationReport } from './validation-report.ts';

/** Runs that are kept. */
const MOST_KEPT = 1000;
/** Runs of one answer at most. */
const MOST_LISTED = 200;

/** Keeps a run; the newest thousand stay. */
export async function recordValidation(
  database: Queryable,
  { score, parts }: ValidationReport,
): Promise<void> {
  await database.query('INSERT INTO sizewise.validations (score, pass_mark, parts) VALUES ($1, $2, $3)', [
    score,
    PASS_MARK,
    JSON.stringify(parts),
  ]);
  await database.query(
    `DELETE FROM sizewise.validations
     WHERE id IN (SELECT id FROM sizewise.validations ORDER BY at DESC, id DESC OFFSET ${MOST_KEPT})`,
  );
}

/** Runs that were kept, newest first; at most 200. */
export async function listValidations(database: Queryable): Promise<ValidationRun[]> {
  const { rows } = await database.query<Omit<ValidationRun, 'at'> & { at: Date }>(
    `SELECT at, score, pass_mark AS "passMark", parts FROM sizewise.validations
     ORDER BY at DESC, id DESC LIMIT ${MOST_LISTED}`,
  );
  return rows.map(({ at, ...run }) => ({ at: at.toISOString(), ...run }));
}
