import { metricName, type PerformanceMetrics } from '@sizewise/shared';

import { type Unit } from '../lib/units.ts';

export interface ChartSeries {
  /** Dotted path of the metric. */
  readonly path: string;
  readonly label: string;
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  readonly series: readonly ChartSeries[];
}

/** The charts for what this server has: its pools and its kinds of cached values have a line each. */
export function chartsOf(metrics: PerformanceMetrics): Chart[] {
  const ofPools = (figure: string): ChartSeries[] => [
    ...metrics.postgresql.pools.map(({ name }) => member('postgresql.pools', name, figure)),
    ...(metrics.mongodb?.pools ?? []).map(({ name }) => member('mongodb.pools', name, figure)),
    ...metrics.cache.pools.map(({ name }) => member('cache.pools', name, figure)),
  ];
  const withMongo = (...series: ChartSeries[]): ChartSeries[] => (metrics.mongodb === null ? [] : series);
  return [
    chart('connections', 'Connections in use', 'count', ofPools('active')),
    chart('idle', 'Idle connections', 'count', ofPools('idle')),
    chart('waiting', 'Requests waiting for a connection', 'count', ofPools('waiting')),
    chart('wait', 'Wait time, 95th percentile', 'seconds', ofPools('waitP95')),
    chart('server', 'Connections of PostgreSQL', 'count', [
      { path: 'postgresql.total', label: 'total' },
      { path: 'postgresql.activeConnections', label: 'active' },
      { path: 'postgresql.idle', label: 'idle' },
    ]),
    chart('cache', 'Reads found in the cache', 'ratio', [
      { path: 'cache.hitRatio', label: 'all' },
      ...metrics.cache.kinds.map(({ name }) => member('cache.kinds', name, 'hitRatio')),
    ]),
    chart('buffers', 'Found in memory by the databases', 'ratio', [
      { path: 'postgresql.cacheHitRatio', label: 'PostgreSQL blocks' },
      ...withMongo({ path: 'mongodb.indexHitRatio', label: 'MongoDB finds by an index' }),
    ]),
    chart('latency', 'Mean query time', 'seconds', [
      { path: 'postgresql.avgQueryTime', label: 'PostgreSQL' },
      ...withMongo({ path: 'mongodb.avgQueryTime', label: 'MongoDB' }),
    ]),
    chart('throughput', 'Written a second', 'rate', [
      { path: 'imports.rowsPerSecond', label: 'rows' },
      { path: 'imports.documentsPerSecond', label: 'documents' },
      { path: 'imports.rejectsPerSecond', label: 'rejects' },
    ]),
    chart('bytes', 'Read from drawings', 'bytes', [{ path: 'imports.bytesPerSecond', label: 'bytes' }]),
    chart('queue', 'Imports', 'count', [
      { path: 'imports.running', label: 'running' },
      { path: 'imports.queued', label: 'queued' },
    ]),
    chart('throttle', 'Imports at full speed', 'ratio', [
      { path: 'imports.throttle.level', label: 'share of full speed' },
    ]),
    chart('age', 'Oldest queued import', 'seconds', [{ path: 'imports.oldestQueuedSeconds', label: 'age' }]),
    chart('cpu', 'Processor, cores in use', 'ratio', [{ path: 'system.cpuUsage', label: 'server process' }]),
    chart('loop', 'Event loop delay', 'seconds', [
      { path: 'system.eventLoopDelay', label: 'server process' },
    ]),
  ];
}

/** What a metric is called, where a chart shows it; else its path. */
export function metricLabel(
  path: string,
  charts: readonly Chart[],
): { readonly text: string; readonly unit: Unit } {
  for (const { title, unit, series } of charts) {
    const found = series.find((one) => one.path === path);
    if (found) return { text: series.length > 1 ? `${title}: ${found.label}` : title, unit };
  }
  return { text: path, unit: 'count' };
}

function chart(id: string, title: string, unit: Unit, series: readonly ChartSeries[]): Chart {
  return { id, title, unit, series };
}

function member(list: string, name: string, figure: string): ChartSeries {
  return { path: `${list}.${metricName(name)}.${figure}`, label: name };
}
