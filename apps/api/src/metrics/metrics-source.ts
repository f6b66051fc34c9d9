import { type ImportPipeline, type ThroughputSnapshot } from '@sizewise/bulk-pipeline';
import { DatabaseSampler, type PoolHistograms } from '@sizewise/optimizer';
import { type Services, serviceStates } from '@sizewise/services';
import { NO_DURATIONS, type PerformanceMetrics, type PoolSnapshot } from '@sizewise/shared';

import { type MetricsSource } from '../http/deps.ts';
import { type Pools } from '../pools.ts';
import { atMostEvery } from './at-most-every.ts';
import { pingServices, type WatchedService } from './service-health.ts';
import { createSystemSampler, type SystemSampler } from './system-sampler.ts';

/** Below the second between two events of a stream, so that each event is fresh. */
const SAMPLE_MS = 900;

/** Figures of pools, caches, imports, process and services; sampled once however many ask. */
export function createMetricsSource(
  services: Services,
  pools: Pools,
  pipeline: ImportPipeline,
): MetricsSource & Disposable {
  const system = createSystemSampler();
  const { optimizer, imports } = pools;
  const databases = new DatabaseSampler({
    pools: [optimizer.postgres, imports, ...optimizer.replicaPools],
    mongo: optimizer.mongo,
    redis: optimizer.redis,
    cache: optimizer.cache,
  });
  const watched = watchedServices(services, pools);
  const readServices = atMostEvery(SAMPLE_MS, () => pingServices(watched));
  const sample = atMostEvery(SAMPLE_MS, () => readAll(databases, pipeline, system, readServices));
  const histograms = (): PoolHistograms[] =>
    [optimizer.postgres, imports, ...optimizer.replicaPools, optimizer.mongo, optimizer.redis].flatMap(
      (pool) => pool?.histograms() ?? [],
    );
  return {
    sample,
    services: readServices,
    histograms,
    [Symbol.dispose]: () => system[Symbol.dispose](),
  };
}

function watchedServices(services: Services, { optimizer, imports }: Pools): WatchedService[] {
  const pings: Record<string, () => Promise<unknown>> = {
    postgres: () => imports.query('SELECT 1'),
    ...(optimizer.mongo === null
      ? {}
      : { mongo: () => optimizer.mongo?.db.command({ ping: 1 }) ?? Promise.resolve() }),
    ...(optimizer.redis === null
      ? {}
      : { redis: () => optimizer.redis?.client().ping() ?? Promise.resolve() }),
  };
  return serviceStates(services).map((state) => ({ state, ping: pings[state.name] ?? null }));
}

async function readAll(
  databases: DatabaseSampler,
  pipeline: ImportPipeline,
  system: SystemSampler,
  readServices: () => Promise<PerformanceMetrics['services']>,
): Promise<PerformanceMetrics> {
  const [figures, throughput, services] = await Promise.all([
    databases.sample(),
    pipeline.throughput(),
    readServices(),
  ]);
  const { connections, workers, machines, ...rates } = throughput;
  return {
    at: new Date().toISOString(),
    ...figures,
    postgresql: { ...figures.postgresql, pools: [...figures.postgresql.pools, workerPool(connections)] },
    imports: { ...rates, workers: [...workers], machines: [...machines] },
    system: system.sample(),
    services,
  };
}

/** The worker threads' connections as one more pool: nobody waits for one, a chunk waits for its thread instead. */
function workerPool({ active, total, max }: ThroughputSnapshot['connections']): PoolSnapshot {
  const idle = total - active;
  return {
    name: 'import workers',
    active,
    idle,
    waiting: 0,
    total,
    max,
    overflow: 0,
    waitP95: null,
    timeouts: 0,
    waitTime: NO_DURATIONS,
    useTime: NO_DURATIONS,
    createTime: NO_DURATIONS,
  };
}
