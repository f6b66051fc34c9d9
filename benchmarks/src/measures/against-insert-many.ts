import { MongoWriter } from '@sizewise/bulk-pipeline';
import { type MongoSpatialDocument } from '@sizewise/shared';
import { type Collection, MongoClient } from 'mongodb';

import { atLeast } from '../result-line.ts';
import { alternate, compare } from '../rounds.ts';
import { type BenchMongo, openBenchMongo } from '../setup/bench-mongo.ts';
import { type BenchContext, WORKERS } from '../setup/context.ts';
import { medianStages, openPipeline, runImport } from '../setup/pipeline-run.ts';
import { rowsFile } from '../setup/rows-file.ts';
import { type Benchmark } from './benchmark.ts';

const ROWS = 500_000;
/** Of the line that compares the ways to write documents, without an import. */
const DOCUMENTS = 100_000;
const BATCH = 1000;
const WRITE_CONCERN = { w: 'majority', journal: true } as const;

export const mongoOrdered: Benchmark = {
  name: 'mongo-ordered',
  title: 'NDJSON to PostgreSQL and MongoDB, against ordered insertMany of prebuilt documents',
  run,
};

/** Seconds of `write`, which has so many connections. */
async function timed(
  mongo: BenchMongo,
  connections: number,
  write: (collection: Collection<MongoSpatialDocument>) => Promise<void>,
): Promise<number> {
  await using client = await new MongoClient(mongo.url, { maxPoolSize: connections }).connect();
  const started = performance.now();
  await write(client.db(mongo.name).collection<MongoSpatialDocument>(mongo.documents.collectionName));
  return (performance.now() - started) / 1000;
}

/** Inserts documents that are there already, batch after batch, over one connection. */
function insertBatches(mongo: BenchMongo, documents: readonly MongoSpatialDocument[]): Promise<number> {
  return timed(mongo, 1, async (collection) => {
    for (let from = 0; from < documents.length; from += BATCH) {
      const options = { ordered: true, writeConcern: WRITE_CONCERN };
      await collection.insertMany(documents.slice(from, from + BATCH), options);
    }
  });
}

/** Writes the same documents as the workers of an import do, each its share of them. */
function writeAsWorkers(mongo: BenchMongo, documents: readonly MongoSpatialDocument[]): Promise<number> {
  return timed(mongo, 2 * WORKERS, async (collection) => {
    const share = Math.ceil(documents.length / WORKERS);
    const writeShare = async (worker: number): Promise<void> => {
      const writer = new MongoWriter(collection);
      for (const document of documents.slice(worker * share, (worker + 1) * share)) {
        await writer.push(document);
      }
      await writer.end();
    };
    await Promise.all(Array.from({ length: WORKERS }, (_, worker) => writeShare(worker)));
  });
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
  const some = documents.slice(0, DOCUMENTS);
  const storing = (write: typeof insertBatches) => async (): Promise<number> => {
    const seconds = await write(mongo, some);
    await expectStored(some.length);
    return seconds;
  };
  const alone = await alternate(
    context.rounds,
    { prepare: () => mongo.reset(), run: storing(writeAsWorkers) },
    { prepare: () => mongo.reset(), run: storing(insertBatches) },
    { warmUp: false, signal: context.signal },
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
    compare(
      {
        name: 'mongo-ordered',
        measure: `${DOCUMENTS} prebuilt documents alone, as ${WORKERS} workers write them`,
        rival: `ordered insertMany of them, ${BATCH} at a time`,
        unit: 'documents/s',
        target: atLeast(1.2),
        notes: [`MongoDB: ${mongo.detail}`],
      },
      alone.ours.map((seconds) => some.length / seconds),
      alone.theirs.map((seconds) => some.length / seconds),
    ),
  ];
}
