import { setTimeout as sleep } from 'node:timers/promises';

import { AppError, ERROR_CODES, type ErrorCode, type Import, isFinished } from '@sizewise/shared';

import {
  ChunkFailedError,
  ExecutionLostError,
  ImportAbandonedError,
  ImportCancelledError,
  PipelineClosedError,
} from '../errors.ts';
import { type ResolvedOptions } from '../options.ts';
import { type Database } from '../ports.ts';
import { type SpoolStore } from '../spool/spool-store.ts';
import { type WorkerPool } from '../worker-pool.ts';
import { isPassing } from '../worker-outcome.ts';
import { type SideTables } from '../write/side-tables.ts';
import { attachSideTable } from './attach-side-table.ts';
import { type ChunkLedger, type ImportStanding } from './chunk-ledger.ts';
import { type ChunkScheduler } from './chunk-scheduler.ts';
import { type ImportEnd } from './end-import.ts';
import { type ExecutorLease, type ExecutorLeases } from './executor-leases.ts';
import { importOf, type ImportRow } from './import-row.ts';
import { type ImportStore } from './import-store.ts';
import { type ImportPlanner } from './plan-import.ts';
import { retiredOf } from './old-revisions.ts';
import { checkRejectLimit, REJECTS_ALWAYS_ALLOWED } from './reject-limit.ts';
import { sumNetworks } from './sum-networks.ts';
import { watchCancel } from './watch-cancel.ts';

const POLL_MS = 400;
// About ten minutes in which a server that went away may come back, as for a chunk.
const MAX_ATTEMPTS = 60;
const MAX_DELAY_MS = 10_000;
// Processes that may vanish one after the other before the import is blamed for it: stops of a machine come seldom so often.
const MAX_TAKEOVERS = 20;

/** Deletes the rows of one import from one store. */
export interface RowStore {
  deleteImport(projectId: string, importId: string): Promise<void>;
  /** Time of the store's last write, for readers of a secondary; null where the store has none. */
  operationTime(): Promise<string | null>;
}

/** What one run of an import works with. */
export interface ExecutionDeps {
  readonly db: Database;
  readonly store: ImportStore;
  readonly ledger: ChunkLedger;
  readonly leases: ExecutorLeases;
  readonly end: ImportEnd;
  readonly pool: WorkerPool;
  readonly planner: ImportPlanner;
  readonly scheduler: ChunkScheduler;
  readonly rowStores: readonly RowStore[];
  readonly sideTables: SideTables;
  readonly spool: SpoolStore;
  readonly options: ResolvedOptions;
}

/** Brings one import from wherever it stands to its end, or waits while another process does. */
export class Execution {
  readonly #deps: ExecutionDeps;
  readonly #importId: string;
  readonly #cancel = new AbortController();
  #retired: readonly string[] = [];
  #wake: () => void = () => undefined;

  constructor(deps: ExecutionDeps, importId: string) {
    this.#deps = deps;
    this.#importId = importId;
  }

  /** Aborts the chunks of this import; its reason says whether it was cancelled or the process stops. */
  get signal(): AbortSignal {
    return this.#cancel.signal;
  }

  /** Former revisions of the drawing that its publishing gave up: their rows have to be removed. */
  get retired(): readonly string[] {
    return this.#retired;
  }

  /** Stops the work on this import: `ImportCancelledError` ends it, any other reason leaves it to be taken up again. */
  stop(reason: Error): void {
    this.#cancel.abort(reason);
    this.#wake();
  }

  /** A chunk of this import has ended. */
  chunkEnded(): void {
    this.#wake();
  }

