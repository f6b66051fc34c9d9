import { mkdir } from 'node:fs/promises';

import { migrateAll } from '@sizewise/data';
import { type Logger } from '@sizewise/shared';

import { type Config } from './config/config.ts';
import { checkConnections, sharesOf } from './connections.ts';
import { openImports, takeUp } from './open-imports.ts';
import { type DatabaseUrls, openPools } from './pools.ts';

export interface WorkerProcessOptions {
  readonly config: Config;
  readonly urls: DatabaseUrls;
  /** Name of this process; no other one may bear it at the same time. */
  readonly instance: string;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** A process that imports and answers no request. */
export interface WorkerProcess extends AsyncDisposable {
  /** Takes up what nobody is at, and begins to run imports. */
  work(): Promise<void>;
}

/**
 * Opens pools, pipeline and queue on databases that run already, and migrates.
 * @throws AppError `invalid_configuration`, `migration_changed`
 */
export async function openWorkerProcess(options: WorkerProcessOptions): Promise<WorkerProcess> {
  const { urls, instance, logger, signal } = options;
  const config = withoutRequests(options.config);
  const stack = new AsyncDisposableStack();
  try {
    await mkdir(config.DATA_DIR, { recursive: true });
    const pools = stack.use(openPools(config, urls, logger));
    await checkConnections(sharesOf(config), pools.imports);
    await pools.imports.withLease((lease) => migrateAll(lease), { signal });
    const imports = await openImports({ config, urls, pools, instance, logger }, stack);
    return {
      work: () => takeUp(imports, logger, signal),
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** Nobody asks this process: it keeps no connections for answers and no cache that is shared. */
function withoutRequests(config: Config): Config {
  return {
    ...config,
    IMPORT_WORKERS: Math.max(1, config.IMPORT_WORKERS),
    DATABASE_POOL_SIZE: 1,
    DATABASE_MAX_OVERFLOW: 0,
    DATABASE_REPLICA_URLS: [],
    MONGO_MIN_POOL_SIZE: 0,
    REDIS_URL: undefined,
    REDIS_HOST: undefined,
    REDIS_CLUSTER_NODES: [],
  };
}
