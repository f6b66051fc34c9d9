import { NO_DURATIONS, type PerformanceMetrics, type ServiceState } from '@sizewise/shared';
import { describe, expect, it } from 'vitest';

import { atMostEvery } from './at-most-every.ts';
import { prometheusText } from './prometheus.ts';
import { pingServices } from './service-health.ts';
import { createSystemSampler } from './system-sampler.ts';

const SERVICE: ServiceState = {
  name: 'postgres',
  state: 'up',
  source: 'url',
  detail: 'of "the" test',
  version: '18',
  latency: null,
};

describe('atMostEvery', () => {
  it('reads once for all who ask at a time', async () => {
    let reads = 0;
    const read = atMostEvery(60_000, async () => (reads += 1));
    expect(await Promise.all([read(), read(), read()])).toEqual([1, 1, 1]);
    expect(await read()).toBe(1);
  });

  it('reads again for one who needs a fresher value', async () => {
    let reads = 0;
    const read = atMostEvery(60_000, async () => (reads += 1));
    expect([await read(), await read(0), await read()]).toEqual([1, 2, 2]);
  });

  it('reads again when the time is over, and after a failure', async () => {
    let reads = 0;
    const read = atMostEvery(0, async () => (reads += 1));
    expect([await read(), await read()]).toEqual([1, 2]);
    let isDown = true;
    const shaky = atMostEvery(60_000, async () => {
      if (isDown) throw new Error('down');
      return 'up';
    });
    await expect(shaky()).rejects.toThrow('down');
    isDown = false;
    expect(await shaky()).toBe('up');
  });
});

describe('pingServices', () => {
  it('measures those that answer and says why others do not', async () => {
    const states = await pingServices([
      { state: SERVICE, ping: async () => undefined },
      {
        state: SERVICE,
        ping: () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })),
      },
      { state: { ...SERVICE, state: 'absent' }, ping: null },
    ]);
    expect(states.map(({ state }) => state)).toEqual(['up', 'down', 'absent']);
    expect(states[0]?.latency).toBeGreaterThanOrEqual(0);
    expect(states[1]).toMatchObject({ latency: null, detail: 'does not answer: ECONNREFUSED' });
  });

  it('takes a service that says nothing as down', async () => {
    const [state] = await pingServices([{ state: SERVICE, ping: () => new Promise(() => undefined) }]);
    expect(state?.state).toBe('down');
  });
});

describe('createSystemSampler', () => {
  it('tells what this process used since the sample before', () => {
    using sampler = createSystemSampler();
    const until = performance.now() + 50;
    while (performance.now() < until);
    const { cpuUsage, memoryUsage, eventLoopDelay } = sampler.sample();
    expect(cpuUsage).toBeGreaterThan(0);
    expect(memoryUsage).toBeGreaterThan(1e6);
    expect(eventLoopDelay).toBeGreaterThanOrEqual(0);
  });
});

describe('prometheusText', () => {
  const pool = {
    name: 'a"b\\c',
    active: 2,
    idle: 3,
    waiting: 1,
    total: 5,
    max: 10,
    overflow: 0,
    waitP95: null,
    timeouts: 6,
    waitTime: NO_DURATIONS,
    useTime: NO_DURATIONS,
    createTime: NO_DURATIONS,
  };
  const buckets = { bounds: [0.001, Infinity], counts: [3, 4], total: 2.5 };
  const histograms = [{ name: 'p', wait: buckets, use: buckets, create: buckets }];
  const none = {
    activeConnections: null,
    idle: null,
    waiting: null,
    total: null,
    max: null,
    avgQueryTime: null,
  };
  const metrics: PerformanceMetrics = {
    at: '2026-01-01T00:00:00Z',
    postgresql: { ...none, cacheHitRatio: 0.5, pools: [pool] },
    mongodb: null,
    cache: {
      hitRatio: 0.75,
      samples: 8,
      memoryUsage: 100,
      tiers: [
        { name: 'memory', state: 'up', hitRatio: 0.5, samples: 8, hits: 4, entries: 3, bytes: 100 },
        { name: 'redis', state: 'down', hitRatio: 0.5, samples: 4, hits: 2, entries: null, bytes: null },
      ],
      kinds: [{ name: 'spatial', hitRatio: null, samples: 0, hits: 0 }],
      pools: [{ ...pool, name: 'redis', commands: 9 }],
    },
    imports: {
      rowsPerSecond: 7,
      documentsPerSecond: 0,
      bytesPerSecond: 0,
      rejectsPerSecond: 0,
      queued: 4,
      running: 1,
      oldestQueuedSeconds: null,
      throttle: { level: 0.5, reason: 'pool_wait' },
      workers: [],
      machines: [],
    },
    system: { cpuUsage: 0.1, memoryUsage: 1, eventLoopDelay: 0 },
    services: [SERVICE],
  };

  it('escapes labels, tells states apart, and leaves out what cannot be had', () => {
    const text = prometheusText(metrics, histograms);
    expect(text).toContain(
      'db_client_connection_count{db_client_connection_pool_name="a\\"b\\\\c",db_client_connection_state="used"} 2\n',
    );
    expect(text).toContain('sizewise_imports{state="queued"} 4\n');
    expect(text).toContain('sizewise_imports{state="running"} 1\n');
    expect(text).toContain('sizewise_service_up{service="postgres"} 1\n');
    expect(text).toContain('sizewise_cache_reads{tier="memory"} 8\n');
    expect(text).toContain('sizewise_cache_tier_up{tier="redis"} 0\n');
    expect(text).toContain('sizewise_cache_entries{tier="memory"} 3\n');
    expect(text).not.toContain('sizewise_cache_entries{tier="redis"}');
    expect(text).toContain('sizewise_cache_kind_reads{kind="spatial"} 0\n');
    expect(text).not.toContain('sizewise_cache_kind_hit_ratio');
    expect(text).toContain('timeouts_total{db_client_connection_pool_name="a\\"b\\\\c"} 6\n');
    expect(text).toContain('wait_time_seconds_bucket{db_client_connection_pool_name="p",le="0.001"} 3\n');
    expect(text).toContain('wait_time_seconds_bucket{db_client_connection_pool_name="p",le="+Inf"} 4\n');
    expect(text).toContain('wait_time_seconds_sum{db_client_connection_pool_name="p"} 2.5\n');
    expect(text).toContain('wait_time_seconds_count{db_client_connection_pool_name="p"} 4\n');
    expect(text).toContain('db_client_connection_max{db_client_connection_pool_name="redis"} 10\n');
    expect(text).not.toContain('wait_p95');
    expect(text).not.toContain('null');
  });

  it('has a help and a type line for each family, and nothing a scraper would refuse', () => {
    for (const line of prometheusText(metrics, histograms).trimEnd().split('\n')) {
      expect(line).toMatch(/^(# HELP \w+ .+|# TYPE \w+ (gauge|counter|histogram)|\w+(\{.*\})? -?[\d.e+-]+)$/);
    }
  });
});
