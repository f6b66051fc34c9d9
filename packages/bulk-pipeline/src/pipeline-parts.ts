import { readFileSync } from 'node:fs';

import { type ConnectionBudget, type MigrationSession } from '@sizewise/shared';
import { Client } from 'pg';

import { ChunkLedger } from './job/chunk-ledger.ts';
import { ChunkScheduler } from './job/chunk-scheduler.ts';
import { ChunkWatch } from './job/chunk-watch.ts';
import { ImportEnd } from './job/end-import.ts';
import { type RowStore } from './job/execution.ts';
import { Executions } from './job/executions.ts';
import { ExecutorLeases } from './job/executor-leases.ts';
import { ImportStore } from './job/import-store.ts';
import { ImportThrottle } from './job/import-throttle.ts';
import { ImportPlanner } from './job/plan-import.ts';
import { PressureBoard } from './job/pressure-board.ts';
import { RequestPressure } from './job/request-pressure.ts';
import { Machines } from './job/machines.ts';
import { CheckSchedule } from './job/reconcile/check-schedule.ts';
import { Reconciler } from './job/reconcile/reconciler.ts';
import { writeClaimedChunk } from './job/write-chunk.ts';
import { type ResolvedOptions } from './options.ts';
import { OwnDatabase } from './own-database.ts';
import { type Database } from './ports.ts';
import { LiveProgress } from './progress/live-progress.ts';
import { createPace } from './pace.ts';
import { Prescans } from './prescans.ts';
import { openSpool } from './spool/open-spool.ts';
import { SpoolRoom } from './spool/spool-room.ts';
import { type SpoolStore } from './spool/spool-store.ts';
import { SpoolSweeper } from './spool/spool-sweeper.ts';
import { WorkerPool } from './worker-pool.ts';
import { type DocumentStore } from './write/document-store.ts';
import { MongoDocumentStore } from './write/mongo-document-store.ts';
import { MongoRowStore } from './write/mongo-row-store.ts';
import { PostgresDocumentStore } from './write/postgres-document-store.ts';
import { PostgresRowStore } from './write/postgres-row-store.ts';
import { SideTables } from './write/side-tables.ts';

/** Everything a pipeline is made of, wired. */
export interface PipelineParts {
  readonly options: ResolvedOptions;
  readonly db: Database;
  readonly store: ImportStore;
  readonly ledger: ChunkLedger;
  readonly end: ImportEnd;
  readonly spool: SpoolStore;
  readonly room: SpoolRoom;
  readonly sweeper: SpoolSweeper;
  readonly live: LiveProgress;
  readonly machines: Machines;
  readonly pool: WorkerPool;
  /** Null where nothing holds imports back. */
  readonly throttle: ImportThrottle | null;
  readonly prescans: Prescans;
  readonly sideTables: SideTables;
  readonly executions: Executions;
  readonly checks: CheckSchedule;
  readonly reconciler: Reconciler;
  /** Where documents go that are not in PostgreSQL. */
  readonly mongo: MongoRowStore | null;
  withSession<T>(work: (session: MigrationSession) => Promise<T>): Promise<T>;
  /** Stops runs, then chunks, then threads, then connections. */
  close(): Promise<void>;
}

function requestPressure(budget: ConnectionBudget, db: Database, options: ResolvedOptions): RequestPressure {
  return new RequestPressure(budget, new PressureBoard(db, options.instance), options.logger);
}

