import {
  calculateSegment,
  isCalculated,
  mongoCalculation,
  type MongoCalculation,
  type MongoSpatialDocument,
  mongoSpatialDocument,
  ownFlow,
  type RejectRetry,
} from '@sizewise/shared';

import { type ResolvedOptions } from '../options.ts';
import { type Database, type Queryable } from '../ports.ts';
import { insertCorrected } from '../write/insert-corrected.ts';
import { insertCalculations } from '../write/insert-calculations.ts';
import { type MongoRowStore } from '../write/mongo-row-store.ts';
import { addToCounts } from './add-to-counts.ts';
import { type CorrectedReject, correctedRejects, lockPublished } from './corrected-rejects.ts';
import { type ImportRow } from './import-row.ts';
import { type CheckSchedule } from './reconcile/check-schedule.ts';
import { takeBackDocuments } from './take-back-documents.ts';

/** Refused ones that an answer names. */
const MOST_NAMED = 1000;
/** SQLSTATE classes of faults of the data itself: 22 data exception, 23 integrity constraint. */
const REFUSED = /^2[23]/;

export interface CorrectionDeps {
  readonly db: Database;
  readonly options: Pick<ResolvedOptions, 'spatial' | 'calculations' | 'onVisibilityChange'>;
  /** Where the documents go that are not in PostgreSQL. */
  readonly mongo: MongoRowStore | null;
  readonly checks: CheckSchedule;
}

/**
 * Stores every corrected reject of a published import as a segment, in one transaction. A segment has the id of its
 * reject, and documents in MongoDB are put in place of those that a killed attempt left: a replay doubles nothing. The
 * import is entered for a check first, for a process that is killed cannot take its documents back.
 * @throws ImportNotPublishedError
 */
export async function storeCorrected(deps: CorrectionDeps, row: ImportRow): Promise<RejectRetry> {
  await deps.checks.enter(deps.db, row);
  try {
    return await deps.db.transaction((session) => new Corrections(deps, row, session).store());
  } catch (error) {
    if (deps.mongo) await takeBackDocuments(deps.db, row, deps.mongo).catch(() => undefined);
    throw error;
  }
}

class Corrections {
  readonly #deps: CorrectionDeps;
  readonly #row: ImportRow;
  readonly #session: Queryable;
  readonly #stillRejected: RejectRetry['stillRejected'] = [];
  #stored = 0;

  constructor(deps: CorrectionDeps, row: ImportRow, session: Queryable) {
    this.#deps = deps;
    this.#row = row;
    this.#session = session;
  }

  async store(): Promise<RejectRetry> {
    await lockPublished(this.#session, this.#row.id);
    for await (const page of correctedRejects(this.#session, this.#row)) {
      const stored = await this.#insert(page);
      if (stored.length > 0) await this.#complete(stored);
    }
    if (this.#stored > 0) await this.#end();
    return { stored: this.#stored, stillRejected: this.#stillRejected };
  }

  /** Inserts rejects; where the database refuses one, halves find it. @returns those that are stored */
  async #insert(rejects: readonly CorrectedReject[]): Promise<CorrectedReject[]> {
    const session = this.#session;
    const ids = rejects.map(({ id }) => id);
    await session.query('SAVEPOINT corrected');
    try {
      const inPostgres = this.#deps.options.spatial.kind === 'postgres';
      await insertCorrected(session, [this.#row.project_id, this.#row.id, ids], inPostgres);
      await session.query('RELEASE SAVEPOINT corrected');
      return [...rejects];
    } catch (error) {
      const { code, message } = error as { code?: unknown; message: string };
      if (typeof code !== 'string' || !REFUSED.test(code)) throw error;
      await session.query('ROLLBACK TO SAVEPOINT corrected');
      const [only] = rejects;
      if (only && rejects.length === 1) {
        await this.#refuse(only.id, `${message} (SQLSTATE ${code})`);
        return [];
      }
      const half = rejects.length >> 1;
      return [...(await this.#insert(rejects.slice(0, half))), ...(await this.#insert(rejects.slice(half)))];
    }
  }

  async #refuse(id: string, reason: string): Promise<void> {
    const code = 'constraint_violation';
    await this.#session.query(
      `UPDATE sizewise.import_rejects SET code = $4, reason = $5 WHERE project_id = $1 AND import_id = $2 AND id = $3`,
      [this.#row.project_id, this.#row.id, id, code, reason],
    );
    if (this.#stillRejected.length < MOST_NAMED) this.#stillRejected.push({ id, code, reason });
  }

  /** Writes what belongs to stored segments, and counts them. */
  async #complete(stored: readonly CorrectedReject[]): Promise<void> {
    const { project_id: projectId, id: importId } = this.#row;
    const calculations = this.#calculationsOf(stored);
    if (this.#deps.mongo) {
      await this.#deps.mongo.replace(
        stored.map((reject) => this.#document(reject)),
        calculations,
      );
    } else {
      await insertCalculations(this.#session, calculations);
    }
    await this.#session.query(
      `UPDATE sizewise.import_rejects SET resolved_at = now()
       WHERE project_id = $1 AND import_id = $2 AND id = ANY($3::uuid[])`,
      [projectId, importId, stored.map(({ id }) => id)],
    );
    const hasDocuments = this.#deps.options.spatial.kind !== 'none';
    await addToCounts(
      this.#session,
      this.#row,
      stored,
      hasDocuments,
      new Set(calculations.map(({ _id }) => _id)),
    );
    this.#stored += stored.length;
  }

  async #end(): Promise<void> {
    const time = (await this.#deps.mongo?.operationTime()) ?? null;
    await this.#session.query(
      `UPDATE sizewise.imports SET published_lsn = pg_current_wal_lsn(),
         mongo_operation_time = coalesce($2, mongo_operation_time) WHERE id = $1`,
      [this.#row.id, time],
    );
    await this.#deps.options.onVisibilityChange(this.#session, this.#row.project_id);
  }

  #calculationsOf(stored: readonly CorrectedReject[]): MongoCalculation[] {
    if (!this.#deps.options.calculations) return [];
    const owner = { projectId: this.#row.project_id, importId: this.#row.id };
    return stored.flatMap(({ id, corrected }) => {
      if (corrected.airflow === null || !isCalculated(corrected.segmentType)) return [];
      const calculation = calculateSegment(corrected, ownFlow(corrected));
      return calculation === null ? [] : [mongoCalculation(owner, id, calculation, 'user')];
    });
  }

  #document({ id, corrected }: CorrectedReject): MongoSpatialDocument {
    return mongoSpatialDocument({
      id,
      projectId: this.#row.project_id,
      importId: this.#row.id,
      segmentId: id,
      layerType: corrected.segmentType,
      bounds: corrected.bounds,
      shape: corrected.outline,
    });
  }
}
