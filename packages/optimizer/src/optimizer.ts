import { type ConnectionBudget, type Logger, silentLogger } from '@sizewise/shared';

import { type CacheKind } from './caches/cache-kinds.ts';
import { invalidate, takeAnnounced } from './caches/invalidate.ts';
import { InvalidationListener } from './caches/invalidation-listener.ts';
import { MemoryTier } from './caches/memory-tier.ts';
import { type CacheOptions, QueryCache } from './caches/query-cache.ts';
import { createConnectionBudget, poolPressure } from './connection-budget.ts';
import { migrateOptimizer } from './migrate.ts';
import { type Lease } from './pools/lease.ts';
import { type MongoPoolOptions } from './pools/mongo-options.ts';
import { MongoPool } from './pools/mongo-pool.ts';
import { type PostgresPoolOptions } from './pools/postgres-options.ts';
import { PostgresPool } from './pools/postgres-pool.ts';

const MIB = 1024 ** 2;

export interface CacheConfig {
  /** Bound on the in-process tier. Default 64 MiB. */
  readonly maxBytes?: number | undefined;
  /** Lifetimes in seconds by kind. Default 3600, calculation 7200, spatial 1800. */
  readonly ttl?: Partial<Record<CacheKind, number>> | undefined;
  readonly logger?: Logger | undefined;
}

/** Pools and query cache of one process, with the invalidation that keeps the caches of all processes true. */
export class DatabasePerformanceOptimizer implements AsyncDisposable {
  readonly postgres: PostgresPool;
  /** Null where there is no MongoDB. */
  readonly mongo: MongoPool | null;
  readonly cache: QueryCache;
  readonly #listener: InvalidationListener;

  /** Opens nothing yet. @throws OptimizerConfigurationError. */
  constructor(
    postgresConfig: PostgresPoolOptions,
    mongoConfig: MongoPoolOptions | null = null,
    cacheConfig: CacheConfig = {},
  ) {
    this.cache = new QueryCache([new MemoryTier(cacheConfig.maxBytes ?? 64 * MIB)], cacheConfig.ttl);
    this.postgres = new PostgresPool({
      ...postgresConfig,
      onCommit: async (session) => {
        const tags = takeAnnounced(session);
        if (tags.length > 0) await this.cache.invalidateTags(tags);
        await postgresConfig.onCommit?.(session);
      },
    });
    this.mongo = mongoConfig && new MongoPool(mongoConfig);
    this.#listener = new InvalidationListener({
      connectionString: postgresConfig.connectionString,
      onTags: (tags) => void this.cache.invalidateTags(tags),
      onState: (listening) => void this.cache.trust(listening),
      logger: cacheConfig.logger ?? silentLogger,
    });
  }

  /** Starts to hear invalidations; until then every read goes to its loader. Tries again by itself when it fails. */
  async start(): Promise<void> {
    await this.cache.trust(false);
    await this.#listener.start().catch(() => undefined);
  }

  /** Creates or updates the tables of this package. */
  async migrate(): Promise<void> {
    await this.postgres.withLease(async (lease) => migrateOptimizer(lease));
  }

  /**
   * The value of `key`: from the cache, else from `loader`, which runs once however many ask.
   * @throws what the loader throws; an error is not kept.
   */
  async optimizedQueryCache<T>(key: string, options: CacheOptions, loader: () => Promise<T>): Promise<T> {
    return this.cache.get(key, options, loader);
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
   * Permits for connections outside of the pool: imports, job queue.
   * @param limit permits there are
   */
  createConnectionBudget(limit: number): ConnectionBudget {
    return createConnectionBudget(limit, () => poolPressure([this.postgres.snapshot()]));
  }

  /** Ends listener and pools; leases in use get ten seconds. */
  async close(): Promise<void> {
    await this.#listener.close();
    await Promise.all([this.postgres.close(), this.mongo?.close()]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

export interface OptimizationOptions {
  readonly databaseUrl: string;
  readonly mongoUrl?: string | null | undefined;
  /** Reserved for a tier that processes share; only the in-process tier is used so far. */
  readonly redisUrl?: string | null | undefined;
  readonly postgres?: Omit<PostgresPoolOptions, 'connectionString'> | undefined;
  readonly mongo?: Omit<MongoPoolOptions, 'url'> | undefined;
  readonly cache?: CacheConfig | undefined;
}

/**
 * An optimizer that is ready: its own tables exist and it hears invalidations.
 * @throws OptimizerConfigurationError, or the driver's error where PostgreSQL cannot be reached.
 */
export async function initializeDatabaseOptimization(
  options: OptimizationOptions,
): Promise<DatabasePerformanceOptimizer> {
  const optimizer = new DatabasePerformanceOptimizer(
    { ...options.postgres, connectionString: options.databaseUrl },
    options.mongoUrl ? { ...options.mongo, url: options.mongoUrl } : null,
    options.cache,
  );
  try {
    await optimizer.migrate();
    await optimizer.start();
    return optimizer;
  } catch (error) {
    await optimizer.close();
    throw error;
  }
}
