import { type LoadInput, type LoadReport } from '../children/messages.ts';
import { runChild } from '../children/run-child.ts';
import { compare } from '../rounds.ts';
import { type ApiServer, startApi } from '../setup/api-server.ts';
import { type BenchContext } from '../setup/context.ts';
import { rowsFile } from '../setup/rows-file.ts';
import { median, percentile } from '../statistics.ts';
import { type Benchmark } from './benchmark.ts';

const PROJECTS = 50;
const REQUESTS_PER_SECOND = 100;
const SECONDS = 20;
const WARM_UP_SECONDS = 5;

interface Phase {
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
  readonly failures: number;
  /** Imported rows per second over the phase; 0 without an import. */
  readonly rowsPerSecond: number;
}

async function phase(
  api: ApiServer,
  projectId: string,
  file: string | null,
  context: BenchContext,
): Promise<Phase> {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, context.signal]);
  const importing = file === null ? Promise.resolve(0) : importAgainAndAgain(api, projectId, file, signal);
  const started = performance.now();
  const load = await runLoad(api, SECONDS, context.signal).finally(() => stop.abort());
  const seconds = (performance.now() - started) / 1000;
  const rows = await importing;
  const { latencies, failures } = load;
  return {
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    worst: Math.max(...latencies),
    failures,
    rowsPerSecond: rows / seconds,
  };
}

/** Imports the file until the signal aborts. @returns rows of the imports that completed */
async function importAgainAndAgain(
  api: ApiServer,
  projectId: string,
  file: string,
  signal: AbortSignal,
): Promise<number> {
  let rows = 0;
  try {
    while (!signal.aborted) rows += (await api.import(projectId, file, signal)).segmentsWritten;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return rows;
}

function runLoad(api: ApiServer, seconds: number, signal: AbortSignal): Promise<LoadReport> {
  const input: LoadInput = {
    url: `${api.url}/api/projects`,
    requestsPerSecond: REQUESTS_PER_SECOND,
    seconds,
  };
  return runChild<LoadReport>('load-child', input, { signal });
}

async function run(context: BenchContext) {
  const file = await rowsFile(context);
  await using api = await startApi(context.folder, context.signal);
  const projectIds: string[] = [];
  for (let n = 0; n < PROJECTS; n++) projectIds.push(await api.createProject(`Project ${n + 1}`));
  const [projectId = ''] = projectIds;
  await runLoad(api, WARM_UP_SECONDS, context.signal);
  await api.import(projectId, file, context.signal);

  const [idle, busy]: [Phase[], Phase[]] = [[], []];
  for (let round = 0; round < context.rounds; round++) {
    if (round % 2 === 0) idle.push(await phase(api, projectId, null, context));
    busy.push(await phase(api, projectId, file, context));
    if (round % 2 === 1) idle.push(await phase(api, projectId, null, context));
  }
  const failures = [...idle, ...busy].reduce((sum, { failures }) => sum + failures, 0);
  const middle = (phases: readonly Phase[], field: keyof Phase): string =>
    median(phases.map((one) => one[field])).toFixed(1);
  return [
    compare(
      {
        name: 'api-latency',
        measure: `p99 of GET /api/projects under imports, ${REQUESTS_PER_SECOND} requests/s`,
        rival: 'the same without imports',
        unit: 'ms',
        target: null,
        notes: [
          `p50 ${middle(busy, 'p50')} ms against ${middle(idle, 'p50')} ms`,
          `worst ${middle(busy, 'worst')} ms against ${middle(idle, 'worst')} ms`,
          `${failures} failures`,
          `${context.rows} rows an import, one after the other, ${middle(busy, 'rowsPerSecond')} rows/s completed`,
        ],
      },
      busy.map(({ p99 }) => p99),
      idle.map(({ p99 }) => p99),
    ),
  ];
}

export const apiLatency: Benchmark = {
  name: 'api-latency',
  title: 'p99 of GET /api/projects under full-speed imports and without',
  run,
};
