import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { chromiumPath } from '@sizewise/test-support';
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';

import { startMeasuredApi } from './measured-api.ts';

/** What a page has to reach, of 100. */
const WANTED = { performance: 95, accessibility: 100, 'best-practices': 95 } as const;
type Category = keyof typeof WANTED;
const CATEGORIES = Object.keys(WANTED) as Category[];

interface Run {
  readonly scores: Readonly<Record<Category, number>>;
  /** Audits that cost points, by what they found. */
  readonly faults: readonly string[];
}

/** Measures one page as Lighthouse's desktop preset does. @param kept file for the whole report, null for none */
async function measure(url: string, port: number, kept: string | null): Promise<Run> {
  const flags = { port, logLevel: 'error', output: 'json', onlyCategories: CATEGORIES } as const;
  const result = await lighthouse(url, { ...flags, onlyCategories: [...CATEGORIES] }, desktopConfig);
  if (!result) throw new Error(`Lighthouse gave no result for ${url}`);
  if (kept !== null) await writeFile(kept, JSON.stringify(result.lhr));
  const { categories, audits } = result.lhr;
  const scores = Object.fromEntries(
    CATEGORIES.map((name) => [name, Math.round((categories[name]?.score ?? 0) * 100)]),
  ) as Record<Category, number>;
  const faults = CATEGORIES.flatMap((name) =>
    (categories[name]?.auditRefs ?? []).flatMap(({ id, weight }) => {
      const { score = null, title = id, displayValue = '' } = audits[id] ?? {};
      return weight > 0 && score !== null && score < 0.9 ? [`${name}: ${title} ${displayValue}`.trim()] : [];
    }),
  );
  return { scores, faults };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const { positionals, values: settings } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '5' }, keep: { type: 'string' } },
});
const { keep = null } = settings;
if (keep !== null) await mkdir(keep, { recursive: true });
await using api = await startMeasuredApi();
const { projectId, id } = api.sample;
const project = `projects/${projectId}`;
const pages = Object.entries({
  projects: '',
  imports: 'imports',
  project,
  import: `${project}/imports/${id}`,
  drawings: `${project}/drawings`,
  plan: `${project}/plan`,
  'take-off': `${project}/takeoff`,
  overview: 'overview',
  performance: 'performance',
}).filter(([name]) => positionals.length === 0 || positionals.includes(name));
const chrome = await launch({
  chromePath: await chromiumPath(),
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-dev-shm-usage', '--lang=en-US'],
});
let isMissed = false;
try {
  process.stdout.write(`page          ${CATEGORIES.join('  ')}\n`);
  for (const [name, link] of pages) {
    const runs: Run[] = [];
    for (let run = 1; run <= Number(settings.runs); run++) {
      const kept = keep === null ? null : join(keep, `${name}-${run}.json`);
      runs.push(await measure(`${api.url}/#/${link}`, chrome.port, kept));
    }
    const medians = CATEGORIES.map((category) => median(runs.map(({ scores }) => scores[category])));
    const missed = CATEGORIES.filter((category, i) => (medians[i] ?? 0) < WANTED[category]);
    isMissed ||= missed.length > 0;
    const cells = CATEGORIES.map((category, i) => String(medians[i]).padStart(category.length));
    process.stdout.write(`${name.padEnd(12)}  ${cells.join('  ')}${missed.length > 0 ? '  missed' : ''}\n`);
    if (missed.length > 0)
      for (const fault of new Set(runs.flatMap(({ faults }) => faults)))
        process.stdout.write(`    ${fault}\n`);
  }
} finally {
  chrome.kill();
}
process.exitCode = isMissed ? 1 : 0;