  /** @throws PipelineClosedError when the process stops; the fault of a server that stays away */
  async run(): Promise<Import> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt();
      } catch (error) {
        this.#throwIfClosing();
        if (error instanceof ExecutionLostError) continue;
        if (!isPassing(error) || attempt === MAX_ATTEMPTS) throw error;
        const importId = this.#importId;
        this.#deps.options.logger.warn({ importId, attempt, err: error }, 'Import waits for its database');
        await sleep(Math.min(MAX_DELAY_MS, 250 * 2 ** attempt));
        this.#throwIfClosing();
      }
    }
  }

  async #attempt(): Promise<Import> {
    const lease = await this.#claim();
    if (lease === null) return this.#alreadyEnded();
    try {
      return await this.#bringToEnd(lease);
    } finally {
      await lease.release();
    }
  }

  /** Finishes what follows publishing, where the answer to it was lost; done again, it does nothing. */
  async #alreadyEnded(): Promise<Import> {
    const { store, db, spool } = this.#deps;
    const row = await store.row(this.#importId);
    if (row.status === 'completed') {
      await spool.remove(row.id);
      this.#retired = await retiredOf(db, row);
    }
    return importOf(row);
  }

  /** Waits until no other process executes the import; null once it has ended. */
  async #claim(): Promise<ExecutorLease | null> {
    for (;;) {
      const woken = this.#woken();
      const { status } = await this.#deps.store.row(this.#importId);
      if (status === 'removing' || isFinished(status)) return null;
      const lease = await this.#deps.leases.claim(this.#importId);
      if (lease) return lease;
      await Promise.race([woken, sleep(POLL_MS)]);
      this.#throwIfClosing();
    }
  }

  async #bringToEnd(lease: ExecutorLease): Promise<Import> {
    const { store, end, options } = this.#deps;
    let row: ImportRow = { ...(await store.row(this.#importId)), executor_token: lease.token };
    if (row.status === 'removing' || isFinished(row.status)) return importOf(row);
    using cancelled = watchCancel(this.#deps.db, row);
    const signal = AbortSignal.any([this.signal, lease.lost, cancelled.signal]);
    try {
      if (row.cancel_requested) throw new ImportCancelledError(row.id);
      if (row.error) throw failureOf(row.error);
      if (lease.takeovers > MAX_TAKEOVERS) throw new ImportAbandonedError(row.id, lease.takeovers);
      await this.#deps.spool.checkUnchanged(row.id);
      if (row.stage !== 'write' && row.stage !== 'publish') await this.#deps.planner.plan(row, signal);
      const standing = await this.#write(row, signal);
      await this.#deps.spool.checkUnchanged(row.id);
      await attachSideTable(this.#deps, row, signal);
      await sumNetworks(this.#deps, row, standing, signal);
      await store.enterStage(row, 'publish');
      const retired = await end.publish(row, await this.#operationTime());
      if (retired === null) throw new ImportCancelledError(row.id);
      this.#retired = retired;
      await this.#deps.spool.remove(row.id);
    } catch (error) {
      await this.#endWithout(row, error);
    }
    row = await store.row(this.#importId);
    options.logger.info(
      { importId: row.id, status: row.status, rows: Number(row.segments_written) },
      'Import ended',
    );
    return importOf(row);
  }

  /** Waits until every chunk is committed. */
  async #write(row: ImportRow, signal: AbortSignal): Promise<ImportStanding> {
    const { ledger, scheduler, options } = this.#deps;
    for (;;) {
      const ended = this.#woken();
      scheduler.wake();
      const standing = await ledger.standing(row.project_id, row.id);
      if (standing.status === null || standing.status === 'removing' || standing.cancelRequested) {
        throw new ImportCancelledError(row.id);
      }
      if (standing.failure) throw failureOf(standing.failure);
      if (standing.rejects > REJECTS_ALWAYS_ALLOWED) {
        const totals = await ledger.totals(row.project_id, row.id);
        checkRejectLimit(totals, options.rejectLimit, await this.#firstReason(row));
      }
      if (standing.openChunks === 0) return standing;
      await Promise.race([ended, sleep(POLL_MS)]);
      signal.throwIfAborted();
    }
  }

  /** Resolves when a chunk of this import ends, or when the run is stopped. */
  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async #firstReason(row: ImportRow): Promise<string> {
    const { rows } = await this.#deps.db.query<{
      reason: string;
      position: { line?: number; stepId?: number };
    }>(
      'SELECT reason, position FROM sizewise.import_rejects WHERE project_id = $1 AND import_id = $2 ORDER BY id LIMIT 1',
      [row.project_id, row.id],
    );
    const { reason = '', position = {} } = rows[0] ?? {};
    const place = position.line ? `line ${position.line}: ` : position.stepId ? `#${position.stepId}: ` : '';
    return place + reason;
  }

  async #operationTime(): Promise<string | null> {
    for (const store of this.#deps.rowStores) {
      const time = await store.operationTime();
      if (time !== null) return time;
    }
    return null;
  }

  #throwIfClosing(): void {
    if (this.signal.reason instanceof PipelineClosedError) throw this.signal.reason;
  }

  /** Ends the import as cancelled or failed and clears its rows; leaves it as it is when the process stops or a server is away. */
  async #endWithout(row: ImportRow, error: unknown): Promise<void> {
    const known = error instanceof AppError ? error : new ChunkFailedError(0, 1, messageOf(error), error);
    this.#throwIfClosing();
    if (isPassing(error) || error instanceof ExecutionLostError) throw error;
    this.stop(known);
    const standing = await this.#deps.ledger.standing(row.project_id, row.id);
    if (standing.status === null || standing.status === 'removing') return;
    const cancelled = known.code === 'import_cancelled';
    await this.#deps.end.condemn(row, cancelled ? null : known);
    await this.clear(row);
    await this.#deps.end.giveUp(row, cancelled ? 'cancelled' : 'failed');
    if (!cancelled && known.status < 500 && !known.retryable) await this.#deps.spool.remove(row.id);
  }

  /**
   * Takes the leases away and deletes every row of the import from every store.
   * @param signal aborts with PipelineClosedError when the process stops
   */
  async clear(row: ImportRow, signal: AbortSignal = this.signal): Promise<void> {
    const { ledger, db, rowStores, scheduler } = this.#deps;
    await ledger.revoke(db, row.project_id, row.id);
    // A chunk that is given up may still have documents on their way to MongoDB.
    await scheduler.settled(row.id);
    while (await ledger.isWrittenElsewhere(row.project_id, row.id)) {
      if (signal.reason instanceof PipelineClosedError) throw signal.reason;
      await sleep(POLL_MS);
    }
    for (const store of rowStores) await store.deleteImport(row.project_id, row.id);
  }
}

function failureOf(failure: { code: string; detail: string }): AppError {
  const code: ErrorCode = failure.code in ERROR_CODES ? (failure.code as ErrorCode) : 'chunk_failed';
  return new AppError(code, failure.detail);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
