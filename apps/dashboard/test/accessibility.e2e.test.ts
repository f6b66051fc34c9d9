import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describeWithPostgres, launchBrowser, withClient } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { createProject, importDrawing } from './api-calls.ts';
import { openPage } from './patient-page.ts';
import { REVISIONS } from './plan-drawings.ts';
import { type RunningApi, startApi } from './running-api.ts';
import { violations } from './violations.ts';

const BAD_LINE = '{"segmentType":"duct_segment","width":"wide"}';

describeWithPostgres('the rules of accessibility', () => {
  let folder: string;
  let api: RunningApi;
  let browser: Awaited<ReturnType<typeof launchBrowser>>;
  let projectId: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sizewise-dashboard-e2e-'));
    const first = join(folder, 'first.ndjson');
    await writeFile(first, '{"segmentType":"duct_segment","name":"First"}\n');
    api = await startApi([first]);
    await withClient(api.databaseUrl, async (client) => {
      await client.query('CREATE SEQUENCE public.short MAXVALUE 100');
      await client.query("SELECT setval('public.short', 99)");
    });
    projectId = await createProject(api.url, 'Ward');
    await importDrawing(api.url, projectId, 'ducts.geojson', REVISIONS[0]);
    await importDrawing(api.url, projectId, 'ducts.geojson', REVISIONS[1]);
    await importDrawing(api.url, projectId, 'bad.ndjson', `{"segmentType":"duct_segment"}\n${BAD_LINE}\n`);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await api?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  /** Opens a page by its link and waits for what it shows at last. */
  const PAGES: Readonly<Record<string, readonly [link: () => Promise<string>, text: string]>> = {
    overview: [() => Promise.resolve('overview'), 'Oldest queued import'],
    performance: [() => Promise.resolve('performance'), 'idx_segments_project_type'],
    projects: [() => Promise.resolve(''), 'Ward'],
    imports: [() => Promise.resolve('imports'), 'bad.ndjson'],
    project: [() => Promise.resolve(`projects/${projectId}`), 'bad.ndjson'],
    'one import': [importWithRejects, 'line 2'],
    drawings: [() => Promise.resolve(`projects/${projectId}/drawings`), 'ducts.geojson'],
    plan: [() => Promise.resolve(`projects/${projectId}/plan?by=system&ends`), 'segments have a place'],
    'take-off': [() => Promise.resolve(`projects/${projectId}/takeoff`), 'Supply air'],
  };

  async function importWithRejects(): Promise<string> {
    const response = await fetch(`${api.url}/api/imports?projectId=${projectId}`);
    const { items } = (await response.json()) as { items: { id: string; rejected: number }[] };
    return `projects/${projectId}/imports/${items.find(({ rejected }) => rejected > 0)?.id}`;
  }

  const cases = Object.keys(PAGES).flatMap((name) =>
    (['light', 'dark'] as const).map((theme) => [name, theme] as const),
  );
  it.each(cases)('%s, %s', async (name, theme) => {
    const page = await openPage(browser, {
      viewport: { width: name === 'overview' ? 390 : 1280, height: 900 },
      colorScheme: theme,
      reducedMotion: 'reduce',
    });
    try {
      const [link, text] = PAGES[name] ?? [() => Promise.resolve(''), ''];
      await page.goto(`${api.url}/#/${await link()}`);
      await page.getByText(text).first().waitFor({ state: 'attached' });
      // What is still being read says so and ends with this sign.
      await page.getByText(/…$/).first().waitFor({ state: 'hidden' });
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      expect(await violations(page)).toEqual([]);
    } finally {
      await page.close();
    }
  });
});
