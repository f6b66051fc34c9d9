import { ImportCancelledError, SpoolMissingError, TooManyChunksError, WorkerLostError } from '../errors.ts';
import { chunkBytesFor, type ResolvedOptions } from '../options.ts';
import { type ChunkPlan } from '../parse/format.ts';
import { type Database, type Queryable } from '../ports.ts';
import { type LiveProgress } from '../progress/live-progress.ts';
import { type Prescans } from '../prescans.ts';
import { type SpoolStore } from '../spool/spool-store.ts';
import { type WorkerPool } from '../worker-pool.ts';
import { type ImportFile, type PlanTask } from '../worker-protocol.ts';
import { MAX_CHUNKS } from '../write/row-ids.ts';
import { type SideTables } from '../write/side-tables.ts';
import { type ChunkLedger } from './chunk-ledger.ts';
import { estimateRows } from './estimate-rows.ts';
import { holdImport } from './executor-leases.ts';
import { type ImportRow } from './import-row.ts';
import { type ImportStore } from './import-store.ts';

export interface PlannerDeps {
  readonly db: Database;
  readonly store: ImportStore;
  readonly ledger: ChunkLedger;
  readonly pool: WorkerPool;
  readonly prescans: Prescans;
  readonly spool: SpoolStore;
  readonly live: LiveProgress;
  readonly sideTables: SideTables;
  readonly options: ResolvedOptions;
  /** Keeps a thread from chunks; see `ChunkScheduler.holdSlot`. */
  readonly holdSlot: () => Disposable;
}

// As for a chunk: a file whose plan ends the thread each time is given up.
const MAX_ATTEMPTS = 3;

/** Describes an import's file to a worker; it stays in its place until this is disposed of. @throws SpoolMissingError */
export async function openImportFile(
  row: ImportRow,
  spool: SpoolStore,
  signal: AbortSignal,
): Promise<{ readonly source: ImportFile } & Disposable> {
  const found = await spool.open(row.id, signal);
  if (found === null || row.format === null) throw new SpoolMissingError(row.id);
  const source: ImportFile = {
    projectId: row.project_id,
    importId: row.id,
    attempt: row.attempt,
    createdAt: row.created_at.getTime(),
    format: row.format,
    file: { path: found.path, bytes: found.bytes },
    scratchDir: found.scratchDir,
    options: { ...row.options, unit: row.options.unit ?? null },
  };
  return { source, [Symbol.dispose]: () => found[Symbol.dispose]() };
}

/** The plan stage: one pass over the file, then its chunks in the ledger. */
export class ImportPlanner {
  readonly #deps: PlannerDeps;

  constructor(deps: PlannerDeps) {
    this.#deps = deps;
  }

  /** @throws AppError when the file as a whole cannot be read, ImportCancelledError */
  async plan(row: ImportRow, signal: AbortSignal): Promise<void> {
    const { store, prescans, spool, live, options } = this.#deps;
    await store.enterStage(row, 'plan');
    await prescans.settled(row.id);
    using opened = await openImportFile(row, spool, signal);
    const { source } = opened;
    const chunkBytes = options.chunkBytes ?? chunkBytesFor(source.file.bytes, options.workers);
    const done = live.begin('planning', row.id, null);
    using held = this.#deps.holdSlot();
    void held;
    try {
      await this.#enter(row, await this.#read({ source, chunkBytes }, signal));
    } finally {
      done();
    }
  }

  async #read(task: Omit<PlanTask, 'abort'>, signal: AbortSignal): Promise<ChunkPlan> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#deps.pool.plan(task, signal);
      } catch (error) {
        if (!(error instanceof WorkerLostError) || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  async #enter(row: ImportRow, plan: ChunkPlan): Promise<void> {
    if (plan.chunks.length > MAX_CHUNKS) throw new TooManyChunksError(plan.chunks.length, MAX_CHUNKS);
    const { db, ledger } = this.#deps;
    await db.transaction(async (session) => {
      await holdImport(session, row);
      const { rowCount } = await session.query(
        `UPDATE sizewise.imports SET stage = 'write', plan = $2
         WHERE id = $1 AND status = 'running' AND NOT cancel_requested`,
        [row.id, JSON.stringify(plan.shared)],
      );
      if (rowCount !== 1) throw new ImportCancelledError(row.id);
      await ledger.clear(session, row.project_id, row.id);
      await ledger.enter(session, row.project_id, row.id, plan);
      await this.#chooseTable(session, row, plan);
    });
  }

  /** A large import gets a table of its own. */
  async #chooseTable(session: Queryable, row: ImportRow, plan: ChunkPlan): Promise<void> {
    const { sideTables, options } = this.#deps;
    const owner = { projectId: row.project_id, importId: row.id };
    const rows = row.format === null ? 0 : estimateRows(row.format, plan.chunks);
    const size = options.sideTableRows === 0 ? Infinity : rows / options.sideTableRows;
    const sideTable = size >= 1 && (await sideTables.create(session, owner, size));
    await session.query('UPDATE sizewise.imports SET side_table = $2 WHERE id = $1', [row.id, sideTable]);
  }
}
