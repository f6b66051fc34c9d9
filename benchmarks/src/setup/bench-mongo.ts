import { createSpatialStore } from '@sizewise/data';
import { initializeDatabaseOptimization } from '@sizewise/optimizer';
import { type MongoSpatialDocument, SPATIAL_COLLECTION } from '@sizewise/shared';
import { createTestMongoDatabase, startTestServers } from '@sizewise/test-support';
import { type Collection, MongoClient } from 'mongodb';

import { BenchmarkSkipped } from '../measures/benchmark.ts';

/** A MongoDB database with the product's indexes. */
export interface BenchMongo extends AsyncDisposable {
  readonly url: string;
  readonly name: string;
  /** What answered, for the table. */
  readonly detail: string;
  readonly documents: Collection<MongoSpatialDocument>;
  /** Drops the documents and makes collections and indexes anew. */
  reset(): Promise<void>;
}

/**
 * Opens a database on the MongoDB that the tests use.
 * @param databaseUrl PostgreSQL that is there already, so that no second one is started
 * @throws BenchmarkSkipped where there is no MongoDB
 */
export async function openBenchMongo(databaseUrl: string): Promise<BenchMongo> {
  const stack = new AsyncDisposableStack();
  try {
    const { servers } = stack.use(await startTestServers({ ...process.env, DATABASE_URL: databaseUrl }));
    if (servers.mongo.url === null) throw new BenchmarkSkipped(`no MongoDB: ${servers.mongo.detail}`);
    const { url, name } = stack.use(createTestMongoDatabase(servers.mongo.url));
    const client = await new MongoClient(url).connect();
    stack.defer(() => client.close());
    const optimizer = stack.use(await initializeDatabaseOptimization({ databaseUrl, mongoUrl: url }));
    const store = createSpatialStore(optimizer, 'mongo');
    const reset = async (): Promise<void> => {
      await client.db(name).dropDatabase();
      await store.prepare();
    };
    const documents = client.db(name).collection<MongoSpatialDocument>(SPATIAL_COLLECTION);
    const detail = await describeServer(client, servers.mongo.detail);
    return { url, name, detail, documents, reset, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** The bundled test server answers buildInfo as mongod does, so where it came from decides. */
async function describeServer(client: MongoClient, origin: string): Promise<string> {
  if (origin.startsWith('test server'))
    return 'a test server, not mongod: fsync off, writes to one collection take turns';
  const { version } = await client.db('admin').command({ buildInfo: 1 });
  return `mongod ${version} (${origin})`;
}
