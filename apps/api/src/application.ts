import { fileURLToPath } from 'node:url';

import { type ImportPipeline } from '@sizewise/bulk-pipeline';
import { createPostgresService, createSpatialStore, createTileStore, migrateAll } from '@sizewise/data';
import { openServices, type Services, serviceStates } from '@sizewise/services';
import { type Logger, type ServiceState } from '@sizewise/shared';

import { createHostRule } from './access/hosts.ts';
import { createKeyRing } from './access/session.ts';
import { type Config, redisUrlOf } from './config/config.ts';
import { checkConnections, maxConnectionsFor, sharesOf } from './connections.ts';
import { type Deps } from './http/deps.ts';
import { instanceName } from './instance-name.ts';
import { createMetricsSource } from './metrics/metrics-source.ts';
import { createPerformanceMonitor } from './metrics/performance-monitor.ts';
import { openImports, takeUp } from './open-imports.ts';
import { type DatabaseUrls, openPools, type Pools } from './pools.ts';
import { serverSettings } from './server-settings.ts';

const DASHBOARD = fileURLToPath(new URL('../../dashboard/dist/', import.meta.url));

export interface OpenOptions {
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** One line for people about what is being done now. */
  readonly onProgress: (line: string) => void;
}

/** Everything of one process but the socket. Closing it closes all it opened, in reverse order. */
export interface Application extends AsyncDisposable {
  readonly deps: Deps;
  /** The services as they were found, for the start to show. */
  readonly services: readonly ServiceState[];
  readonly urls: DatabaseUrls;
  /** Takes up what a former run left, and begins to run imports. */
  work(): Promise<void>;
  /** Ends streams that never end by themselves. */
  stop(): void;
}

/**
 * Opens services, pools, stores, pipeline and queue, and migrates: the one place where the parts meet.
 * @throws AppError `data_dir_locked`, `service_start_failed`, `invalid_configuration`, `migration_changed`
 */
export async function openApplication(config: Config, options: OpenOptions): Promise<Application> {
  const services = await openServices(serviceOptions(config), options);
  return assemble(config, services, options);
}

/** The same on services that are open already; closing the application closes them too, also where this fails. */
export async function assemble(
  config: Config,
  services: Services,
  options: OpenOptions,
): Promise<Application> {
  const stack = new AsyncDisposableStack();
  try {
    stack.use(services);
    const pools = stack.use(openPools(config, services, options.logger));
    await prepare(config, pools, options);
    const instance = await instanceName(config.DATA_DIR);
    const imports = await openImports(
      { config, urls: services, pools, instance, logger: options.logger },
      stack,
    );
    const { pipeline } = imports;
    const { deps, watch, stop } = createDeps(config, services, pools, pipeline, options.logger, stack);
    return {
      deps,
      services: serviceStates(services),
      urls: services,
      work: () => {
        watch();
        return takeUp(imports, options.logger, options.signal);
      },
      stop,
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** Where services are looked for, and how those of our own are started. */
export function serviceOptions(config: Config): Parameters<typeof openServices>[0] {
  return {
    dataDir: config.DATA_DIR,
    path: config.PATH,
    databaseUrl: config.DATABASE_URL,
    mongoUrl: config.MONGO_URL,
    redisUrl: redisUrlOf(config),
    redisNodes: config.REDIS_CLUSTER_NODES,
    maxConnections: maxConnectionsFor(sharesOf(config)),
    postgresSettings: serverSettings(config),
    mongoDownload: config.SPATIAL_STORE !== 'postgres',
  };
}

async function prepare(config: Config, pools: Pools, { onProgress, signal }: OpenOptions): Promise<void> {
  await checkConnections(sharesOf(config), pools.imports);
  onProgress('migrating');
  await pools.imports.withLease((lease) => migrateAll(lease), { signal });
  await createSpatialStore(pools.optimizer, pools.spatialKind).prepare();
  await pools.optimizer.postgres.warmUp();
  await pools.optimizer.start();
}

function createDeps(
  config: Config,
  services: Services,
  pools: Pools,
  pipeline: ImportPipeline,
  logger: Logger,
  stack: AsyncDisposableStack,
): { deps: Deps; watch: () => void; stop: () => void } {
  const stopping = new AbortController();
  const metrics = stack.use(createMetricsSource(services, pools, pipeline));
  const monitor = stack.use(createPerformanceMonitor(config, services, pools, metrics, logger));
  const { projects, segments, layers, drawings, takeoff } = createPostgresService(
    pools.optimizer,
    pools.spatialKind,
  );
  const deps: Deps = {
    projects,
    layers,
    drawings,
    takeoff,
    segments,
    spatial: createSpatialStore(pools.optimizer, pools.spatialKind),
    tiles: createTileStore(pools.optimizer, pools.spatialKind),
    pipeline,
    metrics,
    monitor,
    logger,
    hosts: createHostRule(config.HOST, config.SIZEWISE_ALLOWED_HOSTS),
    keys: config.SIZEWISE_API_KEY === undefined ? null : createKeyRing(config.SIZEWISE_API_KEY),
    limits: { importMaxBytes: config.IMPORT_MAX_BYTES, rateLimit: config.RATE_LIMIT },
    stopping: stopping.signal,
    isReady: () => !stopping.signal.aborted,
    dashboardDir: DASHBOARD,
  };
  return { deps, watch: () => monitor.start(), stop: () => stopping.abort() };
}
