import { type ConnectionBudget, type Logger, silentLogger } from '@sizewise/shared';

import { type WantedSetting } from './advisors/evidence.ts';
import { type ServerMemory, wantedSettings } from './advisors/wanted-settings.ts';
import { type CacheKind } from './caches/cache-kinds.ts';
import { invalidate, takeAnnounced } from './caches/invalidate.ts';
import { InvalidationListener } from './caches/invalidation-listener.ts';
import { type CacheOptions } from './caches/cache-options.ts';
import { QueryCache } from './caches/query-cache.ts';
import { RedisTier } from './caches/redis-tier.ts';
import { PostgresTagVersions } from './caches/tag-versions.ts';
import { createConnectionBudget } from './connection-budget.ts';
import { type DatabaseMetrics, DatabaseSampler } from './metrics.ts';
import { migrateOptimizer } from './migrate.ts';
import { OnlinePressure } from './online-pressure.ts';
import { DatabaseMonitor, type DatabaseReport } from './monitors/database-monitor.ts';
import { machineMemory } from './monitors/machine-memory.ts';
import { type Lease } from './pools/lease.ts';
import { type MongoPoolOptions } from './pools/mongo-options.ts';
import { MongoPool } from './pools/mongo-pool.ts';
import { type PostgresPoolOptions } from './pools/postgres-options.ts';
import { PostgresPool } from './pools/postgres-pool.ts';
import { type Queryable } from './pools/queryable.ts';
import { type RedisPoolOptions } from './pools/redis-options.ts';
import { RedisPool } from './pools/redis-pool.ts';
import { ReplicaReads } from './replicas/replica-reads.ts';

const MIB = 1024 ** 2;
/** The listener for invalidations, and the monitor. */
const LISTENERS = 2;

export interface CacheConfig {
  /** Bound on the in-process tier; 0 is none. Default 64 MiB. */
  readonly maxBytes?: number | undefined;
  /** Lifetimes in seconds by kind. Default 3600, calculation 7200, spatial 1800. */
  readonly ttl?: Partial<Record<CacheKind, number>> | undefined;
  /** Seconds for which null and undefined are kept at most. Default 30. */
  readonly negativeTtl?: number | undefined;
  /** Seconds beyond its lifetime in which a value stands in for a loader that fails. Default 300. */
  readonly staleIfError?: number | undefined;
  /** The tier that processes share; without it each process has its own alone. */
  readonly redis?: RedisPoolOptions | null | undefined;
  readonly logger?: Logger | undefined;
}

export interface PostgresConfig extends PostgresPoolOptions, ServerMemory {
  /** Read replicas; reads go there while they have every write that they have to show. */
  readonly replicaUrls?: readonly string[] | undefined;
}

/** Pools and query cache of one process, with the invalidation that keeps the caches of all processes true. */
export class DatabasePerformanceOptimizer implements AsyncDisposable {
  readonly postgres: PostgresPool;
  readonly #replicas: ReplicaReads;
  /** Null where there is no MongoDB. */
  readonly mongo: MongoPool | null;
  /** Null where there is no Redis. */
  readonly redis: RedisPool | null;
  readonly cache: QueryCache;
  readonly #listener: InvalidationListener;
  readonly #logger: Logger;
  readonly #wantedSettings: readonly WantedSetting[];
  #monitor: DatabaseMonitor<DatabaseMetrics> | null = null;
  #pressure: OnlinePressure | null = null;

