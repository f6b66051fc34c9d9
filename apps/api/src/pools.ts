import { DatabasePerformanceOptimizer, PostgresPool, type RedisPoolOptions } from '@sizewise/optimizer';
import { AppError, type Logger } from '@sizewise/shared';

import { type Config, redisUrlOf } from './config/config.ts';
import { IMPORT_POOL } from './connections.ts';

/** Statements of imports and maintenance wait no longer than this for a lock, seconds. */
const IMPORT_LOCK_TIMEOUT = 5;
/** A request that holds a lease for longer has forgotten it, seconds. */
const API_LEAK_AFTER = 60;
/** Building an index or removing an import holds a lease for long, seconds. */
const IMPORT_LEAK_AFTER = 3600;
/** Connections that the API opens before its first request. */
const API_WARM_CONNECTIONS = 5;

/** Where the databases answer. */
export interface DatabaseUrls {
  readonly postgres: { readonly url: string };
  readonly mongo: { readonly url: string | null; readonly detail: string };
  readonly redis: { readonly url: string | null };
}

/** The pools of one process. */
export interface Pools extends AsyncDisposable {
  /** API pool, MongoDB and cache. */
  readonly optimizer: DatabasePerformanceOptimizer;
  /** Imports, removals and the job queue: without the API's statement timeout. */
  readonly imports: PostgresPool;
  readonly spatialKind: 'mongo' | 'postgres';
}

/** SPATIAL_STORE asks for a store that is not there. */
export class SpatialStoreMissingError extends AppError {
  constructor(detail: string) {
    super('invalid_configuration', `SPATIAL_STORE is mongo, but there is no MongoDB: ${detail}`);
  }
}

function redisOptions(config: Config, services: DatabaseUrls): RedisPoolOptions | null {
  const nodes = config.REDIS_CLUSTER_NODES;
  const configured = redisUrlOf(config);
  // A server that did not answer at the start is used as soon as it does.
  const url = nodes.length > 0 ? configured : (services.redis.url ?? configured);
  if (url === undefined && nodes.length === 0) return null;
  return { url, nodes, maxConnections: config.REDIS_MAX_CONNECTIONS };
}

/** Connects nothing yet. @throws SpatialStoreMissingError */
export function openPools(config: Config, services: DatabaseUrls, logger: Logger): Pools {
  if (config.SPATIAL_STORE === 'mongo' && services.mongo.url === null) {
    throw new SpatialStoreMissingError(services.mongo.detail);
  }
  const spatialKind =
    config.SPATIAL_STORE !== 'postgres' && services.mongo.url !== null ? 'mongo' : 'postgres';
  const connectionString = services.postgres.url;
  const shared = {
    connectionString,
    acquireTimeout: config.DATABASE_POOL_TIMEOUT,
    recycle: config.DATABASE_POOL_RECYCLE,
    workMem: config.DATABASE_WORK_MEM,
    logger,
  };
  const optimizer = new DatabasePerformanceOptimizer(
    {
      ...shared,
      name: 'api',
      poolSize: config.DATABASE_POOL_SIZE,
      maxOverflow: config.DATABASE_MAX_OVERFLOW,
      leakAfter: API_LEAK_AFTER,
      minSize: Math.min(API_WARM_CONNECTIONS, config.DATABASE_POOL_SIZE),
      statementTimeout: config.DATABASE_STATEMENT_TIMEOUT,
      applicationName: 'sizewise api',
      replicaUrls: config.DATABASE_REPLICA_URLS,
    },
    services.mongo.url === null
      ? null
      : {
          url: services.mongo.url,
          maxPoolSize: config.MONGO_MAX_POOL_SIZE,
          minPoolSize: config.MONGO_MIN_POOL_SIZE,
          enableCompression: config.MONGO_COMPRESSION !== 'none',
          compressionAlgorithm: config.MONGO_COMPRESSION === 'none' ? undefined : config.MONGO_COMPRESSION,
          logger,
        },
    {
      ttl: {
        default: config.CACHE_DEFAULT_TTL,
        calculation: config.CACHE_CALCULATION_TTL,
        spatial: config.CACHE_SPATIAL_TTL,
      },
      redis: redisOptions(config, services),
      logger,
    },
  );
  const imports = new PostgresPool({
    ...shared,
    ...IMPORT_POOL,
    name: 'imports',
    statementTimeout: config.IMPORT_STATEMENT_TIMEOUT,
    lockTimeout: IMPORT_LOCK_TIMEOUT,
    leakAfter: IMPORT_LEAK_AFTER,
    applicationName: 'sizewise imports',
    // What a publish makes untrue is forgotten by this process before its caller goes on.
    onCommit: optimizer.postgres.options.onCommit,
  });
  return {
    optimizer,
    imports,
    spatialKind,
    async [Symbol.asyncDispose]() {
      await Promise.all([imports.close(), optimizer.close()]);
    },
  };
}
