import { type CacheSnapshot, type Finding, silentLogger } from '@sizewise/shared';
import { createTestDatabase } from '@sizewise/test-support';

import {
  type Advice,
  DatabaseMonitor,
  type DatabaseReport,
  machineMemory,
  migrateOptimizer,
  type MongoPool,
  PostgresPool,
  type PostgresPoolOptions,
  type Thresholds,
  type WantedSetting,
} from '../../src/index.ts';

const NO_CACHE: CacheSnapshot = { hitRatio: null, samples: 0, memoryUsage: 0, tiers: [], kinds: [] };

export interface SceneOptions {
  readonly pool?: Partial<PostgresPoolOptions>;
  readonly mongo?: MongoPool;
  readonly cache?: () => CacheSnapshot;
  readonly thresholds?: Partial<Thresholds>;
  readonly otherConnections?: number;
  readonly wantedSettings?: readonly WantedSetting[];
}

/** A migrated database of its own with pg_stat_statements, a pool that works on it, and a monitor that watches both. */
export interface Scene extends AsyncDisposable {
  readonly url: string;
  /** One connection, so that its counters are seen as soon as `advise` asks; more where the options say so. */
  readonly pool: PostgresPool;
  /** What is found now, and who could judge. */
  judge(thresholds?: Partial<Thresholds>): Promise<Advice>;
  /** A monitor with a session of its own. */
  watchAnew(): DatabaseMonitor<object>;
  report(): Promise<DatabaseReport<object>>;
  /** Findings of one advisor. */
  findingsOf(id: string, thresholds?: Partial<Thresholds>): Promise<Finding[]>;
}

export async function openScene(options: SceneOptions = {}): Promise<Scene> {
  const stack = new AsyncDisposableStack();
  const database = stack.use(
    await createTestDatabase({ migrate: migrateOptimizer, templateKey: 'optimizer' }),
  );
  const pool = stack.use(
    new PostgresPool({
      connectionString: database.url,
      poolSize: 1,
      maxOverflow: 0,
      workMem: '4MB',
      ...options.pool,
    }),
  );
  await pool.query('CREATE EXTENSION pg_stat_statements');
  const watch = (thresholds: Partial<Thresholds> = {}): DatabaseMonitor<object> =>
    new DatabaseMonitor({
      connectionString: database.url,
      sample: async () => ({}),
      pools: [pool],
      mongo: options.mongo ?? null,
      cache: options.cache ?? (() => NO_CACHE),
      machineMemory: machineMemory(database.url),
      otherConnections: options.otherConnections,
      wantedSettings: options.wantedSettings,
      thresholds: { ...options.thresholds, ...thresholds },
      logger: silentLogger,
    });
  const monitor = stack.use(watch());
  const judge = async (thresholds?: Partial<Thresholds>): Promise<Advice> => {
    // Backends hand in their counters a second after their last statement, or at the end of one that asks for it.
    await pool.query('SELECT pg_stat_force_next_flush()');
    if (thresholds === undefined) return await monitor.advise();
    await using other = watch(thresholds);
    return await other.advise();
  };
  return {
    url: database.url,
    pool,
    judge,
    watchAnew: () => watch(),
    report: () => monitor.report(),
    async findingsOf(id, thresholds) {
      const { findings, judged } = await judge(thresholds);
      if (!judged.includes(id)) throw new Error(`${id} had no evidence`);
      return findings.filter((finding) => finding.id === id);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
