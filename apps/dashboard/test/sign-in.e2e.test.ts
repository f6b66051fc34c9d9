import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describeWithPostgres, launchBrowser } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { openPage } from './patient-page.ts';
import { type RunningApi, startApi } from './running-api.ts';

const KEY = 'correct-horse-battery-staple-0123456789';

describeWithPostgres('a server with a key', () => {
  let folder: string;
  let api: RunningApi;
  let browser: Awaited<ReturnType<typeof launchBrowser>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sizewise-dashboard-e2e-'));
    const first = join(folder, 'first.ndjson');
    await writeFile(first, '{"segmentType":"duct_segment","name":"First"}\n');
    api = await startApi([first], { SIZEWISE_API_KEY: KEY });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await api?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it('asks for the key, refuses a wrong one and shows live figures for the right one', async () => {
    const page = await openPage(browser, { viewport: { width: 390, height: 844 } });
    await page.goto(api.url);
    await page.getByLabel('Key').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('unauthorized');
    await page.getByLabel('Key').fill(KEY);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Projects' }).waitFor();
    await page.getByRole('region', { name: 'Live figures' }).getByText('rows/s').waitFor();
    await page
      .getByRole('link', { name: /segments/ })
      .first()
      .waitFor();
  });
});
