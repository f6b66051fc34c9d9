import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  metricHistorySchema,
  type PerformanceMetrics,
  performanceMetricsSchema,
  performanceReportSchema,
} from '@sizewise/shared';
import { describeWithPostgres, launchBrowser, withClient } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import { formatCount } from '../src/lib/format.ts';
import { formatUnit } from '../src/lib/units.ts';
import { openPage, PATIENT } from './patient-page.ts';
import { type Page } from './picture.ts';
import { type RunningApi, startApi } from './running-api.ts';

describeWithPostgres('the overview and the performance page', () => {
  let folder: string;
  let api: RunningApi;
  let browser: Awaited<ReturnType<typeof launchBrowser>>;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sizewise-dashboard-e2e-'));
    const first = join(folder, 'first.ndjson');
    await writeFile(first, '{"segmentType":"duct_segment","name":"First"}\n');
    api = await startApi([first]);
    await withClient(api.databaseUrl, async (client) => {
      await client.query('CREATE SEQUENCE public.short MAXVALUE 100');
      await client.query("SELECT setval('public.short', 99)");
    });
    browser = await launchBrowser();
    page = await openPage(browser, { viewport: { width: 1280, height: 900 } });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: api.url });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
    });
  });
  afterAll(async () => {
    await browser?.close();
    await api?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  async function metrics(): Promise<PerformanceMetrics> {
    const response = await fetch(`${api.url}/api/performance/metrics`);
    return performanceMetricsSchema.parse(await response.json());
  }
  /** The cells of the row that begins with `name`, in a panel. */
  const cells = (panel: string, name: string): Promise<string[]> =>
    page
      .getByRole('region', { name: panel })
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name, exact: true }) })
      .getByRole('cell')
      .allInnerTexts();

  it('shows the figures of the api: pools, cache, database', async () => {
    await page.goto(`${api.url}/#/overview`);
    const pool = (await metrics()).postgresql.pools.find(({ name }) => name === 'imports');
    expect(pool).toBeDefined();
    await expect
      .poll(async () => {
        const { pools } = (await metrics()).postgresql;
        const expected = pools.map(({ active, idle, waiting, overflow, max, timeouts }) =>
          [active, idle, waiting, overflow, max, timeouts].join(' '),
        );
        const shown = await Promise.all(
          pools.map(async ({ name }) => {
            const [, active, idle, waiting, overflow, max, , timeouts] = await cells(
              'Pool utilization',
              `${name} PostgreSQL`,
            );
            return [active, idle, waiting, overflow, max, timeouts].join(' ');
          }),
        );
        return shown.join('\n') === expected.join('\n');
      }, PATIENT)
      .toBe(true);
    await expect
      .poll(async () => {
        const { cache } = await metrics();
        const shown = await Promise.all(cache.kinds.map(({ name }) => cells('Cache hit ratio', name)));
        return cache.kinds.every(
          ({ hitRatio, samples }, i) =>
            shown[i]?.[0] === formatUnit(hitRatio, 'ratio') && shown[i]?.[1] === formatCount(samples),
        );
      }, PATIENT)
      .toBe(true);
    const { postgresql } = await metrics();
    await page
      .getByRole('region', { name: 'Databases and process' })
      .getByText(`of ${formatUnit(postgresql.max, 'count')}`)
      .waitFor();
    expect(complaints).toEqual([]);
  });

  it('draws the history that the api has, and keeps the range in the link', async () => {
    const chart = page.getByRole('region', { name: 'Idle connections' });
    await chart.locator('canvas').waitFor();
    await page.getByLabel('Last').selectOption('1h');
    await page.waitForURL(/#\/overview\?range=1h$/);
    await page.getByText('one point in 30 s').waitFor();
    await chart.getByText('As a table').click();
    await expect
      .poll(async () => {
        const url = `${api.url}/api/performance/history?metric=postgresql.pools.import-workers.idle&step=30`;
        const response = await fetch(url);
        if (response.status !== 200) return null;
        const { points } = metricHistorySchema.parse(await response.json());
        const highest = Math.max(...points.map(({ max }) => max ?? 0));
        const shown = await cells('Idle connections', 'import workers');
        return shown[3] === formatUnit(highest, 'count');
      }, PATIENT)
      .toBe(true);
    await page.getByRole('toolbar').press('ArrowLeft');
    await page.waitForURL(/from=.*&to=/);
    const { searchParams } = new URL(page.url().replace('#/overview', ''));
    const moved = Date.parse(searchParams.get('to') ?? '') - Date.parse(searchParams.get('from') ?? '');
    expect(moved).toBe(3_600_000);
    await page.getByRole('button', { name: 'Now' }).click();
    await page.waitForURL(/#\/overview$/);
    expect(complaints).toEqual([]);
  });

  it('says what is wrong and where, and copies the remedy of a finding', async () => {
    await page.getByRole('link', { name: 'Performance' }).click();
    const card = page.getByRole('article', { name: /short/ });
    await card.waitFor();
    const finding = await vi.waitUntil(async () => {
      const response = await fetch(`${api.url}/api/performance/report`);
      const { recommendations } = performanceReportSchema.parse(await response.json());
      return recommendations?.find(({ subject }) => subject.includes('short'));
    }, PATIENT);
    expect(await card.innerText()).toContain(finding?.threshold.rule);
    // What is said of it is gone again soon.
    await Promise.all([
      card.getByText('Copied', { exact: true }).waitFor(),
      card.getByRole('button', { name: /^Copy/ }).click(),
    ]);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(finding?.remedy.text);
    const verdict = page.getByRole('region', { name: 'Live figures' });
    await verdict.getByText(finding?.title ?? '').waitFor();
    await verdict.getByRole('link').click();
    await page.getByRole('link', { name: 'See why' }).click();
    await page.waitForURL(/#\/performance\?finding=sequence-end/);
    await card.waitFor();
    expect(complaints).toEqual([]);
  });

  it('lists the indexes with their size and use', async () => {
    const row = page.getByRole('row').filter({ hasText: 'idx_segments_project_type' });
    expect(await row.innerText()).toMatch(/ok\s+[\d.]+ kB\s+\d+/);
  });
});
