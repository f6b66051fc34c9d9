import { type PoolHistograms } from '@sizewise/optimizer';
import { type PerformanceMetrics } from '@sizewise/shared';

import { poolFamilies } from './prometheus-pools.ts';
import { family, one, type Sample } from './prometheus-text.ts';

/**
 * The metrics in Prometheus text format. Names follow OpenTelemetry's semantic conventions for database clients
 * where one exists (`db.client.connection.*`); our own begin with `sizewise_`. Figures that cannot be had are left out.
 */
export function prometheusText(metrics: PerformanceMetrics, histograms: readonly PoolHistograms[]): string {
  const { imports, system, cache, postgresql, mongodb, services } = metrics;
  const pools = [...postgresql.pools, ...(mongodb?.pools ?? []), ...cache.pools];
  const gauges: [name: string, help: string, samples: Sample[]][] = [
    [
      'sizewise_cache_hit_ratio',
      'Hits per read, 0 to 1',
      cache.tiers.map((t) => one(t.hitRatio, { tier: t.name })),
    ],
    [
      'sizewise_cache_reads',
      'Reads of a tier since the start',
      cache.tiers.map((t) => one(t.samples, { tier: t.name })),
    ],
    ['sizewise_cache_bytes', 'Bytes held', cache.tiers.map((tier) => one(tier.bytes, { tier: tier.name }))],
    [
      'sizewise_cache_entries',
      'Entries held',
      cache.tiers.map((tier) => one(tier.entries, { tier: tier.name })),
    ],
    [
      'sizewise_cache_tier_up',
      '1 where the tier is used',
      cache.tiers.map((tier) => one(tier.state === 'up' ? 1 : 0, { tier: tier.name })),
    ],
    [
      'sizewise_cache_kind_hit_ratio',
      'Hits in any tier per read, 0 to 1',
      cache.kinds.map((kind) => one(kind.hitRatio, { kind: kind.name })),
    ],
    [
      'sizewise_cache_kind_reads',
      'Reads since the start',
      cache.kinds.map((kind) => one(kind.samples, { kind: kind.name })),
    ],
    [
      'sizewise_postgresql_cache_hit_ratio',
      'Blocks found in memory, 0 to 1',
      [one(postgresql.cacheHitRatio)],
    ],
    ['sizewise_import_rows_per_second', 'Segments written', [one(imports.rowsPerSecond)]],
    ['sizewise_import_documents_per_second', 'Spatial documents written', [one(imports.documentsPerSecond)]],
    ['sizewise_import_bytes_per_second', 'Bytes read', [one(imports.bytesPerSecond)]],
    ['sizewise_import_rejects_per_second', 'Records rejected', [one(imports.rejectsPerSecond)]],
    [
      'sizewise_import_throttle_level',
      'Share of full speed that requests leave to imports, 0 to 1',
      [one(imports.throttle.level)],
    ],
    [
      'sizewise_imports',
      'Imports by state',
      ['queued', 'running'].map((state) => one(imports[state as 'queued'], { state })),
    ],
    ['sizewise_process_cpu_usage', 'Cores in use', [one(system.cpuUsage)]],
    ['process_resident_memory_bytes', 'Resident memory', [one(system.memoryUsage)]],
    ['sizewise_event_loop_delay_seconds', '99th percentile of the delay', [one(system.eventLoopDelay)]],
    [
      'sizewise_service_up',
      '1 where the service answers',
      services.map((s) => one(s.state === 'up' ? 1 : 0, { service: s.name })),
    ],
  ];
  const others = gauges.map(([name, help, samples]) => family(name, help, samples)).join('');
  return poolFamilies(pools, histograms) + others;
}
