import {
  configurationReportSchema,
  indexReportSchema,
  metricHistorySchema,
  metricThresholdSchema,
  performanceReportSchema,
  problemSchema,
  storedFindingSchema,
} from '@sizewise/shared';
import { describeWithPostgres, withClient } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';

import { apiClient } from './api-client.ts';
import { openTestApplication } from './application.ts';

describeWithPostgres('performance', () => {
  let opened: Awaited<ReturnType<typeof openTestApplication>>;
  beforeAll(async () => {
    opened = await openTestApplication();
  });
  afterAll(async () => {
    await opened.close();
    await opened.drop();
  });
  const api = apiClient(() => opened);
  const get = (path: string): Promise<Response> => api.send(`/api/performance/${path}`);

  it('reports what the databases say, and why something is missing', async () => {
    const response = await get('report');
    expect(response.status).toBe(200);
    const report = performanceReportSchema.parse(await response.json());
    expect(report.currentMetrics.postgresql.pools.map(({ name }) => name)).toContain('imports');
    expect(report.queryPerformance).toMatchObject({ calls: null });
    expect(report.hourlyAverages).not.toBeNull();
    expect(report.slowQueries).toBeNull();
    expect(report.reasons).toContainEqual({
      field: 'slowQueries',
      reason: 'statements: the extension pg_stat_statements is not installed',
    });
    expect(report.recommendations?.filter(({ severity }) => severity === 'critical')).toEqual([]);
  });

  it('answers the history of the samples that it takes, with gaps as gaps', async () => {
    const path = 'history?metric=postgresql.pools.imports.max&step=30';
    await expect.poll(async () => (await get(path)).status).toBe(200);
    const history = metricHistorySchema.parse(await (await get(path)).json());
    expect(history).toMatchObject({ step: 30, resolution: 'raw' });
    expect(history.points.length).toBeGreaterThan(100);
    expect(history.points.filter(({ value }) => value !== null).map(({ value }) => value)).toContain(12);
    expect(history.points[0]).toMatchObject({ value: null, samples: 0 });
    const names = z.object({ items: z.array(z.string()) }).parse(await (await get('history/metrics')).json());
    expect(names.items).toContain('postgresql.pools.imports.max');
  });

  it.each([
    ['history?metric=no.such', 404, 'metric_not_found'],
    ['history?metric=a&from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 400, 'invalid_range'],
    ['history?metric=a&from=2020-01-01T00:00:00Z&step=1', 400, 'invalid_range'],
    ['history?metric=a&from=yesterday', 400, 'invalid_request'],
    ['history?metric=a&step=0', 400, 'invalid_request'],
    ['history', 400, 'invalid_request'],
    ['findings?state=lost', 400, 'invalid_request'],
  ])('refuses %s', async (path, status, code) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    expect(problemSchema.parse(await response.json()).code).toBe(code);
  });

  it('lists the indexes that queries count on, and the lines of advisors', async () => {
    const indexes = z.object({ items: z.array(indexReportSchema) });
    const { items } = indexes.parse(await (await get('indexes')).json());
    expect(items.map(({ name }) => name)).toContain('idx_segments_project_type');
    expect(items.filter(({ state }) => state !== 'ok')).toEqual([]);
    const thresholds = z.object({ items: z.array(metricThresholdSchema) });
    const lines = thresholds.parse(await (await get('thresholds')).json());
    expect(lines.items.map(({ metric }) => metric)).toContain('postgresql.cacheHitRatio');
  });

  it('tells what is in force, in this process and in its sessions', async () => {
    const { settings, postgresql, reason } = configurationReportSchema.parse(
      await (await get('configuration')).json(),
    );
    expect(reason).toBeNull();
    const own = new Map(settings.map((setting) => [setting.name, setting]));
    expect(own.get('DATABASE_POOL_SIZE')).toMatchObject({ value: '5', inForce: 5, source: 'environment' });
    expect(own.get('DATABASE_POOL_RECYCLE')).toMatchObject({ inForce: 3600, source: 'default' });
    const server = new Map(postgresql?.map((setting) => [setting.name, setting]));
    expect(server.get('work_mem')).toMatchObject({
      value: '256MB',
      source: 'client',
      variable: 'DATABASE_WORK_MEM',
      wanted: '256MB',
      isOther: false,
    });
    expect(server.get('statement_timeout')).toMatchObject({ value: '30s', wanted: '30s', isOther: false });
    expect(server.get('shared_buffers')).toMatchObject({
      variable: 'DATABASE_SHARED_BUFFERS',
      wanted: null,
    });
    const { rows } = await withClient(opened.databaseUrl, (client) =>
      client.query<{ value: string }>(`SELECT current_setting('shared_buffers') AS value`),
    );
    expect(server.get('shared_buffers')?.value).toBe(rows[0]?.value);
  });

  it('lists findings with the time they were first seen', async () => {
    await withClient(opened.databaseUrl, async (client) => {
      await client.query('CREATE SEQUENCE sizewise.short MAXVALUE 100');
      await client.query("SELECT setval('sizewise.short', 95)");
    });
    const list = z.object({ items: z.array(storedFindingSchema) });
    const subjects = async (): Promise<string[]> => {
      await get('report');
      const { items } = list.parse(await (await get('findings?state=open')).json());
      return items.map(({ subject }) => subject);
    };
    await expect.poll(subjects, { timeout: 20_000, interval: 500 }).toContain('sizewise.short');
  });
});
