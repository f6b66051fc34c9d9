import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describeWithPostgres, launchBrowser } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { openPage, PATIENT } from './patient-page.ts';
import { type Page, planDrawn, shareOf } from './picture.ts';
import { type RunningApi, startApi } from './running-api.ts';

const ROWS = 3000;
const BAD_LINE = 1234;

/** A grid of ducts and terminals, 2 m apart, with one line that holds no number where one belongs. */
function drawing(): string {
  const lines = Array.from({ length: ROWS }, (_, i) => {
    const x = (i % 60) * 2;
    const y = Math.floor(i / 60) * 2;
    return JSON.stringify({
      externalId: `element-${i}`,
      segmentType: i % 3 === 0 ? 'air_terminal' : 'duct_segment',
      name: `Element ${i}`,
      system: i % 2 === 0 ? 'Supply air' : 'Return air',
      bounds: { minX: x, maxX: x + 1.5, minY: y, maxY: y + 1, minZ: 0, maxZ: 0.3 },
    });
  });
  lines[BAD_LINE - 1] = '{"segmentType":"duct_segment","width":"wide"}';
  return lines.join('\n');
}

describeWithPostgres('the dashboard', () => {
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
    browser = await launchBrowser();
    page = await openPage(browser, { viewport: { width: 1280, height: 800 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(api.url)) complaints.push(`another host: ${request.url()}`);
    });
  });
  afterAll(async () => {
    await browser?.close();
    await api?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it('imports a file dropped on the page and shows its counts', async () => {
    await page.goto(api.url);
    await page.getByLabel('Name').fill('Plant room');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('Nothing imported yet').waitFor();
    const data = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], 'plant.ndjson', { type: 'application/x-ndjson' }));
      return transfer;
    }, drawing());
    await page.dispatchEvent('main', 'drop', { dataTransfer: data });
    const card = page.getByRole('article', { name: 'Import of plant.ndjson' });
    await card.getByText('completed', { exact: true }).waitFor();
    for (const shown of [/2,999/, /Duct segment\s+2,000/, /Air terminal\s+999/]) {
      await expect.poll(() => card.innerText(), PATIENT).toMatch(shown);
    }
    expect(complaints).toEqual([]);
  });

  it('says which line was rejected and why', async () => {
    await page.getByRole('link', { name: 'See 1 rejected' }).click();
    const rejects = page.getByRole('region', { name: 'Rejected records' });
    await rejects.getByText(`line ${BAD_LINE}`).waitFor();
    const text = await rejects.innerText();
    expect(text).toContain('invalid_number');
    expect(text).toContain('"wide"');
  });

  it('refuses an empty file by name and code', async () => {
    await page.getByRole('link', { name: 'All imports' }).click();
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'empty.csv', mimeType: 'text/csv', buffer: Buffer.alloc(0) });
    await page.getByText('(empty_file)').waitFor();
    expect(await page.getByRole('list', { name: 'Uploads' }).innerText()).toContain('empty.csv');
    await page.getByRole('button', { name: 'Dismiss' }).click();
    // The browser itself reports every answer of 4xx.
    expect(complaints.splice(0)).toHaveLength(1);
  });

  it('draws the plan and shows the segment that the keyboard selects', async () => {
    await page.getByRole('link', { name: 'Plan', exact: true }).click();
    await page.getByText('2,999 of 2,999 segments have a place in plan').waitFor();
    await planDrawn(page);
    const plan = page.getByRole('application', { name: 'Plan of the project' });
    await plan.focus();
    await page.keyboard.press('n');
    const segment = page.getByRole('region', { name: /Element/ });
    await segment.getByText('Supply air').waitFor();
    await expect.poll(() => shareOf(page, '#ffffff'), PATIENT).toBeLessThan(0.9);
  });

  it('keeps view and colouring in the link', async () => {
    await page.getByRole('radio', { name: 'System' }).check({ force: true });
    const hidden = page.getByRole('checkbox', { name: 'Return air' });
    await hidden.uncheck();
    await page.waitForURL(/by=system&hide=system:Return/);
    const before = page.url();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.waitForURL(({ href }) => href !== before);
    const link = page.url();
    await page.goto('about:blank');
    complaints.splice(0);
    await page.goto(link);
    await hidden.waitFor();
    expect(await hidden.isChecked()).toBe(false);
    expect(page.url()).toBe(link);
    expect(complaints).toEqual([]);
  });

  it('removes an import after asking', async () => {
    await page.getByRole('navigation', { name: 'Project' }).getByRole('link', { name: 'Imports' }).click();
    await page.getByRole('link', { name: 'plant.ndjson' }).first().click();
    // What the page asks for after it is gone is not found, and the browser reports that.
    for (const [panel, text] of [
      ['Chunks', 'done'],
      ['Why records were rejected', 'invalid_number'],
      ['Rejected records', `line ${BAD_LINE}`],
    ] as const) {
      await page.getByRole('region', { name: panel }).getByText(text).first().waitFor();
    }
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove the import' }).click();
    await page.getByText('Nothing imported yet').waitFor();
    await page.getByText('0 segments', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });
});
