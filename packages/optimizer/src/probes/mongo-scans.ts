import { type Db, type Document } from 'mongodb';
import { z } from 'zod';

import { type MongoQueryWatch, type WatchedQuery } from './mongo-query-watch.ts';

const COMMAND_MS = 1000;
/** Shapes whose plan is asked for in one run. */
const MOST_EXPLAINED = 20;

/** Queries of one shape that read a whole collection. */
export interface MongoScan {
  readonly collection: string;
  /** Where it was seen: in a plan of this process's own queries, in the profiler, or running. */
  readonly source: 'explain' | 'profiler' | 'currentOp';
  /** The query without its values; the server's hash of it where the profiler saw it. */
  readonly shape: string;
  readonly scans: number;
  /** Documents read by one of them. */
  readonly examined: number;
  /** Documents that one of them returned. */
  readonly returned: number;
  readonly meanSeconds: number;
  /** Fields of an index that would serve it, in its order; none where the shape is not known. */
  readonly indexFields: readonly (readonly [field: string, direction: 1 | -1])[];
}

/** Collection scans among the queries that this process sent; plans are asked for with the last values seen. */
export async function readOwnScans(
  db: Db,
  watch: MongoQueryWatch,
  collections: readonly { readonly collection: string; readonly documents: number }[],
): Promise<MongoScan[]> {
  const documents = new Map(collections.map((entry) => [entry.collection, entry.documents]));
  const queries = watch
    .queries()
    .filter((query) => query.database === db.databaseName && query.calls > 0)
    .slice(0, MOST_EXPLAINED);
  const scans: MongoScan[] = [];
  for (const query of queries) {
    if (await isCollectionScan(db, query)) scans.push(scanOf(query, documents.get(query.collection) ?? 0));
  }
  return scans;
}

function scanOf({ collection, shape, calls, seconds, returned }: WatchedQuery, documents: number): MongoScan {
  const { text, indexFields } = shape;
  const means = { examined: documents, returned: returned / calls, meanSeconds: seconds / calls };
  return { collection, source: 'explain', shape: text, scans: calls, ...means, indexFields };
}

async function isCollectionScan(db: Db, { collection, example }: WatchedQuery): Promise<boolean> {
  const answer = await db.command({
    explain: {
      find: collection,
      filter: example.filter,
      ...(Object.keys(example.sort).length > 0 && { sort: example.sort }),
    },
    verbosity: 'queryPlanner',
    maxTimeMS: COMMAND_MS,
  });
  return hasStage(
    (answer as { queryPlanner?: { winningPlan?: unknown } }).queryPlanner?.winningPlan,
    'COLLSCAN',
  );
}

function hasStage(plan: unknown, stage: string): boolean {
  if (typeof plan !== 'object' || plan === null) return false;
  if ((plan as { stage?: unknown }).stage === stage) return true;
  return Object.values(plan).some((member) => hasStage(member, stage));
}

const profiledSchema = z.array(
  z.object({
    _id: z.object({ ns: z.string(), hash: z.string().nullish() }),
    scans: z.coerce.number(),
    examined: z.coerce.number().nullable(),
    returned: z.coerce.number().nullable(),
    millis: z.coerce.number().nullable(),
  }),
);

/** Collection scans that the profiler has kept; none where it is off. */
export async function readProfiledScans(db: Db): Promise<MongoScan[]> {
  const hash = { $ifNull: ['$planCacheShapeHash', '$queryHash'] };
  const pipeline: Document[] = [
    { $match: { planSummary: { $regex: '^COLLSCAN' }, ns: { $not: /\.system\./ } } },
    {
      $group: {
        _id: { ns: '$ns', hash },
        scans: { $sum: 1 },
        examined: { $avg: '$docsExamined' },
        returned: { $avg: '$nreturned' },
        millis: { $avg: '$millis' },
      },
    },
    { $limit: 50 },
  ];
  const found = await db
    .collection('system.profile')
    .aggregate(pipeline, { maxTimeMS: COMMAND_MS })
    .toArray();
  return profiledSchema.parse(found).map(({ _id, scans, examined, returned, millis }) => ({
    collection: _id.ns.slice(db.databaseName.length + 1),
    source: 'profiler' as const,
    shape: _id.hash ?? 'unknown',
    scans,
    examined: examined ?? 0,
    returned: returned ?? 0,
    meanSeconds: (millis ?? 0) / 1000,
    indexFields: [],
  }));
}

const runningSchema = z.array(z.object({ ns: z.string(), secs: z.coerce.number() }));

/** Collection scans that have been running for a second and more, of those that the caller may see. */
export async function readRunningScans(db: Db): Promise<MongoScan[]> {
  const pipeline: Document[] = [
    { $currentOp: { idleConnections: false } },
    {
      $match: {
        planSummary: { $regex: '^COLLSCAN' },
        ns: { $regex: `^${db.databaseName}\\.` },
        secs_running: { $gte: 1 },
      },
    },
    { $project: { _id: 0, ns: 1, secs: '$secs_running' } },
    { $limit: 50 },
  ];
  const found = await db.client.db('admin').aggregate(pipeline, { maxTimeMS: COMMAND_MS }).toArray();
  return runningSchema.parse(found).map(({ ns, secs }) => ({
    collection: ns.slice(db.databaseName.length + 1),
    source: 'currentOp' as const,
    shape: 'running now',
    scans: 1,
    examined: 0,
    returned: 0,
    meanSeconds: secs,
    indexFields: [],
  }));
}
