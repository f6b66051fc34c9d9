import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type ChunkMap, type Import, type ImportCounts, type RejectReason } from '@sizewise/shared';
import { describeWithPostgres, launchBrowser, withClient } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import { formatBytes, formatCount, formatWord } from '../src/lib/format.ts';
import { createProject, importDrawing } from './api-calls.ts';
import { openPage, PATIENT } from './patient-page.ts';
import { type Page } from './picture.ts';
import { type RunningApi, startApi } from './running-api.ts';

const DUCTS = 1234;

/** Ducts with flows, terminals without, and some records that cannot be read. */
function drawing(): string {
  const lines = Array.from({ length: DUCTS }, (_, i) => {
    const bounds = { minX: i, maxX: i + 1, minY: 0, maxY: 1, minZ: 0, maxZ: 1 };
    const duct = { segmentType: 'duct_segment', shape: 'rectangular', width: 0.4, height: 0.3, length: 2 };
    return JSON.stringify(
      i % 4 === 0 ? { segmentType: 'air_terminal', bounds } : { ...duct, airflow: 0.2, bounds },
    );
  });
  const bad = Array.from({ length: 7 }, () => '{"segmentType":"duct_segment","width":"wide"}');
  return [...lines, ...bad, '{"segmentType":"duct_segment"'].join('\n');
}

