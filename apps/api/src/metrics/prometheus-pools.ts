import { type HistogramBuckets, type PoolHistograms } from '@sizewise/optimizer';
import { type PoolSnapshot } from '@sizewise/shared';

import { family, type Labels, one, type Sample } from './prometheus-text.ts';

/** The pools, by the names of OpenTelemetry's semantic conventions for database clients (`db.client.connection.*`). */
export function poolFamilies(pools: readonly PoolSnapshot[], histograms: readonly PoolHistograms[]): string {
  const times = (pick: (pool: PoolHistograms) => HistogramBuckets): Sample[] =>
    histograms.flatMap((pool) => histogramSamples(pool.name, pick(pool)));
  return [
    family('db_client_connection_count', 'Connections by state', pools.flatMap(connectionCounts)),
    family(
      'db_client_connection_max',
      'Most connections of the pool',
      pools.map((pool) => one(pool.max, labelsOf(pool.name))),
    ),
    family(
      'db_client_connection_pending_requests',
      'Requests that wait',
      pools.map((pool) => one(pool.waiting, labelsOf(pool.name))),
    ),
    family(
      'db_client_connection_timeouts_total',
      'Requests that waited in vain',
      pools.map((pool) => one(pool.timeouts, labelsOf(pool.name))),
      'counter',
    ),
    family(
      'db_client_connection_wait_time_seconds',
      'From a request to its connection',
      times((pool) => pool.wait),
      'histogram',
    ),
    family(
      'db_client_connection_use_time_seconds',
      'From acquire to release',
      times((pool) => pool.use),
      'histogram',
    ),
    family(
      'db_client_connection_create_time_seconds',
      'From the begin of a connect to a connection',
      times((pool) => pool.create),
      'histogram',
    ),
    family(
      'sizewise_pool_wait_p95_seconds',
      '95th percentile of the wait',
      pools.map((pool) => one(pool.waitP95, labelsOf(pool.name))),
    ),
  ].join('');
}

function labelsOf(pool: string): Labels {
  return { db_client_connection_pool_name: pool };
}

function connectionCounts(pool: PoolSnapshot): Sample[] {
  return [
    one(pool.idle, { ...labelsOf(pool.name), db_client_connection_state: 'idle' }),
    one(pool.active, { ...labelsOf(pool.name), db_client_connection_state: 'used' }),
  ];
}

function histogramSamples(pool: string, { bounds, counts, total }: HistogramBuckets): Sample[] {
  const labels = labelsOf(pool);
  const buckets = bounds.map((bound, i) => ({
    labels: { ...labels, le: bound === Infinity ? '+Inf' : String(bound) },
    value: counts[i] ?? 0,
    suffix: '_bucket',
  }));
  return [
    ...buckets,
    { labels, value: total, suffix: '_sum' },
    { labels, value: counts.at(-1) ?? 0, suffix: '_count' },
  ];
}
