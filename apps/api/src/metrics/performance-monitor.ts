import { listValidations, reportIndexes } from '@sizewise/data';
import { DatabaseMonitor, machineMemory, wantedSettings } from '@sizewise/optimizer';
import { type Services } from '@sizewise/services';
import { type Logger, type PerformanceMetrics } from '@sizewise/shared';

import { type Config } from '../config/config.ts';
import { readConfiguration } from '../config/read-configuration.ts';
import { connectionsBesidePools } from '../connections.ts';
import { type MetricsSource, type PerformanceSource } from '../http/deps.ts';
import { type Pools } from '../pools.ts';
import { serverMemory } from '../server-settings.ts';
import { atMostEvery } from './at-most-every.ts';

/** A report runs every probe and explains statements: more often than this it would be a load of its own. */
const REPORT_MS = 5_000;

export interface PerformanceMonitor extends PerformanceSource, AsyncDisposable {
  /** Begins to keep samples and findings. */
  start(): void;
}

/** Samples, findings and reports on the databases of this process. */
export function createPerformanceMonitor(
  config: Config,
  services: Services,
  { optimizer, imports, spatialKind }: Pools,
  metrics: MetricsSource,
  logger: Logger,
): PerformanceMonitor {
  const monitor = new DatabaseMonitor<PerformanceMetrics>({
    connectionString: services.postgres.url,
    sample: () => metrics.sample(),
    pools: [optimizer.postgres, imports],
    mongo: optimizer.mongo,
    cache: () => optimizer.cache.snapshot(),
    machineMemory: machineMemory(services.postgres.url),
    otherConnections: connectionsBesidePools(config),
    // A server of our own was started with what the configuration says.
    wantedSettings: services.postgres.source === 'url' ? wantedSettings(serverMemory(config)) : [],
    logger,
  });
  const stores = {
    postgres: imports,
    mongo: spatialKind === 'mongo' ? (optimizer.mongo?.db ?? null) : null,
  };
  return {
    start: () => monitor.start(),
    report: atMostEvery(REPORT_MS, () => monitor.report()),
    history: (query, signal) => monitor.history(query, signal),
    metricNames: (signal) => monitor.metricNames(signal),
    statementTrend: (query, signal) => monitor.statementTrend(query, signal),
    findings: (state, signal) => monitor.findings(state, signal),
    thresholds: () => monitor.thresholds(),
    alerts: (query, signal) => monitor.alerts(query, signal),
    indexes: atMostEvery(REPORT_MS, () => reportIndexes(stores)),
    configuration: atMostEvery(REPORT_MS, () => readConfiguration(config, optimizer.postgres)),
    validations: () => listValidations(imports),
    [Symbol.asyncDispose]: () => monitor.close(),
  };
}
