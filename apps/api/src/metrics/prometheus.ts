import { type PerformanceMetrics, type PoolSnapshot } from '@sizewise/shared';

type Labels = Readonly<Record<string, string>>;
interface Sample {
  readonly labels: Labels;
  readonly value: number | null;
}

/**
 * The metrics in Prometheus text format. Names follow OpenTelemetry's semantic conventions for database clients
 * where one exists (`db.client.connection.*`); our own begin with `sizewise_`. Figures that cannot be had are left out.
 */
export function prometheusText(metrics: PerformanceMetrics): string {
  const { imports, system, cache, postgresql, mongodb, services } = metrics;
  const pools = [...postgresql.pools, ...(mongodb?.pools ?? [])];
  const gauges: [name: string, help: string, samples: Sample[]][] = [
    ['db_client_connection_count', 'Connections by state', pools.flatMap(connectionCounts)],
    ['db_client_connection_max', 'Most connections of the pool', pools.map((pool) => of(pool, pool.max))],
    [
      'db_client_connection_pending_requests',
      'Requests that wait',
      pools.map((pool) => of(pool, pool.waiting)),
    ],
    [
      'sizewise_pool_wait_p95_seconds',
      '95th percentile of the wait',
      pools.map((pool) => of(pool, pool.waitP95)),
    ],
    [
      'sizewise_cache_hit_ratio',
      'Hits per read, 0 to 1',
      cache.tiers.map((t) => one(t.hitRatio, { tier: t.name })),
    ],
    ['sizewise_cache_bytes', 'Bytes held', cache.tiers.map((tier) => one(tier.bytes, { tier: tier.name }))],
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
  return gauges.map(([name, help, samples]) => family(name, help, samples)).join('');
}

function one(value: number | null, labels: Labels = {}): Sample {
  return { labels, value };
}

function of(pool: PoolSnapshot, value: number | null): Sample {
  return one(value, { db_client_connection_pool_name: pool.name });
}

function connectionCounts(pool: PoolSnapshot): Sample[] {
  const name = { db_client_connection_pool_name: pool.name };
  return [
    one(pool.idle, { ...name, db_client_connection_state: 'idle' }),
    one(pool.active, { ...name, db_client_connection_state: 'used' }),
  ];
}

function family(name: string, help: string, samples: readonly Sample[]): string {
  const lines = samples
    .filter(({ value }) => value !== null)
    .map(({ labels, value }) => `${name}${labelText(labels)} ${value}\n`);
  return lines.length === 0 ? '' : `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([key, value]) => `${key}="${value.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`))}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
