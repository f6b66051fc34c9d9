import { setTimeout as sleep } from 'node:timers/promises';

import { APPLICATION_NAME, lowerHelperPriority } from '../low-priority.ts';
import { type ResolvedOptions } from '../options.ts';
import { type Database } from '../ports.ts';
import { type WorkerPool } from '../worker-pool.ts';
import { PARENT, sideTableOf } from '../write/side-table-sql.ts';
import { type SideTables } from '../write/side-tables.ts';
import { type ImportRow } from './import-row.ts';
import { type ImportStore } from './import-store.ts';

export interface AttachDeps {
  readonly db: Database;
  readonly store: ImportStore;
  readonly pool: WorkerPool;
  readonly sideTables: SideTables;
  readonly options: ResolvedOptions;
}

// Enough for the planner to know what a table is like; autovacuum looks closer later.
const ANALYZE_SETTINGS = { default_statistics_target: '10' };
/** Joins are planned by what is known of parent and tables together, which autovacuum never looks at. */
const ANALYZE_ALL = `ANALYZE (SKIP_LOCKED) ${PARENT} (project_id, import_id, segment_type, discipline, layer, system, level, material)`;
/** Helpers of an index build begin at the usual priority. */
const HELPER_MS = 100;
const HELPERS_LEFT_MS = 50;

/**
 * Builds the indexes of an import's own table on the workers' connections, as many at once as there are workers, and
 * attaches the table. Costs one query for an import without one; done again, it goes on where it was.
 * @throws ImportCancelledError
 */
export async function attachSideTable(deps: AttachDeps, row: ImportRow, signal: AbortSignal): Promise<void> {
  const { sideTables } = deps;
  if (!(await sideTables.isLoading(row.id))) return;
  await deps.store.enterStage(row, 'publish');
  const run = (statement: string, settings: Readonly<Record<string, string>>): Promise<void> =>
    maintain(deps, row.id, { statement, settings }, signal);

  const indexes = await sideTables.indexStatements(row.id);
  const lane = async (): Promise<void> => {
    for (let next = indexes.shift(); next; next = indexes.shift()) {
      // A fifth of a full-text index is built without the helper, which leaves a core to the last of the others.
      if (indexes.length === 0) await helpersGone(deps.db, signal);
      await run(next.statement, settingsFor(next.method));
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, deps.options.workers) }, lane));
  await run(`ANALYZE sizewise.${sideTableOf(row.id)}`, ANALYZE_SETTINGS);
  await sideTables.attach(row.id);
  await run(ANALYZE_ALL, ANALYZE_SETTINGS);
}

/** Waits until no process helps with an index of an import any more; at once where none does. */
async function helpersGone(db: Database, signal: AbortSignal): Promise<void> {
  for (;;) {
    const { rowCount } = await db.query(
      `SELECT 1 FROM pg_stat_activity h JOIN pg_stat_activity l ON l.pid = h.leader_pid
       WHERE h.pid <> l.pid AND l.application_name = '${APPLICATION_NAME}' LIMIT 1`,
    );
    if (rowCount === 0) return;
    await sleep(HELPERS_LEFT_MS);
    signal.throwIfAborted();
  }
}

/**
 * The full-text index takes as long as all others together, so it gets a process more (PostgreSQL 18), for which 32 MB
 * each are needed; more memory only makes its build slower.
 */
function settingsFor(method: string): Record<string, string> {
  return method === 'gin' ? { max_parallel_maintenance_workers: '1', maintenance_work_mem: '64MB' } : {};
}

async function maintain(
  { db, pool, options }: AttachDeps,
  importId: string,
  work: { readonly statement: string; readonly settings: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<void> {
  await using permit = await options.budget?.acquire(1, signal);
  void permit;
  const isLow = options.throttle === 'auto' && 'max_parallel_maintenance_workers' in work.settings;
  const lower = async (): Promise<void> => {
    if (await lowerHelperPriority(db)) clearInterval(timer);
  };
  const timer = isLow ? setInterval(() => void lower(), HELPER_MS) : undefined;
  try {
    await pool.maintain({ source: { importId }, ...work }, signal);
  } finally {
    clearInterval(timer);
  }
}
