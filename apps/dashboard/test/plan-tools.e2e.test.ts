import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describeWithPostgres, launchBrowser } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { createProject, importDrawing } from './api-calls.ts';
import { openPage, PATIENT } from './patient-page.ts';
import { type Page, planDrawn } from './picture.ts';
import { REVISIONS, WALLS } from './plan-drawings.ts';
import { type RunningApi, startApi } from './running-api.ts';
import { violations } from './violations.ts';

/** Pixels per metre of the view that the tests measure and click in. */
const SCALE = 40;
/** Duct stay-0: 6 m by 0.8 m from the origin. */
const DUCT = { x: 0, y: 0, length: 6, width: 0.8 };

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly airflow: number | null;
  readonly version: number;
}

describeWithPostgres('the tools of the plan', () => {
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
    await importDrawing(api.url, projectId, 'walls.dxf', WALLS);
    browser = await launchBrowser();
    page = await openPage(browser, { viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterAll(async () => {
    await browser?.close();
    await api?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const surface = () => page.getByRole('application', { name: 'Plan of the project' });
  async function open(link: string): Promise<void> {
    await page.goto('about:blank');
    await page.goto(`${api.url}/#/projects/${projectId}/${link}`);
  }
  async function openPlan(query = ''): Promise<void> {
    await open(`plan?view=3,0.4,${SCALE}${query}`);
    await planDrawn(page);
  }
  /** Where a place of the plan is on the surface, pixels. */
  async function placeOf(x: number, y: number): Promise<{ x: number; y: number }> {
    const box = await surface().boundingBox();
    if (!box) throw new Error('The plan is not on the page');
    return { x: box.width / 2 + (x - 3) * SCALE, y: box.height / 2 - (y - 0.4) * SCALE };
  }
  async function duct(): Promise<Listed> {
    const response = await fetch(`${api.url}/api/projects/${projectId}/segments?q=stay-0&limit=1000`);
    const { items } = (await response.json()) as { items: Listed[] };
    const found = items.find(({ name }) => name === 'Duct stay-0');
    if (!found) throw new Error('The duct is not there');
    return found;
  }
  async function patch(airflow: number): Promise<void> {
    const { id, version } = await duct();
    const response = await fetch(`${api.url}/api/projects/${projectId}/segments/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', 'if-match': `"${version}"` },
      body: JSON.stringify({ airflow }),
    });
    expect(response.status).toBe(200);
  }

  it('changes the airflow of a selected duct by keyboard, and shows what follows from it', async () => {
    await openPlan('&by=velocity');
    await surface().click({ position: await placeOf(3, 0.4) });
    const panel = page.getByRole('region', { name: 'Duct stay-0' });
    const field = panel.getByRole('textbox', { name: 'Airflow' });
    await field.waitFor();
    expect(await field.inputValue()).toBe('1500');
    // 1.5 m³/s in 0.4 × 0.3 m.
    await panel.getByText('12.5 m/s').waitFor();
    await panel.getByRole('combobox', { name: 'Unit of the airflow' }).selectOption('m³/s');
    expect(await field.inputValue()).toBe('1.5');
    await field.fill('0.6');
    await field.press('Enter');
    await panel.getByText('5 m/s').waitFor();
    await panel.getByText('a change by hand').waitFor();
    expect((await duct()).airflow).toBe(0.6);
    await field.fill('7');
    await field.press('Escape');
    expect(await field.inputValue()).toBe('0.6');
    expect(await panel.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('says that somebody else was faster, and saves over it only when told to', async () => {
    await openPlan();
    await surface().click({ position: await placeOf(3, 0.4) });
    const panel = page.getByRole('region', { name: 'Duct stay-0' });
    const field = panel.getByRole('textbox', { name: 'Airflow' });
    await field.waitFor();
    await patch(0.9);
    await field.fill('0.3');
    await panel.getByRole('button', { name: 'Save' }).click();
    await panel.getByRole('alert').getByText('900 L/s').waitFor();
    expect((await duct()).airflow).toBe(0.9);
    await panel.getByRole('button', { name: 'Save over it' }).click();
    await panel.getByRole('alert').waitFor({ state: 'detached' });
    await expect.poll(async () => (await duct()).airflow, PATIENT).toBe(0.3);
    expect(complaints).toEqual([]);
  });

  it('measures between corners, adds up, takes back, and ends with Escape', async () => {
    await openPlan();
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    const bar = page.getByRole('group', { name: 'Measure', exact: true });
    await bar.getByText('Pick the first point').waitFor();
    const nearly = 5 / SCALE;
    const { x, y, length, width } = DUCT;
    for (const [px, py] of [
      [x + nearly, y - nearly],
      [x + length - nearly, y - nearly],
      [x + length + nearly, y + width + nearly],
    ] as const) {
      await surface().click({ position: await placeOf(px, py) });
    }
    // Exactly the duct's sides, though each click was 5 pixels beside its corner.
    await bar.getByText('Last 800 mm').waitFor();
    await bar.getByText('in all 6.8 m').waitFor();
    await surface().press('Backspace');
    await bar.getByText('Last 6 m').waitFor();
    await surface().press('Escape');
    await bar.waitFor({ state: 'detached' });
    await surface().press('m');
    await surface().press('Enter');
    await bar.getByText('Pick the next point').waitFor();
    await surface().press('Escape');
    expect(complaints).toEqual([]);
  });

  it('saves the view as a PNG with the colours that are on the screen', async () => {
    await openPlan();
    await page.getByRole('heading', { name: 'Ward' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'PNG of this view' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('Ward.png');
    const png = await readFile(await download.path());
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    const box = await surface().boundingBox();
    expect(png.readUInt32BE(16)).toBe(Math.round((box?.width ?? 0) * 2));
    expect(png.readUInt32BE(20)).toBeGreaterThan((box?.height ?? 0) * 2);
    const colours = await page.evaluate(async (data) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0);
      const pixels = context?.getImageData(0, 0, image.width, image.height).data ?? [];
      const seen = new Set<number>();
      for (let i = 0; i < pixels.length; i += 4) {
        seen.add(((pixels[i] ?? 0) << 16) | ((pixels[i + 1] ?? 0) << 8) | (pixels[i + 2] ?? 0));
      }
      return seen.size;
    }, png.toString('base64'));
    expect(colours).toBeGreaterThan(3);
    expect(complaints).toEqual([]);
  });

  it('makes a rule for a layer, says what it decides, and stores it', async () => {
    await open('drawings');
    await page.getByText('Layer rules', { exact: true }).click();
    const layers = page.getByRole('region', { name: 'Layer rules' });
    await layers
      .getByRole('list', { name: 'Layers without a rule' })
      .getByRole('button', { name: /^A-WALL/ })
      .click();
    const pattern = layers.getByRole('textbox', { name: 'Layer or pattern of rule 1' });
    expect(await pattern.inputValue()).toBe('A-WALL');
    expect(await layers.getByRole('button', { name: 'Save rules' }).isDisabled()).toBe(true);
    await pattern.fill('*WALL*');
    await layers.getByRole('combobox', { name: 'Discipline of rule 1' }).selectOption('structural');
    await layers.getByText('Decides 1 layer with 4 segments').waitFor();
    await layers.getByRole('button', { name: 'Save rules' }).click();
    await layers.getByText('Saved; the next import follows them').waitFor();
    const response = await fetch(`${api.url}/api/projects/${projectId}/layers`);
    expect(await response.json()).toMatchObject({
      rules: [{ pattern: '*WALL*', discipline: 'structural' }],
    });
    await page.reload();
    await page.getByText('Layer rules', { exact: true }).click();
    await layers.getByRole('button', { name: 'Remove rule 1' }).click();
    await layers.getByRole('button', { name: 'Save rules' }).click();
    await layers.getByText('Saved; the next import follows them').waitFor();
    expect(complaints).toEqual([]);
  });

  it.each(['light', 'dark'] as const)(
    'keeps the rules of accessibility while tools are in use, %s',
    async (theme) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await openPlan('&by=pressureDrop');
      await surface().click({ position: await placeOf(3, 0.4) });
      await page.getByRole('textbox', { name: 'Airflow' }).waitFor();
      await surface().press('m');
      await surface().press('Enter');
      await page.getByText('Pick the next point').waitFor();
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      expect(await violations(page)).toEqual([]);
      await open('drawings');
      await page.getByText('Layer rules', { exact: true }).click();
      await page.getByRole('button', { name: /^A-WALL/ }).click();
      await page.getByText('Choose a discipline, a type, or both').waitFor();
      expect(await violations(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: null });
    },
  );

  it('tells the range of what is calculated in the whole project', async () => {
    const response = await fetch(`${api.url}/api/projects/${projectId}/tiles?value=velocity`);
    const { range } = (await response.json()) as { range: { max: number; count: number } };
    await open('plan?by=velocity');
    await page.getByText(`in ${range.count} segments of the project`).waitFor();
    await page.getByText(`to ${Number(range.max.toPrecision(3))} m/s`).waitFor();
    expect(complaints).toEqual([]);
  });

  it('finds a project by its name, and keeps the search in the link', async () => {
    for (const name of ['North', 'South', 'East', 'West']) await createProject(api.url, `${name} wing`);
    await page.goto('about:blank');
    await page.goto(`${api.url}/#/`);
    const search = page.getByRole('searchbox', { name: 'Search the projects' });
    await search.fill('North');
    await page.getByRole('link', { name: /^Ward/ }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: /^North wing/ }).waitFor();
    await page.waitForURL(/#\/\?q=North/);
    await page.reload();
    await page.getByRole('link', { name: /^North wing/ }).waitFor();
    expect(await search.inputValue()).toBe('North');
    await search.fill('nowhere');
    await page.getByText('No project has a name like').waitFor();
    expect(complaints).toEqual([]);
  });
});
