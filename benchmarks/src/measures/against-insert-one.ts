import { type MongoSpatialDocument } from '@sizewise/shared';

import { atLeast } from '../result-line.ts';
import { alternate, compare } from '../rounds.ts';
import { type BenchMongo, openBenchMongo } from '../setup/bench-mongo.ts';
import { type BenchContext } from '../setup/context.ts';
import { medianStages, openPipeline, runImport } from '../setup/pipeline-run.ts';
import { rowsFile } from '../setup/rows-file.ts';
import { type Benchmark } from './benchmark.ts';

const SAMPLE = 3000;
const WRITE_CONCERN = { w: 'majority', journal: true } as const;

async function insertOneByOne(mongo: BenchMongo, sample: readonly MongoSpatialDocument[]): Promise<number> {
  const started = performance.now();
  for (const document of sample) await mongo.documents.insertOne(document, { writeConcern: WRITE_CONCERN });
  return (performance.now() - started) / 1000;
}

async function run(context: BenchContext) {
  const { database, rows } = context;
  const file = await rowsFile(context);
  await using mongo = await openBenchMongo(database.url);
  const target = { kind: 'mongo' as const, url: mongo.url, database: mongo.name };
  await using pipeline = await openPipeline(context, target);
  const prepare = async (): Promise<void> => {
    await database.reset();
    await mongo.reset();
  };
  let sample: MongoSpatialDocument[] = [];
  const measured = await alternate(
    context.rounds,
    {
      prepare,
      run: async () => {
        const done = await runImport(pipeline, database, file, rows);
        await database.expectPublished(rows, 0);
        const stored = await mongo.documents.countDocuments({ import_id: done.import.id });
        if (stored !== rows) throw new Error(`MongoDB holds ${stored} of ${rows} documents`);
        // The rival stores the same documents; the warm-up comes first, so they are there in every round.
        if (sample.length === 0) sample = await mongo.documents.find({}).limit(SAMPLE).toArray();
        return done;
      },
    },
    { prepare, run: () => insertOneByOne(mongo, sample) },
    { warmUp: true, signal: context.signal },
  );
  return [
    compare(
      {
        name: 'mongo-insert',
        measure: 'NDJSON to published segments and MongoDB documents',
        rival: 'insertOne of the documents alone',
        unit: 'rows/s',
        target: atLeast(5),
        notes: [`MongoDB: ${mongo.detail}`, `rival: ${sample.length} documents, extrapolated per document`],
        stages: medianStages(measured.ours),
      },
      measured.ours.map(({ seconds }) => rows / seconds),
      measured.theirs.map((seconds) => sample.length / seconds),
    ),
  ];
}

export const mongoInsert: Benchmark = {
  name: 'mongo-insert',
  title: 'NDJSON to PostgreSQL and MongoDB, against insertOne of the same documents',
  run,
};
