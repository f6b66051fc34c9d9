import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Import } from '@sizewise/shared';
import { describeWithPostgres, launchBrowser } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { openPage, PATIENT } from './patient-page.ts';
import { type RunningApi, startApi } from './running-api.ts';

const LINES = [
  '{"segmentType":"duct_segment","name":"Good"}',
  '{"segmentType":"duct_segment","name":"Wide","width":"wide"}',
  '{"segmentType":"pipe_segment","name":"Cut"',
];

describeWithPostgres('rejects on the page', () => {
  let folder: string;
  let api: RunningApi;
  let browser: Awaited<ReturnType<typeof launchBrowser>>;
  let page: Awaited<ReturnType<typeof browser.newPage>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sizewise-rejects-e2e-'));
    const drawing = join(folder, 'rejects.ndjson');
    await writeFile(drawing, LINES.join('\n'));
    api = await startApi([drawing]);
    browser = await launchBrowser();
    page = await openPage(browser, { viewport: { width: 1280, height: 900 } });
  });
  afterAll(async () => {
    await browser?.close();
    await api?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  async function firstImport(): Promise<Import | undefined> {
    const { items } = (await (await fetch(`${api.url}/api/imports`)).json()) as { items: Import[] };
    return items[0];
  }
  const field = () => page.getByRole('textbox', { name: 'Segment as JSON, in metres' });

  it('are corrected in an editor that begins with the raw record and names faults', async () => {
    await expect.poll(async () => (await firstImport())?.status, PATIENT).toBe('completed');
    const { id, projectId } = (await firstImport()) ?? {};
    await page.goto(`${api.url}/#/projects/${projectId}/imports/${id}`);
    await page.getByRole('region', { name: 'Rejected records' }).waitFor();
    await page.getByRole('button', { name: 'Correct line 2' }).click();
    expect(JSON.parse(await field().inputValue())).toEqual(JSON.parse(LINES[1] ?? ''));
    const dialog = page.getByRole('dialog', { name: 'Correct line 2' });
    await dialog.getByRole('button', { name: 'Store it' }).click();
    await dialog.getByRole('alert').getByText('width is not a number').waitFor();
    await field().fill('{"name": ');
    await dialog.getByRole('button', { name: 'Store it' }).click();
    await dialog.getByRole('alert').getByText('malformed_json').waitFor();
    await field().fill('{"segmentType":"duct_segment","name":"Wide","width":0.4}');
    await dialog.getByRole('button', { name: 'Store it' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('stored', { exact: true }).waitFor();
    await page.getByRole('article').getByText('1 rejected').waitFor();
  });

  it('are kept for later and stored together', async () => {
    await page.getByRole('button', { name: 'Correct line 3' }).click();
    expect(await field().inputValue()).toBe(LINES[2]);
    await field().fill(`${LINES[2]}}`);
    await page.getByRole('button', { name: 'Keep for later' }).click();
    await page.getByRole('button', { name: 'Store 1 corrected' }).click();
    await page.getByRole('region', { name: 'Rejected records' }).waitFor({ state: 'detached' });
    await page.getByText('3 segments', { exact: true }).waitFor();
    expect(await firstImport()).toMatchObject({ segmentsWritten: 3, spatialWritten: 3, rejected: 0 });
  });
});
