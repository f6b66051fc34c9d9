import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { launchBrowser, REPOSITORY_ROOT } from '@sizewise/test-support';

import { createProject, importDrawing } from '../api-calls.ts';
import { type Page } from '../picture.ts';
import { REVISIONS, WALLS } from '../plan-drawings.ts';
import { startMeasuredApi } from './measured-api.ts';

const { values: settings, positionals } = parseArgs({
  allowPositionals: true,
  options: { png: { type: 'boolean', default: false }, to: { type: 'string', default: 'docs/screenshots' } },
});
const FOLDER = join(REPOSITORY_ROOT, settings.to);
const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } } as const;
const THEMES = ['light', 'dark'] as const;
/** A long page is shown down to here, pixels. */
const TALLEST = { wide: 1900, narrow: 2400 } as const;
const WEBP_QUALITY = 70;
const SETTLE_MS = 1200;
/** What the overview has to show before it is looked at, milliseconds. */
const HISTORY_MS = 90_000;

interface Shot {
  readonly link: string;
  /** False where a wide page fills the screen, however tall that is. */
  readonly isLong?: boolean;
  /** True for the page as it is without a key. */
  readonly isSignedOut?: boolean;
}

/** Rows of which some cannot be read, as a table that was filled in by hand has them. */
function tableWithFaults(): string {
  const rows = Array.from({ length: 240 }, (_, i) => {
    const width = i % 40 === 7 ? 'about 40' : String(0.2 + (i % 5) * 0.1);
    return `D-${i},duct_segment,Supply ${i % 3},Level ${i % 4},${width},0.3,${2 + (i % 6)}`;
  });
  return ['externalId,segmentType,system,level,width,height,length', ...rows].join('\n');
}

async function itemsOf(path: string): Promise<{ id: string; fileName?: string }[]> {
  const response = await fetch(`${api.url}/api/${path}`);
  const { items } = (await response.json()) as { items: { id: string; fileName?: string }[] };
  return items;
}

async function take(page: Page, name: string, size: keyof typeof SIZES, shot: Shot): Promise<void> {
  await page.setViewportSize(SIZES[size]);
  if (shot.isSignedOut) await page.route('**/api/**', (route) => route.fulfill({ status: 401, body: '{}' }));
  await page.goto('about:blank');
  await page.goto(`${api.url}/#/${shot.link}`);
  await page
    .getByText(/^(Loading|Waiting for|Adding up)/)
    .first()
    .waitFor({ state: 'hidden' });
  await sleep(SETTLE_MS);
  if (shot.isLong !== false || size === 'narrow') {
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    const { width, height: least } = SIZES[size];
    await page.setViewportSize({ width, height: Math.min(TALLEST[size], Math.max(least, height)) });
    await sleep(SETTLE_MS);
  }
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: WEBP_QUALITY });
  const bytes = Buffer.from(data, 'base64');
  await writeFile(join(FOLDER, `${name}.webp`), bytes);
  if (settings.png) await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  process.stdout.write(`${name}  ${Math.round(bytes.length / 1000)} kB\n`);
}

const startedAt = Date.now();
await using api = await startMeasuredApi();
const demo = `projects/${api.sample.projectId}`;
const office = await createProject(api.url, 'Office tower');
await importDrawing(api.url, office, 'supply-air.csv', tableWithFaults());
const [faulty] = await itemsOf(`imports?projectId=${office}`);
const ward = await createProject(api.url, 'Ward');
for (const revision of REVISIONS) await importDrawing(api.url, ward, 'ducts.geojson', revision);
await importDrawing(api.url, ward, 'walls.dxf', WALLS);
const [duct] = await itemsOf(`projects/${ward}/segments?q=stay-5&limit=1`);
const drawing = (await itemsOf(`drawings?projectId=${ward}`)).find(
  ({ fileName }) => fileName === 'ducts.geojson',
);
const shots: Readonly<Record<string, () => Shot>> = {
  projects: () => ({ link: '' }),
  imports: () => ({ link: 'imports' }),
  project: () => ({ link: demo }),
  import: () => ({ link: `projects/${office}/imports/${faulty?.id ?? ''}` }),
  drawings: () => ({ link: `projects/${ward}/drawings` }),
  plan: () => ({ link: `${demo}/plan`, isLong: false }),
  airflow: () => ({ link: `projects/${ward}/plan?by=velocity&sel=${duct?.id ?? ''}`, isLong: false }),
  revisions: () => ({ link: `projects/${ward}/plan?diff=${drawing?.id ?? ''},1,2`, isLong: false }),
  'take-off': () => ({ link: `${demo}/takeoff?by=level,segmentType` }),
  performance: () => ({ link: 'performance' }),
  overview: () => {
    const [from, to] = [new Date(startedAt), new Date()].map((at) => at.toISOString());
    return { link: `overview?from=${from}&to=${to}` };
  },
  'sign-in': () => ({ link: '', isSignedOut: true }),
};
await mkdir(FOLDER, { recursive: true });
const browser = await launchBrowser();
try {
  for (const [name, shotOf] of Object.entries(shots)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    if (name === 'overview') await sleep(Math.max(0, HISTORY_MS - (Date.now() - startedAt)));
    for (const size of ['wide', 'narrow'] as const) {
      for (const colorScheme of THEMES) {
        const page = await browser.newPage({ colorScheme, locale: 'en-US' });
        await take(page, `${name}-${size}-${colorScheme}`, size, shotOf());
        await page.close();
      }
    }
  }
} finally {
  await browser.close();
}