export function openParts(options: ResolvedOptions): PipelineParts {
  const own = options.database ? null : new OwnDatabase(options.databaseUrl);
  const db = options.database ?? (own as Database);
  const live = new LiveProgress(options.workers);
  const machines = new Machines(db, {
    instance: options.instance,
    version: packageVersion(),
    threads: options.workers,
    activity: () => ({ ...live.rates(), workers: live.workers() }),
    logger: options.logger,
  });
  const spool = openSpool(options);
  const room = new SpoolRoom(spool, {
    maxBytes: options.spoolMaxBytes,
    minFreeBytes: options.spoolMinFreeBytes,
  });
  const sweeper = new SpoolSweeper(spool, db, options);
  const store = new ImportStore(db);
  const ledger = new ChunkLedger(db, options.instance);
  const checks = new CheckSchedule(db, options.spatial.kind === 'mongo');
  const end = new ImportEnd(db, ledger, checks, options);
  const { databaseUrl: postgresUrl, statementTimeout, spatial, calculations, workers, logger } = options;
  const pace = createPace();
  const lowPriority = options.throttle === 'auto';
  const settings = { postgresUrl, statementTimeout, spatial, calculations, lowPriority, pace };
  // Without workers that import, one thread still reads ahead, checks mappings and makes dry runs.
  const pool = new WorkerPool(settings, Math.max(1, workers), (progress) =>
    live.written(progress.importId, progress.chunk, progress),
  );
  const mongo = spatial.kind === 'mongo' ? new MongoRowStore(spatial.url, spatial.database) : null;
  const sideTables = new SideTables(db);
  const rowStores: RowStore[] = [new PostgresRowStore(db, sideTables), ...(mongo ? [mongo] : [])];
  const prescans = new Prescans(pool, spool, logger);
  const planner = new ImportPlanner({
    db,
    store,
    ledger,
    pool,
    prescans,
    spool,
    live,
    sideTables,
    options,
    holdSlot: () => scheduler.holdSlot(),
  });
  const chunkWatch = new ChunkWatch(ledger, logger);
  const scheduler: ChunkScheduler = new ChunkScheduler(
    ledger,
    async (chunk, turn) => {
      using watched = chunkWatch.follow(chunk);
      const signal = AbortSignal.any([executions.signalOf(chunk.importId), watched.signal, turn.signal]);
      await writeClaimedChunk({ store, pool, spool, live, options, signal }, chunk, turn);
      executions.chunkEnded(chunk.importId);
    },
    {
      slots: () => Math.min(workers, throttle?.slots ?? workers),
      logger,
      onFailed: async (chunk, error) => {
        await ledger.fail(chunk, { code: error.code, detail: error.message });
        executions.chunkEnded(chunk.importId);
      },
    },
  );
  const throttle: ImportThrottle | null =
    options.budget && options.throttle === 'auto'
      ? new ImportThrottle(requestPressure(options.budget, db, options), pace, {
          workers,
          isBusy: () => scheduler.active > 0,
          onRaise: () => scheduler.wake(),
          logger,
        })
      : null;
  const executions = new Executions({
    db,
    store,
    ledger,
    leases: new ExecutorLeases(db, options.instance, logger),
    end,
    pool,
    planner,
    scheduler,
    rowStores,
    sideTables,
    spool,
    options,
  });
  const documents = documentStoreOf(options, db, mongo);
  const reconciler = new Reconciler({
    db,
    documents,
    calculations,
    schedule: checks,
    outside: mongo,
    logger,
  });
  scheduler.start();

  return {
    options,
    db,
    store,
    ledger,
    end,
    spool,
    room,
    sweeper,
    live,
    machines,
    pool,
    throttle,
    prescans,
    sideTables,
    executions,
    checks,
    reconciler,
    mongo,
    async withSession(work) {
      const client = new Client({ connectionString: options.databaseUrl });
      client.on('error', () => undefined);
      await client.connect();
      try {
        return await work(client);
      } finally {
        await client.end();
      }
    },
    async close() {
      throttle?.[Symbol.dispose]();
      await machines.stopping();
      // No chunk is claimed from here on, and the one that waits is given back before its run is stopped.
      const chunksEnded = scheduler.close();
      await executions.close();
      await reconciler.close();
      await chunksEnded;
      await ledger.recover().catch(() => undefined);
      await machines.close();
      await pool.close();
      await sweeper.close();
      await spool.close();
      await mongo?.close();
      await own?.close();
    },
  };
}

function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Null where there are no spatial documents. */
function documentStoreOf(
  { spatial }: ResolvedOptions,
  db: Database,
  mongo: MongoRowStore | null,
): DocumentStore | null {
  if (spatial.kind === 'none') return null;
  return mongo ? new MongoDocumentStore(() => mongo.open()) : new PostgresDocumentStore(db);
}
