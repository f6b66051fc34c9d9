import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { type LoadInput, type LoadReport } from '../children/messages.ts';
import { runChild } from '../children/run-child.ts';
import { seededRandom } from '../generate/random.ts';
import { atLeast, atMost } from '../result-line.ts';
import { compare } from '../rounds.ts';
import { type ApiServer, startApi } from '../setup/api-server.ts';
import { type BenchContext } from '../setup/context.ts';
import { rowsFile } from '../setup/rows-file.ts';
import { median, percentile } from '../statistics.ts';
import { type Benchmark } from './benchmark.ts';

const PROJECTS = 50;
const REQUESTS_PER_SECOND = 100;
const SECONDS = 15;
const WARM_UP_SECONDS = 4;
/** The load begins when the import writes. */
const RUN_UP_MS = 2000;
/** Rows of the project that box queries ask. */
const DRAWN_ROWS = 20_000;
const BOX_METRES = 5;
const EXTENT_METRES = 80;
/** What the 99th percentile may always be, milliseconds. */
const ALLOWED_MS = 25;
const SEED = 41;

interface Phase {
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
  readonly failures: number;
  /** Imported rows per second while requests came; 0 without an import. */
  readonly rowsPerSecond: number;
}

interface Files {
  readonly drawn: string;
  readonly imported: string;
}

/** One server on emptied tables, its projects, then the load; `throttle` null: nothing is imported beside it. */
async function phase(context: BenchContext, files: Files, throttle: 'auto' | 'off' | null): Promise<Phase> {
  await context.database.reset();
  await context.database.client.query('DELETE FROM sizewise.projects WHERE id <> $1', [
    context.database.projectId,
  ]);
  const settings = { DATABASE_URL: context.database.url, IMPORT_THROTTLE: throttle ?? 'auto' };
  await using api = await startApi(context.folder, context.signal, settings);
  const projectIds: string[] = [];
  for (let n = 0; n < PROJECTS; n++) projectIds.push(await api.createProject(`Project ${n + 1}`));
  const [drawn = '', imported = ''] = projectIds;
  await api.import(drawn, files.drawn, context.signal);
  await runLoad(api, drawn, WARM_UP_SECONDS, context.signal);

  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, context.signal]);
  const importing =
    throttle === null ? Promise.resolve() : importAgainAndAgain(api, imported, files.imported, signal);
  if (throttle !== null) await sleep(RUN_UP_MS, undefined, { signal: context.signal });
  const before = await api.writtenSegments(imported, context.signal);
  const started = performance.now();
  const { latencies, failures } = await runLoad(api, drawn, SECONDS, context.signal);
  const seconds = (performance.now() - started) / 1000;
  const rows = (await api.writtenSegments(imported, context.signal)) - before;
  stop.abort();
  await importing;
  return {
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    worst: Math.max(...latencies),
    failures,
    rowsPerSecond: rows / seconds,
  };
}

/** Imports the file, each time as a drawing of its own, until the signal aborts. */
async function importAgainAndAgain(
  api: ApiServer,
  projectId: string,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    while (!signal.aborted) await api.import(projectId, file, signal, `${randomUUID()}.ndjson`);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function runLoad(
  api: ApiServer,
  projectId: string,
  seconds: number,
  signal: AbortSignal,
): Promise<LoadReport> {
  const input: LoadInput = {
    url: api.url,
    paths: requestMix(projectId, REQUESTS_PER_SECOND * seconds),
    requestsPerSecond: REQUESTS_PER_SECOND,
    seconds,
  };
  return runChild<LoadReport>('load-child', input, { signal });
}

/** Half the requests list projects, four in ten ask for a box that nobody asked for before, one in ten for the figures. */
function requestMix(projectId: string, count: number): string[] {
  const random = seededRandom(SEED);
  return Array.from({ length: count }, (_, n) => {
    if (n % 2 === 0) return '/api/projects';
    if (n % 10 === 9) return '/api/performance/metrics';
    const [minX, minY] = [random() * EXTENT_METRES, random() * EXTENT_METRES];
    const box = { minX, maxX: minX + BOX_METRES, minY, maxY: minY + BOX_METRES };
    const query = Object.entries(box).map(([name, value]) => `${name}=${value.toFixed(3)}`);
    return `/api/projects/${projectId}/spatial?${query.join('&')}`;
  });
}

async function run(context: BenchContext) {
  const files: Files = {
    drawn: await rowsFile({ ...context, rows: DRAWN_ROWS }),
    imported: await rowsFile(context),
  };
  const [idle, controlled, free]: [Phase[], Phase[], Phase[]] = [[], [], []];
  const order = [
    [idle, null],
    [controlled, 'auto'],
    [free, 'off'],
  ] as const;
  for (let round = 0; round < context.rounds; round++) {
    for (const [phases, throttle] of round % 2 === 0 ? order : order.toReversed()) {
      const measured = await phase(context, files, throttle);
      phases.push(measured);
      context.say(
        `${throttle ?? 'idle'}: p50 ${measured.p50.toFixed(1)}, p99 ${measured.p99.toFixed(1)}, ` +
          `worst ${measured.worst.toFixed(0)} ms, ${measured.rowsPerSecond.toFixed(0)} rows/s`,
      );
    }
  }
  const failures = [...idle, ...controlled, ...free].reduce((sum, one) => sum + one.failures, 0);
  const sides = (field: keyof Phase): string =>
    [idle, controlled, free].map((phases) => median(phases.map((one) => one[field])).toFixed(1)).join(', ');
  const pick = (phases: readonly Phase[], field: keyof Phase): number[] => phases.map((one) => one[field]);
  return [
    compare(
      {
        name: 'online-first',
        measure: `p99 of ${REQUESTS_PER_SECOND} requests/s beside an import at full speed`,
        rival: `twice the p99 without an import, at least ${ALLOWED_MS} ms`,
        unit: 'ms',
        target: atMost(1),
        notes: [
          `without import, beside one, beside one with IMPORT_THROTTLE=off: p50 ${sides('p50')} ms, ` +
            `p99 ${sides('p99')} ms, worst ${sides('worst')} ms`,
          `${failures} failures`,
        ],
      },
      pick(controlled, 'p99'),
      pick(idle, 'p99').map((p99) => Math.max(2 * p99, ALLOWED_MS)),
    ),
    compare(
      {
        name: 'online-first',
        measure: 'rows/s of the import beside those requests',
        rival: 'the same with IMPORT_THROTTLE=off',
        unit: 'rows/s',
        target: atLeast(0.6),
        notes: [`${context.rows} rows an import, one after the other`],
      },
      pick(controlled, 'rowsPerSecond'),
      pick(free, 'rowsPerSecond'),
    ),
  ];
}

export const onlineFirst: Benchmark = {
  name: 'online-first',
  title: 'p99 of requests at a fixed rate beside an import, and what the import loses to them',
  run,
};
