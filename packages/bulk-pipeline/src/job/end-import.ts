import { type AppError } from '@sizewise/shared';

import { ImportNotRetryableError, SpoolMissingError } from '../errors.ts';
import { type Database, type Queryable } from '../ports.ts';
import { type ChunkLedger } from './chunk-ledger.ts';
import { holdImport } from './executor-leases.ts';
import { type ImportRow } from './import-row.ts';
import { retireRevisions } from './old-revisions.ts';
import { type CheckSchedule } from './reconcile/check-schedule.ts';

/** Runs inside the transaction that changes what readers of a project see. */
export type OnVisibilityChange = (session: Queryable, projectId: string) => Promise<void>;

/** The last step of an import, whichever way it goes; each is one transaction. */
export class ImportEnd {
  readonly #db: Database;
  readonly #ledger: ChunkLedger;
  readonly #checks: CheckSchedule;
  readonly #onVisibilityChange: OnVisibilityChange;
  readonly #keepRevisions: number;

  constructor(
    db: Database,
    ledger: ChunkLedger,
    checks: CheckSchedule,
    options: { readonly onVisibilityChange: OnVisibilityChange; readonly keepRevisions: number },
  ) {
    this.#db = db;
    this.#ledger = ledger;
    this.#checks = checks;
    this.#onVisibilityChange = options.onVisibilityChange;
    this.#keepRevisions = options.keepRevisions;
  }

