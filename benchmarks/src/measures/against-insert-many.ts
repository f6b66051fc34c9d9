import { type MongoSpatialDocument } from '@sizewise/shared';
import { MongoClient } from 'mongodb';

import { atLeast } from '../result-line.ts';
import { alternate, compare } from '../rounds.ts';
import { type BenchMongo, openBenchMongo } from '../setup/bench-mongo.ts';
import { type BenchContext } from '../setup/context.ts';
import { medianStages, openPipeline, runImport } from '../setup/pipeline-run.ts';
import { rowsFile } from '../setup/rows-file.ts';
import { type Benchmark } from './benchmark.ts';

const ROWS = 500_000;
const BATCH = 1000;
const WRITE_CONCERN = { w: 'majority', journal: true } as const;

export const mongoOrdered: Benchmark = {
  name: 'mongo-ordered',
  title: 'NDJSON to PostgreSQL and MongoDB, against ordered insertMany of prebuilt documents',
  run,
};

/** Inserts documents that are there already, batch after batch, over one connection. */
async function insertBatches(mongo: BenchMongo, documents: readonly MongoSpatialDocument[]): Promise<number> {
  await using client = await new MongoClient(mongo.url, { maxPoolSize: 1 }).connect();
  const collection = client.db(mongo.name).collection<MongoSpatialDocument>(mongo.documents.collectionName);
  const started = performance.now();
  for (let from = 0; from < documents.length; from += BATCH) {
    const options = { ordered: true, writeConcern: WRITE_CONCERN };
    await collection.insertMany(documents.slice(from, from + BATCH), options);
  }
  return (performance.now() - started) / 1000;
}

async function run(context: BenchContext) {
  const { database, folder } = context;
  const file = await rowsFile({ folder, rows: ROWS });
  await using mongo = await openBenchMongo(database.url);
  const target = { kind: 'mongo' as const, url: mongo.url, database: mongo.name };
  await using pipeline = await openPipeline(context, target);
  const prepare = async (): Promise<void> => {
    await database.reset();
    await mongo.reset();
  };
  const expectStored = async (rows: number): Promise<void> => {
    const stored = await mongo.documents.countDocuments({});
    if (stored !== rows) throw new Error(`MongoDB holds ${stored} of ${rows} documents`);
  };
  let documents: MongoSpatialDocument[] = [];
  const measured = await alternate(
    context.rounds,
    {
      prepare,
      run: async () => {
        const done = await runImport(pipeline, database, file, ROWS);
        await database.expectPublished(ROWS, 0);
        await expectStored(ROWS);
        // The warm-up comes first, so the rival has the same documents in every round, in the order of the drawing.
        if (documents.length === 0) documents = await mongo.documents.find({}).sort({ _id: 1 }).toArray();
        return done;
      },
    },
    {
      prepare,
      run: async () => {
        const seconds = await insertBatches(mongo, documents);
        await expectStored(ROWS);
        return seconds;
      },
    },
    { warmUp: true, signal: context.signal },
  );
  return [
    compare(
      {
        name: 'mongo-ordered',
        measure: 'NDJSON to 500,000 published segments and MongoDB documents',
        rival: `ordered insertMany of the documents alone, ${BATCH} at a time`,
        unit: 'rows/s',
        target: atLeast(1.2),
        notes: [`MongoDB: ${mongo.detail}`],
        stages: medianStages(measured.ours),
      },
      measured.ours.map(({ seconds }) => ROWS / seconds),
      measured.theirs.map((seconds) => ROWS / seconds),
    ),
  ];
}
