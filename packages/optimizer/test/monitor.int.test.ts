import { performanceReportSchema, silentLogger } from '@sizewise/shared';
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '@sizewise/test-support';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { DatabaseMonitor, migrateOptimizer, PostgresPool } from '../src/index.ts';
import { until } from './support/until.ts';

/** Longer than a busy machine needs for a run of all probes. */
const PATIENT = { timeout: 30_000 };
const reportSchema = performanceReportSchema.omit({ currentMetrics: true });

describeWithPostgres('DatabaseMonitor', () => {
  let database: TestDatabase;
  let pool: PostgresPool;
  beforeAll(async () => {
    database = await createTestDatabase({ migrate: migrateOptimizer, templateKey: 'optimizer' });
    pool = new PostgresPool({ connectionString: database.url, poolSize: 4, workMem: '4MB' });
    await pool.query('CREATE EXTENSION pg_stat_statements');
    await pool.query('CREATE TABLE t (id int PRIMARY KEY, name text)');
  });
  beforeEach(() => pool.query('TRUNCATE sizewise.metric_samples, sizewise.findings'));
  afterAll(async () => {
    await pool.close();
    await database.close();
  });

  const monitor = (more: object = {}) =>
    new DatabaseMonitor({
      connectionString: database.url,
      sample: async () => ({ pool: pool.snapshot() }),
      pools: [pool],
      mongo: null,
      cache: () => ({ hitRatio: null, samples: 0, memoryUsage: 0, tiers: [], kinds: [] }),
      machineMemory: 64 * 1024 ** 3,
      sampleInterval: 3600,
      adviseInterval: 3600,
      logger: silentLogger,
      ...more,
    });
  const samples = async (): Promise<number> =>
    (await pool.query<{ n: number }>('SELECT count(DISTINCT at)::int AS n FROM sizewise.metric_samples'))
      .rows[0]!.n;

  it('lets one process at a time write, and the next take over', async () => {
    const first = monitor();
    first.start();
    await expect.poll(samples, PATIENT).toBe(1);
    await using second = monitor();
    second.start();
    await expect.poll(() => second.snapshot().samples.runs, PATIENT).toBe(1);
    expect(await samples()).toBe(1);
    await first.close();
    await using third = monitor({ sampleInterval: 0.1 });
    third.start();
    await expect.poll(samples, PATIENT).toBeGreaterThan(1);
  });

  it('goes on where its connection is killed, and holds the lock again', async () => {
    await using watching = monitor({ sampleInterval: 0.1 });
    watching.start();
    await expect.poll(samples, PATIENT).toBeGreaterThan(1);
    const { rowCount } = await pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'sizewise monitor'`,
    );
    expect(rowCount).toBe(1);
    const before = await samples();
    await expect.poll(samples, PATIENT).toBeGreaterThan(before + 2);
  });

  it('reports statements without their values, with plans', async () => {
    await using watching = monitor();
    await pool.query("INSERT INTO t VALUES (2011223344, 'a name')");
    await pool.query("SELECT name, pg_sleep(0.3) FROM t WHERE id = 2011223344 AND name <> 'a secret'");
    await pool.query('SELECT pg_stat_force_next_flush()');
    const { currentMetrics, ...report } = await watching.report();
    reportSchema.parse(report);
    expect(currentMetrics.pool.name).toBe('api');
    expect(report.queryPerformance?.indexHitRatio).toBeGreaterThan(0);
    expect(report.queryPerformance?.indexHitRatio).toBeLessThanOrEqual(1);
    expect(report.slowQueries?.length).toBeGreaterThan(0);
    const query = report.slowQueries?.find(({ text }) => text.includes('name <> '));
    expect(query).toMatchObject({
      text: 'SELECT name, pg_sleep($1) FROM t WHERE id = $2 AND name <> $3',
      calls: 1,
    });
    const { rows } = await pool.query<{ hasGenericPlan: boolean }>(
      `SELECT current_setting('server_version_num')::int >= 160000 AS "hasGenericPlan"`,
    );
    const planned = { plan: { 'Node Type': 'Index Scan' }, planReason: null };
    const unplanned = { plan: null, planReason: 'EXPLAIN (GENERIC_PLAN) needs PostgreSQL 16' };
    expect(query).toMatchObject(rows[0]?.hasGenericPlan ? planned : unplanned);
    expect(report.slowQueries?.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 1);
    expect(report.queryPerformance?.calls).toBeGreaterThan(1);
    expect(JSON.stringify(report)).not.toMatch(/2011223344|a secret|a name/);
    expect(report.reasons).toEqual([
      { field: 'recommendations', reason: expect.stringContaining('pg_buffercache') },
    ]);
  });

  it('keeps findings until a run no longer makes them', async () => {
    await using watching = monitor();
    await pool.query('CREATE SEQUENCE short MAXVALUE 100');
    await pool.query("SELECT setval('short', 95)");
    expect((await watching.advise()).findings.map(({ id }) => id)).toEqual(['sequence-end']);
    // The monitor before may still hold the lock for a moment.
    await until(async () => {
      await watching.advise();
      return (await watching.findings('open')).length === 1;
    });
    const [open] = await watching.findings('open');
    expect(open).toMatchObject({
      subject: expect.stringMatching(/\.short$/),
      severity: 'critical',
      resolvedAt: null,
    });
    const report = await watching.report();
    expect(report.recommendations?.[0]?.firstSeen).toBe(open?.firstSeen);
    await pool.query('DROP SEQUENCE short');
    await watching.advise();
    expect(await watching.findings('open')).toEqual([]);
    const [resolved] = await watching.findings('resolved');
    expect(resolved).toMatchObject({
      subject: expect.stringMatching(/\.short$/),
      firstSeen: open?.firstSeen,
    });
    expect(resolved?.resolvedAt).not.toBeNull();
  });

  it('says why there is no report while PostgreSQL is away', async () => {
    await using watching = monitor({ connectionString: 'postgres://127.0.0.1:1/none' });
    const { currentMetrics, ...report } = await watching.report();
    reportSchema.parse(report);
    expect(currentMetrics.pool.name).toBe('api');
    expect(report).toMatchObject({ hourlyAverages: null, slowQueries: null, recommendations: null });
    expect(report.reasons).toEqual([{ field: 'report', reason: expect.stringContaining('ECONNREFUSED') }]);
  });
});
