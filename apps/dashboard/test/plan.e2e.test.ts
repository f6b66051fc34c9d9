import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describeWithPostgres, launchBrowser } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { CHANGE_STYLES } from '../src/plan/change-style.ts';
import { assignPaints, colourOf, NO_PAINT } from '../src/lib/palette.ts';
import { bandColour } from '../src/plan/value-bands.ts';
import { createProject, importDrawing } from './api-calls.ts';
import { openPage, PATIENT } from './patient-page.ts';
import { type Page, planDrawn, shareOf } from './picture.ts';
import { REVISIONS, WALLS } from './plan-drawings.ts';
import { type RunningApi, startApi } from './running-api.ts';

const SYSTEMS = ['Supply air', 'Return air'];
const paints = assignPaints(SYSTEMS);
const [SUPPLY, RETURN] = SYSTEMS.map((name) => colourOf(paints.get(name) ?? NO_PAINT, 'light'));
const DUCT = colourOf(assignPaints(['duct_segment']).get('duct_segment') ?? NO_PAINT, 'light');
const PAPER = '#ffffff';

describeWithPostgres('the drawing pages', () => {
  let folder: string;
  let api: RunningApi;
  let browser: Awaited<ReturnType<typeof launchBrowser>>;
  let page: Page;
  let projectId: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sizewise-dashboard-e2e-'));
    const first = join(folder, 'first.ndjson');
    await writeFile(first, '{"segmentType":"duct_segment","name":"First"}\n');
    api = await startApi([first]);
    projectId = await createProject(api.url, 'Ward');
    await importDrawing(api.url, projectId, 'ducts.geojson', REVISIONS[0]);
    await importDrawing(api.url, projectId, 'ducts.geojson', REVISIONS[1]);
    await importDrawing(api.url, projectId, 'walls.dxf', WALLS);
    browser = await launchBrowser();
    page = await openPage(browser, { viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
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

  async function open(link: string): Promise<void> {
    await page.goto('about:blank');
    await page.goto(`${api.url}/#/projects/${projectId}/${link}`);
  }
  async function drawn(): Promise<void> {
    await page.getByText('20 of 20 segments have a place in plan').waitFor();
    await planDrawn(page);
  }
  /** Of the plan's pixels, as soon as it is what is expected. */
  const expectShare = (colour = '') => expect.poll(() => shareOf(page, colour), PATIENT);

  it('lays drawings over each other, the architectural one grey beneath', async () => {
    await open('plan?opacity=1');
    await drawn();
    await expectShare(DUCT).toBeGreaterThan(0.002);
    const empty = await shareOf(page, PAPER);
    await page.getByRole('radio', { name: 'Off' }).check({ force: true });
    // Four walls of 100 m in all, on a plan of some 18 pixels a metre.
    await expectShare(PAPER).toBeGreaterThan(empty + 0.002);
    await expectShare(DUCT).toBeGreaterThan(0.002);
    await page.waitForURL(/bg=off/);
    expect(complaints).toEqual([]);
  });

  it('switches systems, layers and drawings, and keeps what is switched in the link', async () => {
    await open('plan?by=system');
    await drawn();
    const returnAir = page.getByRole('checkbox', { name: 'Return air' });
    await expectShare(RETURN).toBeGreaterThan(0.001);
    await returnAir.uncheck();
    await expectShare(RETURN).toBe(0);
    await expectShare(SUPPLY).toBeGreaterThan(0.002);
    await page
      .getByRole('list', { name: 'Drawings' })
      .getByRole('checkbox', { name: 'ducts.geojson' })
      .uncheck();
    await expectShare(SUPPLY).toBe(0);
    await page.waitForURL(/hide=system:Return\+air&hide=drawing:/);
    const link = page.url();
    await page.goto('about:blank');
    await page.goto(link);
    await drawn();
    expect(await returnAir.isChecked()).toBe(false);
    expect(page.url()).toBe(link);
    await page.getByRole('button', { name: 'Show all' }).click();
    await expectShare(RETURN).toBeGreaterThan(0.001);
    await page.getByText('Layers', { exact: true }).click();
    const layers = page.getByRole('list', { name: 'Layers' });
    await expect.poll(() => layers.getByRole('listitem').count(), PATIENT).toBe(3);
    await layers.getByRole('button', { name: 'Show only M-HVAC-DUCT' }).click();
    await expectShare(SUPPLY).toBe(0);
    await page.waitForURL(/only=layer:M-HVAC-DUCT/);
    expect(complaints).toEqual([]);
  });

  it('selects with a click and finds the selection again from the link', async () => {
    await open('plan?view=3,0.4,40');
    await drawn();
    await expectShare(PAPER).toBeLessThan(0.99);
    await page.getByRole('application', { name: 'Plan of the project' }).click();
    const segment = page.getByRole('region', { name: 'Duct stay-0' });
    await segment.getByText('Return air').waitFor();
    await page.waitForURL(/sel=/);
    const link = page.url();
    await page.goto('about:blank');
    await page.goto(link);
    await segment.getByText('Return air').waitFor();
    expect(complaints).toEqual([]);
  });

  it('compares two revisions in colour, and goes to a change', async () => {
    await open('drawings');
    const card = page.getByRole('article', { name: 'ducts.geojson' });
    await card.getByText('Revisions', { exact: true }).click();
    await card.getByRole('link', { name: 'Compare' }).click();
    const diff = page.getByRole('region', { name: 'Revision 1 → 2' });
    await diff.getByText('12 unchanged').waitFor();
    const kinds = await diff.getByRole('list', { name: 'Kinds of change' }).innerText();
    expect(kinds.replaceAll(/[^\w\d]+/g, ' ').trim()).toBe('Added 1 Removed 1 Moved 1 Resized 1');
    const { added, removed, moved } = CHANGE_STYLES;
    for (const style of [added, removed, moved]) {
      await expectShare(style.colour.light).toBeGreaterThan(0.0001);
    }
    await page.waitForURL(/view=/);
    const [before = ''] = /view=[^&]+/.exec(page.url()) ?? [];
    await diff.getByRole('button', { name: /Duct comes/ }).click();
    await page.waitForURL(({ href }) => href.includes('sel=') && !href.includes(before));
    await page.getByRole('region', { name: 'Duct comes', exact: true }).waitFor();
    await diff.getByRole('checkbox', { name: 'Added' }).uncheck();
    await expectShare(added.colour.light).toBe(0);
    await diff.getByRole('button', { name: 'Close' }).click();
    await page.waitForURL((url) => !url.href.includes('diff='));
    expect(complaints).toEqual([]);
  });

  it('takes off by what is chosen, as the api adds it up, and shows a row on the plan', async () => {
    await open('takeoff');
    await page.getByRole('group', { name: 'Group by' }).getByRole('button', { name: 'Type' }).click();
    await page.waitForURL(/by=system$/);
    const table = page.getByRole('table', { name: 'Quantities by System' });
    const row = table.getByRole('row', { name: /^Supply air/ });
    await row.waitFor();
    const supply = await row.getByRole('cell').allInnerTexts();
    const answer = await fetch(`${api.url}/api/projects/${projectId}/takeoff?groupBy=system`);
    const { items, totals } = (await answer.json()) as {
      items: { group: { system: string | null }; count: number; length: number }[];
      totals: { count: number };
    };
    const group = items.find((item) => item.group.system === 'Supply air');
    expect(supply.slice(0, 2)).toEqual([String(group?.count), group?.length.toFixed(1)]);
    const total = await table.getByRole('row', { name: /^Total/ }).innerText();
    expect(total).toContain(String(totals.count));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV' }).click(),
    ]);
    const csv = await readFile(await download.path(), 'utf8');
    expect(csv.trim().split(/\r?\n/).length).toBe(items.length + 1);
    await table.getByRole('link', { name: 'Show Supply air on the plan' }).click();
    await page.waitForURL(/plan\?.*only=system:Supply\+air/);
    await page.getByText('Systems', { exact: true }).click();
    expect(await page.getByRole('checkbox', { name: 'Supply air' }).isChecked()).toBe(true);
    expect(await page.getByRole('checkbox', { name: 'Return air' }).isChecked()).toBe(false);
    expect(complaints).toEqual([]);
  });

  it('colours by velocity', async () => {
    await open('plan?by=velocity');
    await page.getByRole('list', { name: 'Velocity' }).getByText('10 m/s and more').waitFor();
    const [slow, fast] = [bandColour(1, 'light') ?? '', bandColour(4, 'light') ?? ''];
    await expectShare(slow).toBeGreaterThan(0.002);
    await expectShare(fast).toBeGreaterThan(0.001);
    await page.getByRole('radio', { name: 'Type' }).check({ force: true });
    await expectShare(fast).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('says what failed while the server was away, and catches up by itself', async () => {
    await open('takeoff');
    const groups = page.getByRole('group', { name: 'Group by' });
    await page.getByRole('row', { name: /^Total/ }).waitFor();
    await page.context().setOffline(true);
    await groups.getByRole('button', { name: 'Level' }).click();
    await page.getByRole('main').getByRole('alert').waitFor();
    await page.context().setOffline(false);
    await page
      .getByRole('table', { name: /Level/ })
      .getByRole('row', { name: /^Total/ })
      .waitFor();
    await page.getByRole('main').getByRole('alert').waitFor({ state: 'detached' });
    // The browser itself reports every request that went nowhere.
    expect(complaints.splice(0)).not.toEqual([]);
  });

  it('says that there are no open ends where no drawing has ports', async () => {
    await open('plan?ends');
    await page.getByText('None: either all ports are connected').waitFor();
    expect(complaints).toEqual([]);
  });
});
