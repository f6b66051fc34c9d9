import { type Evidence, type PoolEvidence } from '../advisors/evidence.ts';
import { isScanHeavy } from '../advisors/missing-index.ts';
import { THRESHOLDS } from '../advisors/thresholds.ts';
import { memoryBytes } from '../pools/memory-size.ts';
import { type Queryable } from '../pools/queryable.ts';
import { type PostgresPool } from '../pools/postgres-pool.ts';
import { collectMongoEvidence } from '../probes/mongo-evidence.ts';
import { type MongoQueryWatch } from '../probes/mongo-query-watch.ts';
import { collectPostgresEvidence } from '../probes/postgres-evidence.ts';
import { readTableScans } from '../probes/table-scans.ts';
import { type DatabaseMonitorOptions } from './database-monitor-options.ts';
import { readIndexAges } from './observed-indexes.ts';
import { readPoolHistory, readRecentWaits } from './pool-history.ts';

/** Everything that advisors judge by, as it is now. @throws the driver's errors of PostgreSQL */
export async function collectEvidence(
  session: Queryable,
  options: Omit<DatabaseMonitorOptions<object>, 'sample' | 'logger' | 'connectionString'>,
  watch: MongoQueryWatch | null,
  signal?: AbortSignal,
): Promise<Evidence> {
  const now = new Date();
  const { mongo } = options;
  const pools: PoolEvidence[] = [];
  for (const pool of options.pools) pools.push(await poolEvidence(session, pool, now));
  const postgres = await collectPostgresEvidence(session, signal);
  const documents = mongo && watch && (await collectMongoEvidence(mongo.db, watch));
  const limits = { ...THRESHOLDS, ...options.thresholds };
  const scanned = postgres.tables.value?.filter((table) => isScanHeavy(table, limits)) ?? [];
  return {
    at: new Date(),
    postgres,
    tableScans: scanned.length === 0 ? [] : await readTableScans(session, postgres, scanned),
    indexAges: await readIndexAges(session),
    pools,
    otherConnections: options.otherConnections ?? 0,
    wantedSettings: options.wantedSettings ?? [],
    mongo: documents,
    cache: options.cache(),
    machineMemory: options.machineMemory,
  };
}

async function poolEvidence(session: Queryable, pool: PostgresPool, now: Date): Promise<PoolEvidence> {
  const { name, poolSize, workMem, enableParallelQueries } = pool.options;
  return {
    snapshot: pool.snapshot(),
    size: poolSize,
    isParallel: enableParallelQueries,
    workMemBytes: workMem === null ? null : memoryBytes(workMem),
    history: await readPoolHistory(session, name, now),
    recentWaits: await readRecentWaits(session, name, now),
  };
}
