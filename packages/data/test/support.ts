import { DatabasePerformanceOptimizer } from '@sizewise/optimizer';
import {
  createTestDatabase,
  createTestMongoDatabase,
  type TestDatabase,
  type TestMongoDatabase,
} from '@sizewise/test-support';

import {
  createPostgresService,
  migrateAll,
  openSpatialStore,
  type PostgresService,
  type SpatialStore,
} from '../src/index.ts';

export interface Fixture extends AsyncDisposable {
  readonly optimizer: DatabasePerformanceOptimizer;
  readonly service: PostgresService;
  readonly store: SpatialStore;
  readonly database: TestDatabase;
}

/** A migrated database, and a MongoDB one where `kind` asks for it, behind the services. */
export async function openFixture(kind: 'postgres' | 'mongo'): Promise<Fixture> {
  const database = await createTestDatabase({ templateKey: 'data', migrate: migrateAll });
  const mongo: TestMongoDatabase | null = kind === 'mongo' ? createTestMongoDatabase() : null;
  const optimizer = new DatabasePerformanceOptimizer(
    { connectionString: database.url, poolSize: 6, maxOverflow: 4 },
    // The server for tests knows no retryable writes.
    mongo && { url: `${mongo.url}${mongo.url.includes('?') ? '&' : '?'}retryWrites=false` },
  );
  await optimizer.start();
  const store = openSpatialStore(optimizer, kind);
  await store.prepare();
  return {
    optimizer,
    service: createPostgresService(optimizer, kind),
    store,
    database,
    async [Symbol.asyncDispose]() {
      await optimizer.close();
      await mongo?.close();
      await database.close();
    },
  };
}
