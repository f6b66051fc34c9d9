import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { ProductProcess } from '../faults/product-process.ts';
import { atMost } from '../result-line.ts';
import { compare } from '../rounds.ts';
import { startApi } from '../setup/api-server.ts';
import { type BenchContext } from '../setup/context.ts';
import { rowsFile } from '../setup/rows-file.ts';
import { median, percentile } from '../statistics.ts';
import { type Benchmark } from './benchmark.ts';

const PROCESSES = 3;
const PROJECTS = 4;
const SMALL_ROWS = 1000;
const SMALL = 30;
const EVERY_MS = 1000;
/** What 95 of 100 small imports may wait from their creation to their publishing, seconds. */
const ALLOWED_SECONDS = 5;

interface Shared {
  /** Seconds from `createdAt` to `finishedAt` of each small import. */
  readonly waits: readonly number[];
  readonly largeSeconds: number;
  /** Chunks by the process that wrote them. */
  readonly chunks: readonly number[];
  /** Chunks that were begun more than once. */
  readonly again: number;
}

/** One large import, and small ones sent while it runs, on processes that share the database. */
async function share(context: BenchContext, large: string, small: string): Promise<Shared> {
  await context.database.reset();
  const settings = { DATABASE_URL: context.database.url, IMPORT_WORKERS: '0' };
  await using api = await startApi(context.folder, context.signal, settings);
  await using stack = new AsyncDisposableStack();
  const environment = {
    ...settings,
    PATH: '',
    DATA_DIR: join(context.folder, 'api-data'),
    IMPORT_WORKERS: '1',
    SPATIAL_STORE: 'postgres',
    LOG_LEVEL: 'error',
  };
  await Promise.all(
    Array.from({ length: PROCESSES }, (_, n) => {
      const log = join(context.folder, `worker-${n}.log`);
      const command = ['worker', '--name', `bench-${n}`];
      return stack
        .use(new ProductProcess(command, /^ready (\S+)$/m, environment, log))
        .ensure(context.signal);
    }),
  );
  const projects: string[] = [];
  for (let n = 0; n < PROJECTS; n++) projects.push(await api.createProject(`Project ${n + 1}`));

  const waits: number[] = [];
  const underWay: Promise<void>[] = [];
  const over = new AbortController();
  const importing = api.import(projects[0] ?? '', large, context.signal).finally(() => over.abort());
  importing.catch(() => undefined);
  for (let n = 0; n < SMALL && !over.signal.aborted; n++) {
    await sleep(EVERY_MS, undefined, { signal: context.signal });
    const sent = api.import(projects[n % PROJECTS] ?? '', small, context.signal, `small-${n}.ndjson`);
    underWay.push(
      sent.then(({ createdAt, finishedAt }) => void waits.push(secondsOf(createdAt, finishedAt))),
    );
  }
  const { id, createdAt, finishedAt } = await importing;
  await Promise.all(underWay);
  const { rows } = await context.database.client.query<{ chunks: string; again: string }>(
    `SELECT count(*) AS chunks, count(*) FILTER (WHERE attempts > 1) AS again FROM sizewise.import_chunks
     WHERE import_id = $1 GROUP BY leased_by ORDER BY 1 DESC`,
    [id],
  );
  return {
    waits,
    largeSeconds: secondsOf(createdAt, finishedAt),
    chunks: rows.map(({ chunks }) => Number(chunks)),
    again: rows.reduce((sum, { again }) => sum + Number(again), 0),
  };
}

function secondsOf(from: string, to: string | null): number {
  return (Date.parse(to ?? '') - Date.parse(from)) / 1000;
}

async function run(context: BenchContext) {
  const large = await rowsFile(context);
  const small = await rowsFile({ ...context, rows: SMALL_ROWS });
  const shared: Shared[] = [];
  for (let round = 0; round < context.rounds; round++) {
    const one = await share(context, large, small);
    shared.push(one);
    context.say(
      `${one.waits.length} small imports: median ${median(one.waits).toFixed(2)}, p95 ` +
        `${percentile(one.waits, 0.95).toFixed(2)}, worst ${Math.max(...one.waits).toFixed(2)} s; ` +
        `large in ${one.largeSeconds.toFixed(1)} s, chunks ${one.chunks.join(' + ')}, again ${one.again}`,
    );
  }
  return [
    compare(
      {
        name: 'workers',
        measure: `p95 wait of ${SMALL_ROWS}-row imports beside one of ${context.rows} rows, ${PROCESSES} worker processes`,
        rival: 'the wait allowed',
        unit: 's',
        target: atMost(1),
        notes: [
          `median of ${median(shared.map(({ waits }) => median(waits))).toFixed(2)} s, worst of ` +
            `${Math.max(...shared.flatMap(({ waits }) => waits)).toFixed(2)} s, among ` +
            `${shared.reduce((sum, { waits }) => sum + waits.length, 0)}, one every ${EVERY_MS / 1000} s in ${PROJECTS} projects`,
          `chunks of the large one by process: ${shared.map(({ chunks }) => chunks.join(' + ')).join(', ')}; ` +
            `${shared.reduce((sum, { again }) => sum + again, 0)} begun twice`,
        ],
      },
      shared.map(({ waits }) => percentile(waits, 0.95)),
      shared.map(() => ALLOWED_SECONDS),
    ),
  ];
}

export const workers: Benchmark = {
  name: 'workers',
  title: 'how long small imports wait beside a large one, on several processes',
  run,
};
