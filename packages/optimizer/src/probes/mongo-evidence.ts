import { type Db } from 'mongodb';
import { z } from 'zod';

import { type MongoQueryWatch } from './mongo-query-watch.ts';
import { type MongoScan, readOwnScans, readProfiledScans, readRunningScans } from './mongo-scans.ts';
import { type ProbeResult, reasonOf } from './probe.ts';

/** Collections that are looked at. */
const MOST_COLLECTIONS = 100;
/** Longest time of one command, milliseconds. */
const COMMAND_MS = 1000;
// The driver itself looks for a lost server for half a minute; a report cannot wait for that.
const PROBE_MS = 3000;

const statsSchema = z.object({
  count: z.coerce.number(),
  size: z.coerce.number(),
  totalIndexSize: z.coerce.number().default(0),
  indexSizes: z.record(z.string(), z.coerce.number()).default({}),
});

const indexSchema = z.object({
  name: z.string(),
  key: z.record(z.string(), z.unknown()),
  accesses: z.object({ ops: z.coerce.number(), since: z.date() }),
  spec: z.object({ unique: z.unknown().optional(), expireAfterSeconds: z.unknown().optional() }),
});

export interface MongoCollection {
  readonly collection: string;
  readonly documents: number;
  readonly bytes: number;
  readonly indexBytes: number;
  /** Bytes of each index by its name. */
  readonly indexSizes: Readonly<Record<string, number>>;
}

export interface MongoIndexUse {
  readonly collection: string;
  readonly name: string;
  readonly fields: readonly string[];
  /** Null where the server does not say. */
  readonly bytes: number | null;
  /** It holds a promise of its own: one value each, or the age of documents. */
  readonly isNeeded: boolean;
  readonly uses: number;
  /** Begin of the count, which is the last start of the server or the build of the index. */
  readonly since: Date;
}

/** What MongoDB says of one database. */
export interface MongoEvidence {
  readonly collections: ProbeResult<MongoCollection[]>;
  readonly indexes: ProbeResult<MongoIndexUse[]>;
  /** Of this process's own queries. */
  readonly ownScans: ProbeResult<MongoScan[]>;
  /** Of everybody's; both need rights that an application seldom has. */
  readonly profiledScans: ProbeResult<MongoScan[]>;
  readonly runningScans: ProbeResult<MongoScan[]>;
}

/** Runs a read; its failure, or its silence, is the reason of the result. */
async function probe<T>(read: () => Promise<T>): Promise<ProbeResult<T>> {
  const silence = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => silence.reject(new Error(`no answer within ${PROBE_MS / 1000} s`)),
    PROBE_MS,
  );
  try {
    return { value: await Promise.race([read(), silence.promise]), reason: null };
  } catch (error) {
    return { value: null, reason: reasonOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** Runs every probe of MongoDB. Never rejects; each command has a second, each probe three. */
export async function collectMongoEvidence(db: Db, watch: MongoQueryWatch): Promise<MongoEvidence> {
  const collections = await probe(() => readCollections(db));
  const known = collections.value;
  if (known === null) {
    const missing = { value: null, reason: collections.reason };
    return {
      collections,
      indexes: missing,
      ownScans: missing,
      profiledScans: missing,
      runningScans: missing,
    };
  }
  return {
    collections,
    indexes: await probe(async () =>
      (await Promise.all(known.map((entry) => readIndexes(db, entry)))).flat(),
    ),
    ownScans: await probe(() => readOwnScans(db, watch, known)),
    profiledScans: await probe(() => readProfiledScans(db)),
    runningScans: await probe(() => readRunningScans(db)),
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
      return {
        collection,
        documents: stats.count,
        bytes: stats.size,
        indexBytes: stats.totalIndexSize,
        indexSizes: stats.indexSizes,
      };
    }),
  );
}

async function readIndexes(
  db: Db,
  { collection, indexSizes }: Pick<MongoCollection, 'collection' | 'indexSizes'>,
): Promise<MongoIndexUse[]> {
  const found = await db
    .collection(collection)
    .aggregate([{ $indexStats: {} }], { maxTimeMS: COMMAND_MS })
    .toArray();
  return z
    .array(indexSchema)
    .parse(found)
    .map(({ name, key, spec, accesses: { ops, since } }) => ({
      collection,
      name,
      fields: Object.keys(key),
      bytes: indexSizes[name] ?? null,
      isNeeded: name === '_id_' || Boolean(spec.unique) || spec.expireAfterSeconds !== undefined,
      uses: ops,
      since,
    }));
}
