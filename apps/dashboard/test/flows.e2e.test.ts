import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Alert, type Import } from '@sizewise/shared';
import { describeWithPostgres, launchBrowser, withClient } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { createProject, importDrawing } from './api-calls.ts';
import { openPage, PATIENT } from './patient-page.ts';
import { type Page } from './picture.ts';
import { type RunningApi, startApi } from './running-api.ts';

const ROWS = 2000;
const line = (name: string): string => JSON.stringify({ segmentType: 'duct_segment', name });
const DRAWING = Array.from({ length: ROWS }, (_, i) => line(`Duct ${i}`)).join('\n');
/** More than the reads after which a hit ratio is judged. */
const BOXES = 1100;

describeWithPostgres('what an operator does', () => {
  let folder: string;
  let api: RunningApi;
  let browser: Awaited<ReturnType<typeof launchBrowser>>;
  let page: Page;
  let projectId: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sizewise-flows-e2e-'));
    const first = join(folder, 'first.ndjson');
    await writeFile(first, `${line('First')}\n`);
    api = await startApi([first], { RATE_LIMIT: '0' });
    projectId = await createProject(api.url, 'Ward');
    await importDrawing(api.url, projectId, 'small.csv', 'segmentType,name\nduct_segment,A\n');
    browser = await launchBrowser();
    page = await openPage(browser, { viewport: { width: 1280, height: 900 } });
  });
  afterAll(async () => {
    await browser?.close();
    await api?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  async function named(fileName: string): Promise<Import | undefined> {
    const response = await fetch(`${api.url}/api/imports?q=${fileName}`);
    return ((await response.json()) as { items: Import[] }).items[0];
  }
  const files = async (): Promise<string[]> =>
    (await page.locator('tbody td:first-child a').allInnerTexts()).toSorted();

  it('finds imports by status, format and name, and keeps that in the link', async () => {
    await page.goto(`${api.url}/#/imports`);
    await page.getByRole('link', { name: 'small.csv' }).waitFor();
    await expect.poll(files, PATIENT).toEqual(['first.ndjson', 'small.csv']);
    await page.getByLabel('Search by file name').fill('SMALL');
    await expect.poll(files, PATIENT).toEqual(['small.csv']);
    await page.getByLabel('Format').selectOption('csv');
    await page.waitForURL(/#\/imports\?format=csv&q=SMALL$/);
    await page.getByRole('radio', { name: /^Failed/ }).check({ force: true });
    await page.getByText('No import is like this').waitFor();
    await page.waitForURL(/status=failed/);
    await page.reload();
    await page.getByText('No import is like this').waitFor();
    expect(await page.getByLabel('Search by file name').inputValue()).toBe('SMALL');
    await page.getByRole('button', { name: 'Show all imports' }).click();
    await expect.poll(files, PATIENT).toEqual(['first.ndjson', 'small.csv']);
  });

  it('watches an import at work, cancels it and tries it again', async () => {
    await page.goto(`${api.url}/#/projects/${projectId}`);
    await page.getByRole('link', { name: 'small.csv' }).waitFor();
    // Whoever holds this lock keeps rows from being written, until the page has shown it.
    await withClient(api.databaseUrl, async (client) => {
      await client.query('BEGIN; LOCK TABLE sizewise.project_segments IN SHARE MODE');
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'held.ndjson', mimeType: 'text/plain', buffer: Buffer.from(DRAWING) });
      await page.getByRole('link', { name: 'held.ndjson' }).first().click();
      const card = page.getByRole('article', { name: 'Import of held.ndjson' });
      await card.getByText('running', { exact: true }).waitFor();
      const chunks = page.getByRole('region', { name: 'Chunks' });
      await chunks.getByText('1 leased').waitFor();
      await card.getByRole('button', { name: 'Cancel' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Cancel the import' }).click();
      await dialog.waitFor({ state: 'detached' });
      await client.query('ROLLBACK');
      await card.getByText('cancelled', { exact: true }).waitFor();
      expect(await named('held')).toMatchObject({ status: 'cancelled', segmentsWritten: 0 });
      await card.getByRole('button', { name: 'Retry' }).click();
      await card.getByText('completed', { exact: true }).waitFor();
    });
    expect(await named('held')).toMatchObject({ status: 'completed', segmentsWritten: ROWS });
    await page.getByRole('region', { name: 'Chunks' }).getByText('1 done').waitFor();
  });

  it('sees a threshold that was crossed: on the chart, in the list and in the first line', async () => {
    const queries = Array.from({ length: BOXES }, (_, i) => `minX=${i}&maxX=${i + 1}&minY=0&maxY=1`);
    const readNext = async (): Promise<void> => {
      for (let query = queries.pop(); query !== undefined; query = queries.pop()) {
        await fetch(`${api.url}/api/projects/${projectId}/spatial?${query}`);
      }
    };
    await Promise.all([readNext(), readNext(), readNext(), readNext()]);
    await page.goto(`${api.url}/#/overview`);
    const row = page
      .getByRole('region', { name: 'Thresholds crossed' })
      .getByRole('row')
      .filter({ hasText: 'Reads found in the cache: spatial' });
    await row.getByText('critical').waitFor();
    await page.getByText('Reads found in the cache: spatial came to 0 %, below 30 %').first().waitFor();
    const response = await fetch(`${api.url}/api/performance/alerts?state=open`);
    const { items } = (await response.json()) as { items: Alert[] };
    const alert = items.find(({ metric }) => metric === 'cache.kinds.spatial.hitRatio');
    expect(alert).toMatchObject({ severity: 'critical', worst: 0, closedAt: null });
    await withClient(api.databaseUrl, async (client) => {
      const { rows } = await client.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM sizewise.alerts WHERE metric = $1',
        [alert?.metric],
      );
      expect(rows[0]?.n).toBe(1);
    });
  });

  it('catches up by itself once the server is back', async () => {
    await page.goto(`${api.url}/#/imports`);
    await expect.poll(files, PATIENT).toContain('small.csv');
    await api.stop();
    await page.getByText('Connection to the server lost').waitFor();
    await api.restart();
    await importDrawing(api.url, projectId, 'meanwhile.csv', 'segmentType,name\nduct_segment,B\n');
    await expect.poll(files, PATIENT).toContain('meanwhile.csv');
    await page.getByText('Connection to the server lost').waitFor({ state: 'detached' });
    await page.getByRole('region', { name: 'Live figures' }).getByText('rows/s').waitFor();
  });
});
