import { NO_DURATIONS, type PerformanceMetrics, type PoolSnapshot } from '@sizewise/shared';

/** A pool as tests need one. */
export function aPool(name: string, figures: Partial<PoolSnapshot> = {}): PoolSnapshot {
  return {
    name,
    active: 0,
    idle: 0,
    waiting: 0,
    total: 0,
    max: 10,
    overflow: 0,
    waitP95: null,
    timeouts: 0,
    waitTime: NO_DURATIONS,
    useTime: NO_DURATIONS,
    createTime: NO_DURATIONS,
    ...figures,
  };
}

/** A sample as tests need one: two pools, one kind of cached values, nothing going on. */
export function aMetricsSample(): PerformanceMetrics {
  return {
    at: '2026-11-20T10:00:00.000Z',
    postgresql: {
      activeConnections: 1,
      idle: 2,
      waiting: 0,
      total: 3,
      max: 100,
      avgQueryTime: null,
      cacheHitRatio: 0.99,
      pools: [aPool('api', { active: 3 }), aPool('import workers')],
    },
    mongodb: null,
    cache: {
      hitRatio: 0.5,
      samples: 10,
      memoryUsage: 1000,
      tiers: [],
      kinds: [{ name: 'spatial', hitRatio: 0.5, samples: 10, hits: 5 }],
      pools: [],
    },
    imports: {
      rowsPerSecond: 0,
      documentsPerSecond: 0,
      bytesPerSecond: 0,
      rejectsPerSecond: 0,
      queued: 0,
      running: 0,
      oldestQueuedSeconds: null,
      throttle: { level: 1, reason: null },
      machines: [],
      workers: [{ id: 'a', state: 'idle', rowsPerSecond: 0, importId: null }],
    },
    system: { cpuUsage: 0.1, memoryUsage: 1, eventLoopDelay: 0.01 },
    services: [],
  };
}
