import { type Logger } from '@sizewise/shared';

import { type RowStore } from '../execution.ts';
import { type ImportRow } from '../import-row.ts';
import { type CheckSchedule, type DueCheck } from './check-schedule.ts';
import { type CompareDeps, reconcileImport } from './compare-import.ts';
import { isConsistent, type Reconciliation } from './reconciliation.ts';

const POLL_MS = 2000;
const PAGE = 100;
/** Imports `i` whose rows are stored for good and came from chunks; rows sent through an API have no ledger. */
const COMPARABLE = `i.status = 'completed' AND EXISTS (
  SELECT 1 FROM sizewise.import_chunks c WHERE c.project_id = i.project_id AND c.import_id = i.id)`;

export interface ReconcilerDeps extends CompareDeps {
  readonly schedule: CheckSchedule;
  /** Where the documents of imports that ended without rows are deleted; null where none are outside of PostgreSQL. */
  readonly outside: RowStore | null;
  readonly logger: Logger;
}

/** Compares the stores and puts documents right: in the background where a crash may have left some, else when asked. */
export class Reconciler implements AsyncDisposable {
  readonly #deps: ReconcilerDeps;
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<void> = Promise.resolve();
  #isWorking = false;
  /** Could not be looked at, nor put off: PostgreSQL was away. */
  #owed: DueCheck | null = null;

  constructor(deps: ReconcilerDeps) {
    this.#deps = deps;
  }

  /** Looks for imports that are due from now on. */
  start(): void {
    if (this.#deps.outside === null || this.#timer !== null) return;
    this.#timer = setInterval(() => this.#poll(), POLL_MS);
    this.#timer.unref();
  }

  /** Compares every completed import of a project, or of all; the newest first. */
  async *reconcile(projectId: string | null, signal: AbortSignal): AsyncGenerator<Reconciliation> {
    const until = AbortSignal.any([signal, this.#closing.signal]);
    for await (const row of this.#completed(projectId, until)) {
      const found = await this.#reconcileOne(row, until);
      if (found) yield found;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    if (this.#timer) clearInterval(this.#timer);
    await this.#working;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #poll(): void {
    if (this.#isWorking) return;
    this.#isWorking = true;
    this.#working = this.#lookAtDue()
      .catch((error: unknown) => {
        if (!this.#closing.signal.aborted)
          this.#deps.logger.warn({ err: error }, 'The stores could not be compared; this is tried again');
      })
      .finally(() => {
        this.#isWorking = false;
      });
  }

  async #lookAtDue(): Promise<void> {
    const { schedule } = this.#deps;
    if (this.#owed) await this.#putOff(this.#owed);
    for (;;) {
      if (this.#closing.signal.aborted) return;
      const check = await schedule.claim();
      if (!check) return;
      this.#owed = check;
      try {
        await this.#lookAt(check);
        await schedule.settle(check);
        this.#owed = null;
      } catch (error) {
        await this.#putOff(check).catch(() => undefined);
        throw error;
      }
    }
  }

  async #putOff(check: DueCheck): Promise<void> {
    await this.#deps.schedule.putOff(check);
    this.#owed = null;
  }

  async #lookAt({ importId, projectId }: DueCheck): Promise<void> {
    if (await this.#sweep(projectId, importId)) return;
    const { rows } = await this.#deps.db.query<ImportRow>(
      `SELECT i.* FROM sizewise.imports i WHERE i.id = $1 AND ${COMPARABLE}`,
      [importId],
    );
    if (rows[0]) await this.#reconcileOne(rows[0], this.#closing.signal);
  }

  /** Deletes documents that arrived behind the end of an import; true where the import has no rows to compare with. */
  async #sweep(projectId: string, importId: string): Promise<boolean> {
    return this.#deps.db.transaction(async (session) => {
      // The lock keeps a retry out, which would write documents of this import again.
      const { rows } = await session.query<{ status: string }>(
        'SELECT status FROM sizewise.imports WHERE id = $1 FOR UPDATE',
        [importId],
      );
      const status = rows[0]?.status;
      const isOver = status === undefined || status === 'failed' || status === 'cancelled';
      if (isOver) await this.#deps.outside?.deleteImport(projectId, importId);
      return status !== 'completed';
    });
  }

  async #reconcileOne(row: ImportRow, signal: AbortSignal): Promise<Reconciliation | null> {
    const found = await reconcileImport(this.#deps, row, signal);
    if (found === null) return null;
    const at = new Date().toISOString();
    const { removed, written, relabelled, findings } = found;
    await this.#deps.db.query('UPDATE sizewise.imports SET reconciliation = $2 WHERE id = $1', [
      row.id,
      JSON.stringify({ at, removed, written, relabelled, findings }),
    ]);
    const { importId, segments, documents, calculations } = found;
    const counts = { importId, segments, documents, calculations };
    if (isConsistent(found)) this.#deps.logger.debug(counts, 'The stores agree');
    else {
      const repairs = { removed, written, relabelled, findings };
      this.#deps.logger.warn({ ...counts, ...repairs }, 'The stores did not agree');
    }
    return found;
  }

  async *#completed(projectId: string | null, signal: AbortSignal): AsyncGenerator<ImportRow> {
    let last: { at: string | null; id: string | null } = { at: null, id: null };
    for (;;) {
      signal.throwIfAborted();
      const { rows } = await this.#deps.db.query<ImportRow & { cursor: string }>(
        `SELECT i.*, i.created_at::text AS cursor FROM sizewise.imports i
         WHERE ${COMPARABLE} AND ($1::uuid IS NULL OR i.project_id = $1)
           AND ($2::timestamptz IS NULL OR (i.created_at, i.id) < ($2, $3::uuid))
         ORDER BY i.created_at DESC, i.id DESC LIMIT ${PAGE}`,
        [projectId, last.at, last.id],
      );
      yield* rows;
      const end = rows.at(-1);
      if (!end || rows.length < PAGE) return;
      last = { at: end.cursor, id: end.id };
    }
  }
}
