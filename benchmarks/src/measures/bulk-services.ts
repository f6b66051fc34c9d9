import { createPostgresService, createSpatialStore } from '@sizewise/data';
import { DatabasePerformanceOptimizer } from '@sizewise/optimizer';
import { type SegmentInput, type SpatialInput } from '@sizewise/shared';

import { atLeast, type ResultLine } from '../result-line.ts';
import { alternate, compare } from '../rounds.ts';
import { openBenchMongo } from '../setup/bench-mongo.ts';
import { type BenchContext } from '../setup/context.ts';
import { type Benchmark, BenchmarkSkipped } from './benchmark.ts';

const BULK_ROWS = 5000;
const SINGLE_ROWS = 200;

const boundsOf = (i: number) => ({ minX: i, minY: 0, minZ: 0, maxX: i + 2, maxY: 0.4, maxZ: 0.3 });

const segment = (i: number): SegmentInput => ({
  segmentType: 'duct_segment',
  externalId: `duct ${i}`,
  name: `Supply duct ${i}`,
  system: `Supply ${i % 8}`,
  level: 'Level 1',
  width: 0.4,
  height: 0.3,
  length: 2,
  bounds: boundsOf(i),
  properties: { tag: i, note: 'x'.repeat(200) },
});

const document = (i: number): SpatialInput => ({ layerType: 'duct_segment', bounds: boundsOf(i) });

interface Subject {
  readonly measure: string;
  readonly target: number;
  readonly note: string;
  readonly store: (count: number) => Promise<unknown>;
}

async function against(
  context: BenchContext,
  { measure, target, note, store }: Subject,
): Promise<ResultLine> {
  const rate = async (rows: number, work: () => Promise<unknown>): Promise<number> => {
    const started = performance.now();
    await work();
    return (rows * 1000) / (performance.now() - started);
  };
  const singles = async (): Promise<void> => {
    for (let i = 0; i < SINGLE_ROWS; i++) await store(1);
  };
  const measured = await alternate(
    context.rounds,
    { run: () => rate(BULK_ROWS, () => store(BULK_ROWS)) },
    { run: () => rate(SINGLE_ROWS, singles) },
    { warmUp: true, signal: context.signal },
  );
  return compare(
    {
      name: 'bulk-services',
      measure: `${measure}, ${BULK_ROWS.toLocaleString('en')} rows at once`,
      rival: 'the same service, one row at a time',
      unit: 'rows/s',
      target: atLeast(target),
      notes: [note, `one by one: ${SINGLE_ROWS} rows, each a transaction of its own`],
    },
    measured.ours,
    measured.theirs,
  );
}

async function measure(context: BenchContext, mongoUrl: string | null, note: string): Promise<ResultLine[]> {
  const { database } = context;
  await database.reset();
  await using optimizer = new DatabasePerformanceOptimizer(
    { connectionString: database.url, poolSize: 4, maxOverflow: 0 },
    mongoUrl === null ? null : { url: mongoUrl },
  );
  const kind = mongoUrl === null ? 'postgres' : 'mongo';
  const service = createPostgresService(optimizer, kind);
  const store = createSpatialStore(optimizer, kind);
  const { projectId } = database;
  const rowsOf = <T>(count: number, make: (i: number) => T): T[] =>
    Array.from({ length: count }, (_, i) => make(i));
  const subjects: Subject[] = [
    {
      measure: 'bulkInsertSegments',
      target: 5,
      note,
      store: (count) => service.bulkInsertSegments(projectId, rowsOf(count, segment)),
    },
    {
      measure: 'bulkSaveSpatialData',
      target: 3,
      note,
      store: (count) => store.bulkSaveSpatialData(projectId, rowsOf(count, document)),
    },
  ];
  const lines: ResultLine[] = [];
  for (const subject of subjects) lines.push(await against(context, subject));
  return lines;
}

async function run(context: BenchContext): Promise<ResultLine[]> {
  const lines = await measure(context, null, 'documents in PostgreSQL');
  try {
    await using mongo = await openBenchMongo(context.database.url);
    await mongo.reset();
    lines.push(...(await measure(context, mongo.url, `documents in MongoDB: ${mongo.detail}`)));
  } catch (error) {
    if (!(error instanceof BenchmarkSkipped)) throw error;
    context.say(`bulk-services: ${error.message}`);
  }
  return lines;
}

export const bulkServices: Benchmark = {
  name: 'bulk-services',
  title: 'bulkInsertSegments and bulkSaveSpatialData against one row at a time',
  run,
};