  /**
   * Makes every row of the import visible at once and hides the drawing's former revision.
   * @throws ExecutionLostError
   * @returns ids of revisions that are kept no longer, for their rows to be removed; null when a cancel or a removal
   * came first
   */
  async publish(row: ImportRow, mongoOperationTime: string | null): Promise<readonly string[] | null> {
    return this.#db.transaction(async (session) => {
      await holdImport(session, row);
      const { rowCount } = await session.query(
        `SELECT 1 FROM sizewise.imports
         WHERE id = $1 AND status = 'running' AND NOT cancel_requested AND error IS NULL FOR UPDATE`,
        [row.id],
      );
      if (rowCount !== 1) return null;
      const totals = await this.#ledger.totals(row.project_id, row.id, session);
      const isNewest = await this.#replaceOlderRevisions(session, row);
      await session.query(
        `UPDATE sizewise.imports SET status = 'completed', stage = NULL, finished_at = clock_timestamp(),
           published_at = CASE WHEN $9 THEN now() END, replaced_at = CASE WHEN $9 THEN NULL ELSE now() END,
           published_lsn = pg_current_wal_lsn(), mongo_operation_time = $2, segments_written = $3, spatial_written = $4,
           rejected = $5, ignored = $6, by_segment_type = $7, warnings = $8, calculations_written = $10
         WHERE id = $1`,
        [
          row.id,
          mongoOperationTime,
          totals.rows,
          totals.spatialRows,
          totals.rejects,
          JSON.stringify(totals.ignored),
          JSON.stringify(totals.bySegmentType),
          JSON.stringify(totals.warnings),
          isNewest,
          totals.calculations,
        ],
      );
      if (isNewest) await this.#keepGeoreference(session, row);
      await this.#checks.enterDisturbed(session, row.id);
      const retired = await retireRevisions(session, row, this.#keepRevisions);
      await this.#onVisibilityChange(session, row.project_id);
      return retired;
    });
  }

  async #keepGeoreference(session: Queryable, row: ImportRow): Promise<void> {
    await session.query(
      `UPDATE sizewise.drawings d SET georeference = nullif(i.plan -> 'georeference', 'null')
       FROM sizewise.imports i WHERE i.id = $1 AND d.project_id = i.project_id AND d.id = i.drawing_id`,
      [row.id],
    );
  }

  /** Hides older revisions; false when a newer one, sent later, was published first. */
  async #replaceOlderRevisions(session: Queryable, row: ImportRow): Promise<boolean> {
    const drawing = [row.project_id, row.drawing_id];
    await session.query(
      'SELECT 1 FROM sizewise.drawings WHERE project_id = $1 AND id = $2 FOR UPDATE',
      drawing,
    );
    await session.query(
      `UPDATE sizewise.imports SET published_at = NULL, replaced_at = now()
       WHERE project_id = $1 AND drawing_id = $2 AND published_at IS NOT NULL AND revision < $3`,
      [...drawing, row.revision],
    );
    const { rows } = await session.query(
      `SELECT 1 FROM sizewise.imports
       WHERE project_id = $1 AND drawing_id = $2 AND revision > $3 AND status = 'completed' LIMIT 1`,
      [...drawing, row.revision],
    );
    return rows.length === 0;
  }

  /**
   * Settles that the import will end without rows, before they are deleted: a crash in between must not let the next
   * run publish what is left of them.
   * @param error null for a cancel
   * @throws ExecutionLostError
   */
  async condemn(row: ImportRow, error: AppError | null): Promise<void> {
    await this.#db.transaction(async (session) => {
      await holdImport(session, row);
      await session.query(
        `UPDATE sizewise.imports SET cancel_requested = cancel_requested OR $2, error = $3
         WHERE id = $1 AND status IN ('queued', 'running')`,
        [row.id, error === null, error ? JSON.stringify({ code: error.code, detail: error.message }) : null],
      );
      await this.#ledger.revoke(session, row.project_id, row.id);
    });
  }

  /** Ends the import without rows: they have been cleared before. Counts of rejects stay, for they say what was wrong. */
  async giveUp(row: ImportRow, status: 'failed' | 'cancelled'): Promise<void> {
    const totals = await this.#ledger.totals(row.project_id, row.id);
    await this.#db.transaction(async (session) => {
      await session.query(
        `UPDATE sizewise.imports SET status = $2, stage = NULL, finished_at = now(), rejected = $3, warnings = $4,
           segments_written = 0, spatial_written = 0, calculations_written = 0, ignored = '{}', by_segment_type = '{}'
         WHERE id = $1 AND executor_token = $5 AND status IN ('queued', 'running')`,
        [row.id, status, totals.rejects, JSON.stringify(totals.warnings), row.executor_token],
      );
      await this.#checks.enter(session, row);
    });
  }

  /** Puts an ended import back in the queue, from its start. @throws ImportNotRetryableError, SpoolMissingError */
  async requeue(
    row: ImportRow,
    spoolIsThere: boolean,
    enqueue: (session: Queryable, importId: string) => Promise<void>,
  ): Promise<void> {
    await this.#db.transaction(async (session) => {
      if (row.status !== 'failed' && row.status !== 'cancelled')
        throw new ImportNotRetryableError(row.id, row.status);
      if (!spoolIsThere) throw new SpoolMissingError(row.id);
      await this.#ledger.clear(session, row.project_id, row.id);
      await session.query('DELETE FROM sizewise.import_rejects WHERE project_id = $1 AND import_id = $2', [
        row.project_id,
        row.id,
      ]);
      const { rowCount } = await session.query(
        `UPDATE sizewise.imports SET status = 'queued', stage = NULL, plan = NULL, error = NULL, cancel_requested = false,
           network = NULL, started_at = NULL, finished_at = NULL, rejected = 0, warnings = '[]', attempt = attempt + 1
         WHERE id = $1 AND status = $2`,
        [row.id, row.status],
      );
      if (rowCount !== 1) throw new ImportNotRetryableError(row.id, 'running');
      await enqueue(session, row.id);
    });
  }

  /** Hides the import from every reader; `removing` lasts until its rows are gone. */
  async hide(row: ImportRow): Promise<void> {
    await this.#db.transaction(async (session) => {
      await session.query(
        `UPDATE sizewise.imports SET status = 'removing', published_at = NULL, cancel_requested = true WHERE id = $1`,
        [row.id],
      );
      await this.#onVisibilityChange(session, row.project_id);
    });
  }

  /** Takes the last trace of a removed import: chunks and rejects go with it. */
  async forget(row: ImportRow): Promise<void> {
    await this.#db.transaction(async (session) => {
      await session.query(`DELETE FROM sizewise.imports WHERE id = $1 AND status = 'removing'`, [row.id]);
      await this.#checks.enter(session, row);
      await session.query(
        `DELETE FROM sizewise.drawings d WHERE project_id = $1 AND id = $2
         AND NOT EXISTS (SELECT 1 FROM sizewise.imports i WHERE i.project_id = d.project_id AND i.drawing_id = d.id)`,
        [row.project_id, row.drawing_id],
      );
    });
  }
}
