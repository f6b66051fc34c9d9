import { type CacheSnapshot, silentLogger } from '@sizewise/shared';
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '@sizewise/test-support';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { AlertStore } from '../src/alerts/alert-store.ts';
import { DatabaseMonitor, metricThresholds, migrateOptimizer, PostgresPool } from '../src/index.ts';

const PATIENT = { timeout: 30_000 };
const WAIT = 'postgresql.pools.api.waitP95';
const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);

describeWithPostgres('alerts', () => {
  let database: TestDatabase;
  let pool: PostgresPool;
  let store: AlertStore;
  beforeAll(async () => {
    database = await createTestDatabase({ migrate: migrateOptimizer, templateKey: 'optimizer' });
    pool = new PostgresPool({ connectionString: database.url, poolSize: 2, workMem: '4MB' });
    store = new AlertStore(pool);
  });
  beforeEach(() => pool.query('TRUNCATE sizewise.alerts'));
  afterAll(async () => {
    await pool.close();
    await database.close();
  });

  const record = (seconds: number, figures: Record<string, number>): Promise<void> =>
    store.record(at(seconds), new Map(Object.entries(figures)), metricThresholds());

  it('are kept from the warning to the way back, with their worst value', async () => {
    await record(0, { [WAIT]: 0.05 });
    await record(10, { [WAIT]: 0.2 });
    await record(20, { [WAIT]: 1.5 });
    await record(30, { [WAIT]: 0.09 });
    expect(await store.list({ isOpen: true })).toEqual([
      {
        metric: WAIT,
        severity: 'critical',
        side: 'above',
        warning: 0.1,
        critical: 1,
        openedAt: at(10).toISOString(),
        value: 0.2,
        criticalAt: at(20).toISOString(),
        worst: 1.5,
        worstAt: at(20).toISOString(),
        closedAt: null,
      },
    ]);
    await record(40, { [WAIT]: 0.05 });
    expect(await store.list({ isOpen: true })).toEqual([]);
    expect(await store.list()).toMatchObject([{ closedAt: at(40).toISOString() }]);
  });

  it('judge a part of another metric, and a ratio only once it rests on enough reads', async () => {
    const ratio = { 'cache.kinds.spatial.hitRatio': 0.1, 'cache.kinds.spatial.samples': 999 };
    await record(0, { ...ratio, 'postgresql.total': 90, 'postgresql.max': 100 });
    expect(await store.list()).toMatchObject([
      { metric: 'postgresql.total', severity: 'critical', warning: 70 },
    ]);
    await record(10, {
      ...ratio,
      'cache.kinds.spatial.samples': 1000,
      'postgresql.total': 10,
      'postgresql.max': 100,
    });
    expect((await store.list({ isOpen: true })).map(({ metric }) => metric)).toEqual([
      'cache.kinds.spatial.hitRatio',
    ]);
  });

  it('are found by the time they were open in, and end before a gap in the samples', async () => {
    await record(0, { [WAIT]: 0.2 });
    await record(600, { [WAIT]: 0.3 });
    expect(await store.list({ to: at(300) })).toMatchObject([
      { openedAt: at(0).toISOString(), closedAt: at(0).toISOString() },
    ]);
    expect(await store.list({ from: at(300) })).toMatchObject([
      { openedAt: at(600).toISOString(), closedAt: null },
    ]);
    await store.prune(at(500 * 24 * 3600));
    expect(await store.list()).toHaveLength(1);
  });

  it('are written with the samples of a monitor', async () => {
    const cache: CacheSnapshot = { hitRatio: null, samples: 0, memoryUsage: 0, tiers: [], kinds: [] };
    let delay = 0.2;
    await using monitor = new DatabaseMonitor({
      connectionString: database.url,
      sample: async () => ({ system: { eventLoopDelay: delay } }),
      pools: [pool],
      mongo: null,
      cache: () => cache,
      machineMemory: null,
      sampleInterval: 0.1,
      adviseInterval: 3600,
      logger: silentLogger,
    });
    monitor.start();
    await expect
      .poll(() => monitor.alerts({ isOpen: true }), PATIENT)
      .toMatchObject([{ metric: 'system.eventLoopDelay', severity: 'warning', value: 0.2 }]);
    delay = 0;
    await expect.poll(async () => (await monitor.alerts({ isOpen: true })).length, PATIENT).toBe(0);
  });
});
