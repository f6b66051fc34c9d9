import { type Db } from 'mongodb';
import { z } from 'zod';

import { type MongoQueryWatch } from './mongo-query-watch.ts';
import { type MongoScan, readMongoScans } from './mongo-scans.ts';
import { type ProbeResult, reasonOf } from './probe.ts';

/** Collections that are looked at. */
const MOST_COLLECTIONS = 100;
/** Longest time of one command, milliseconds. */
const COMMAND_MS = 1000;

const statsSchema = z.object({
  count: z.coerce.number(),
  size: z.coerce.number(),
  totalIndexSize: z.coerce.number().default(0),
});

const indexSchema = z.object({
  name: z.string(),
  key: z.record(z.string(), z.unknown()),
  accesses: z.object({ ops: z.coerce.number(), since: z.date() }),
});

export interface MongoCollection {
  readonly collection: string;
  readonly documents: number;
  readonly bytes: number;
  readonly indexBytes: number;
}

export interface MongoIndexUse {
  readonly collection: string;
  readonly name: string;
  readonly fields: readonly string[];
  readonly uses: number;
  readonly since: Date;
}

/** What MongoDB says of one database. */
export interface MongoEvidence {
  readonly collections: ProbeResult<MongoCollection[]>;
  readonly indexes: ProbeResult<MongoIndexUse[]>;
  readonly scans: ProbeResult<MongoScan[]>;
}

/** Runs a read; its failure is the reason of the result. */
async function probe<T>(read: () => Promise<T>): Promise<ProbeResult<T>> {
  try {
    return { value: await read(), reason: null };
  } catch (error) {
    return { value: null, reason: reasonOf(error) };
  }
}

/** Runs every probe of MongoDB. Never rejects; each command has a second. */
export async function collectMongoEvidence(db: Db, watch: MongoQueryWatch): Promise<MongoEvidence> {
  const collections = await probe(() => readCollections(db));
  const names = collections.value?.map(({ collection }) => collection) ?? [];
  return {
    collections,
    indexes: await probe(async () => (await Promise.all(names.map((name) => readIndexes(db, name)))).flat()),
    scans: await probe(() => readMongoScans(db, watch, collections.value ?? [])),
  };
}

async function readCollections(db: Db): Promise<MongoCollection[]> {
  const listed = await db
    .listCollections({ type: 'collection' }, { nameOnly: true, maxTimeMS: COMMAND_MS })
    .toArray();
  const names = listed.map(({ name }) => name).filter((name) => !name.startsWith('system.'));
  return await Promise.all(
    names.slice(0, MOST_COLLECTIONS).map(async (collection) => {
      const stats = statsSchema.parse(await db.command({ collStats: collection, maxTimeMS: COMMAND_MS }));
      return { collection, documents: stats.count, bytes: stats.size, indexBytes: stats.totalIndexSize };
    }),
  );
}

async function readIndexes(db: Db, collection: string): Promise<MongoIndexUse[]> {
  const found = await db
    .collection(collection)
    .aggregate([{ $indexStats: {} }], { maxTimeMS: COMMAND_MS })
    .toArray();
  return z
    .array(indexSchema)
    .parse(found)
    .map(({ name, key, accesses: { ops, since } }) => ({
      collection,
      name,
      fields: Object.keys(key),
      uses: ops,
      since,
    }));
}