  /** Opens nothing yet. @throws OptimizerConfigurationError. */
  constructor(
    { replicaUrls = [], sharedBuffers, effectiveCacheSize, ...postgresConfig }: PostgresConfig,
    mongoConfig: MongoPoolOptions | null = null,
    cacheConfig: CacheConfig = {},
  ) {
    this.#wantedSettings = wantedSettings({ sharedBuffers, effectiveCacheSize });
    this.postgres = new PostgresPool({
      ...postgresConfig,
      onCommit: async (session) => {
        this.cache.invalidate(takeAnnounced(session));
        await postgresConfig.onCommit?.(session);
      },
    });
    this.mongo = mongoConfig && new MongoPool(mongoConfig);
    const { redis, logger = silentLogger, maxBytes = 64 * MIB, ...lifetimes } = cacheConfig;
    this.#logger = logger;
    this.#replicas = new ReplicaReads(this.postgres, replicaUrls, postgresConfig, logger);
    this.redis = redis ? new RedisPool({ logger, ...redis }) : null;
    const versions = new PostgresTagVersions(this.postgres);
    this.cache = new QueryCache({
      ...lifetimes,
      maxBytes,
      versions,
      redis: this.redis && new RedisTier(this.redis, versions, logger),
      logger,
    });
    this.#listener = new InvalidationListener({
      connectionString: postgresConfig.connectionString,
      onInvalidate: (versions) => this.cache.invalidate(versions),
      onState: (listening) => void this.cache.trust(listening),
      logger,
    });
  }

  /** Of the read replicas, in the order of their URLs. */
  get replicaPools(): readonly PostgresPool[] {
    return this.#replicas.pools;
  }

  /** Starts to hear invalidations; until then the in-process tier is bypassed. Tries again by itself when it fails. */
  async start(): Promise<void> {
    await this.cache.trust(false);
    await this.#listener.start().catch(() => undefined);
  }

  /** Creates or updates the tables of this package. */
  async migrate(): Promise<void> {
    await this.postgres.withLease(async (lease) => migrateOptimizer(lease));
  }

  /**
   * The value of `key`: from the cache, else from `loader`, which runs once however many ask, in all processes that
   * share Redis.
   * @throws what the loader throws, unless a value just beyond its lifetime stands in; an error is not kept.
   */
  async optimizedQueryCache<T>(key: string, options: CacheOptions, loader: () => Promise<T>): Promise<T> {
    return this.cache.get(key, options, loader);
  }

  /**
   * Runs `work`, which only reads, on a replica that has every write under the tags, else on the primary. It may run
   * again after it failed.
   */
  async read<T>(tags: readonly string[], work: (session: Queryable) => Promise<T>): Promise<T> {
    return this.#replicas.read(tags, work);
  }

  /** Runs `work` and the invalidation of `tags` in one transaction; afterwards this process reads fresh values. */
  async write<T>(tags: readonly string[], work: (lease: Lease) => Promise<T>): Promise<T> {
    return this.postgres.transaction(async (lease) => {
      const value = await work(lease);
      await invalidate(lease, tags);
      return value;
    });
  }

  /**
   * Permits for connections outside of the pool: imports, job queue; `pressure()` tells how long requests wait in this
   * process and at its server.
   * @param limit permits there are
   */
  createConnectionBudget(limit: number): ConnectionBudget {
    const pressure = (this.#pressure ??= new OnlinePressure(this.postgres));
    return createConnectionBudget(limit, () => pressure.read());
  }

  /** Samples, findings and their history; `start()` of it keeps them over time, on a connection of its own. */
  get monitor(): DatabaseMonitor<DatabaseMetrics> {
    if (this.#monitor) return this.#monitor;
    const { postgres, mongo, redis, cache } = this;
    const sampler = new DatabaseSampler({ pools: [postgres, ...this.replicaPools], mongo, redis, cache });
    this.#monitor = new DatabaseMonitor({
      connectionString: postgres.options.connectionString,
      sample: () => sampler.sample(),
      pools: [postgres],
      mongo,
      cache: () => cache.snapshot(),
      machineMemory: machineMemory(postgres.options.connectionString),
      otherConnections: LISTENERS,
      wantedSettings: this.#wantedSettings,
      logger: this.#logger,
    });
    return this.#monitor;
  }

  /**
   * Figures of now, means by hour, statements and their plans, and what the advisors recommend. Never rejects: what
   * cannot be had is null, with its reason.
   */
  async getPerformanceReport(signal?: AbortSignal): Promise<DatabaseReport<DatabaseMetrics>> {
    return this.monitor.report(signal);
  }

  /** Ends listener and pools; leases in use get ten seconds. */
  async close(): Promise<void> {
    this.#pressure?.[Symbol.dispose]();
    await this.#monitor?.close();
    await this.#listener.close();
    await this.cache.close();
    await Promise.all([
      this.postgres.close(),
      this.#replicas.close(),
      this.mongo?.close(),
      this.redis?.close(),
    ]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

export interface OptimizationOptions {
  readonly databaseUrl: string;
  readonly mongoUrl?: string | null | undefined;
  /** The tier that processes share. */
  readonly redisUrl?: string | null | undefined;
  readonly postgres?: Omit<PostgresConfig, 'connectionString'> | undefined;
  readonly mongo?: Omit<MongoPoolOptions, 'url'> | undefined;
  readonly cache?: CacheConfig | undefined;
}

/**
 * An optimizer that is ready: its own tables exist, it hears invalidations, and it keeps samples and findings.
 * @throws OptimizerConfigurationError, or the driver's error where PostgreSQL cannot be reached.
 */
export async function initializeDatabaseOptimization(
  options: OptimizationOptions,
): Promise<DatabasePerformanceOptimizer> {
  const optimizer = new DatabasePerformanceOptimizer(
    { ...options.postgres, connectionString: options.databaseUrl },
    options.mongoUrl ? { ...options.mongo, url: options.mongoUrl } : null,
    {
      ...options.cache,
      ...(options.redisUrl ? { redis: { ...options.cache?.redis, url: options.redisUrl } } : {}),
    },
  );
  try {
    await optimizer.migrate();
    await optimizer.start();
    optimizer.monitor.start();
    return optimizer;
  } catch (error) {
    await optimizer.close();
    throw error;
  }
}