describeWithPostgres('numbers on the page', () => {
  let folder: string;
  let api: RunningApi;
  let browser: Awaited<ReturnType<typeof launchBrowser>>;
  let page: Page;
  let projectId: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sizewise-numbers-e2e-'));
    const first = join(folder, 'first.ndjson');
    await writeFile(first, '{"segmentType":"duct_segment","name":"First"}\n');
    api = await startApi([first]);
    projectId = await createProject(api.url, 'Ward');
    await importDrawing(api.url, projectId, 'ward.ndjson', drawing());
    await vi.waitUntil(async () => (await counts()).byStatus.completed === 2, PATIENT);
    browser = await launchBrowser();
    page = await openPage(browser, { viewport: { width: 1280, height: 900 } });
  });
  afterAll(async () => {
    await browser?.close();
    await api?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  async function get<T>(path: string): Promise<T> {
    return (await (await fetch(`${api.url}${path}`)).json()) as T;
  }
  const counts = (): Promise<ImportCounts> => get('/api/imports/counts');
  /** The first row of a query of the database itself. */
  async function stored(sql: string, values: unknown[] = []): Promise<Record<string, unknown>> {
    return withClient(
      api.databaseUrl,
      async (client) => (await client.query(sql, values)).rows[0] as Record<string, unknown>,
    );
  }
  /** Figures of a description list, by their names. */
  async function figures(within: string): Promise<Record<string, string>> {
    const pairs = await page
      .locator(`${within} dl > div`)
      .evaluateAll((rows) =>
        rows.map((row) => [
          row.querySelector('dt')?.innerText ?? '',
          row.querySelector('dd')?.innerText ?? '',
        ]),
      );
    return Object.fromEntries(pairs) as Record<string, string>;
  }

  it('of the imports are those of the api, and the api has those of the tables', async () => {
    const { items } = await get<{ items: Import[] }>('/api/imports');
    const shownCounts = await counts();
    const [byTable, rows] = [
      await stored(
        `SELECT count(*)::int AS total, count(*) FILTER (WHERE status = 'completed')::int AS completed FROM sizewise.imports`,
      ),
      await stored('SELECT count(*)::int AS n FROM sizewise.published_segments'),
    ];
    expect({ total: shownCounts.total, completed: shownCounts.byStatus.completed }).toEqual(byTable);
    expect(items.reduce((sum, { segmentsWritten }) => sum + segmentsWritten, 0)).toBe(rows['n']);
    await page.goto(`${api.url}/#/imports`);
    for (const { fileName, segmentsWritten, rejected } of items) {
      const row = page.getByRole('row').filter({ hasText: fileName });
      await expect
        .poll(async () => (await row.getByRole('cell').allInnerTexts()).slice(4, 6), PATIENT)
        .toEqual([formatCount(segmentsWritten), formatCount(rejected)]);
    }
    const labels = page.getByRole('radiogroup', { name: 'Status' }).locator('label');
    const chips = async (): Promise<string[]> =>
      (await labels.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
    await expect
      .poll(chips, PATIENT)
      .toEqual([
        `All ${formatCount(shownCounts.total)}`,
        ...(['queued', 'running', 'completed', 'failed', 'cancelled'] as const).map(
          (status) => `${formatWord(status)} ${formatCount(shownCounts.byStatus[status])}`,
        ),
      ]);
  });

  it('of one import are those of the api, and the api has those of the tables', async () => {
    const { items } = await get<{ items: Import[] }>('/api/imports?q=ward');
    const [one] = items;
    const id = one?.id;
    const chunks = await get<ChunkMap>(`/api/imports/${id}/chunks`);
    const { items: reasons } = await get<{ items: RejectReason[] }>(`/api/imports/${id}/rejects/reasons`);
    expect(one).toMatchObject(
      await stored(
        `SELECT (SELECT count(*) FROM sizewise.project_segments WHERE import_id = $1)::int AS "segmentsWritten",
           (SELECT count(*) FROM sizewise.spatial_data WHERE import_id = $1)::int AS "spatialWritten",
           (SELECT count(*) FROM sizewise.calculations WHERE import_id = $1)::int AS "calculationsWritten",
           (SELECT count(*) FROM sizewise.import_rejects WHERE import_id = $1)::int AS rejected,
           (SELECT jsonb_object_agg(segment_type, n) FROM (
             SELECT segment_type, count(*) AS n FROM sizewise.project_segments WHERE import_id = $1 GROUP BY 1) t) AS "bySegmentType"`,
        [id],
      ),
    );
    expect({ total: chunks.total, done: chunks.states.done }).toEqual(
      await stored(
        `SELECT count(*)::int AS total, count(*) FILTER (WHERE state = 'done')::int AS done
         FROM sizewise.import_chunks WHERE import_id = $1`,
        [id],
      ),
    );
    expect(reasons.reduce((sum, { count }) => sum + count, 0)).toBe(one?.rejected);
    await page.goto(`${api.url}/#/projects/${projectId}/imports/${id}`);
    await page
      .getByRole('region', { name: 'Why records were rejected' })
      .getByText('invalid_number')
      .waitFor();
    expect(await figures('article')).toMatchObject({
      Segments: formatCount(one?.segmentsWritten ?? -1),
      'Spatial documents': formatCount(one?.spatialWritten ?? -1),
      Calculations: formatCount(one?.calculationsWritten ?? -1),
      Rejected: formatCount(one?.rejected ?? -1),
    });
    expect(await page.locator('article header').innerText()).toContain(formatBytes(one?.bytes ?? -1));
    const types = await page.locator('section:has(> h3:text-is("Segments by type")) li').allInnerTexts();
    expect(types.map((text) => text.split(/\n+/).map((part) => part.trim()))).toEqual(
      Object.entries(one?.bySegmentType ?? {})
        .toSorted(([, a], [, b]) => b - a)
        .map(([type, count]) => [formatWord(type), formatCount(count)]),
    );
    const shown = await page
      .getByRole('region', { name: 'Why records were rejected' })
      .locator('li strong')
      .allInnerTexts();
    expect(shown).toEqual(reasons.map(({ count }) => formatCount(count)));
    await page
      .getByRole('region', { name: 'Chunks' })
      .getByText(`${formatCount(chunks.states.done)} done`)
      .waitFor();
  });

  it('of the project are those of the api and of the tables', async () => {
    const project = await get<{ segmentCount: number }>(`/api/projects/${projectId}`);
    const table = await stored(
      'SELECT count(*)::int AS n FROM sizewise.published_segments WHERE project_id = $1',
      [projectId],
    );
    expect(project.segmentCount).toBe(table['n']);
    await page.goto(`${api.url}/#/projects/${projectId}`);
    await page.getByText(`${formatCount(project.segmentCount)} segments`, { exact: true }).waitFor();
  });

  it('of indexes and of what is configured are those of the server', async () => {
    await page.goto(`${api.url}/#/performance`);
    const row = page.getByRole('row').filter({ hasText: 'idx_segments_import' });
    await row.waitFor();
    const size = await stored(`SELECT pg_relation_size('sizewise.idx_segments_import')::int AS bytes`);
    expect(await row.innerText()).toContain(formatBytes(Number(size['bytes'])));
    const configured = page.getByRole('region', { name: 'Configuration in force' });
    await configured.getByText('PostgreSQL ·').click();
    const memory = configured.getByRole('row').filter({ hasText: 'shared_buffers' }).getByRole('cell');
    expect(await memory.first().innerText()).toBe(
      (await stored("SELECT current_setting('shared_buffers') AS value"))['value'],
    );
  });
});
