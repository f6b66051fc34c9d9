import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { migrateAll } from '@sizewise/data';
import { type Services } from '@sizewise/services';
import { silentLogger } from '@sizewise/shared';
import { createTestDatabase, createTestMongoDatabase } from '@sizewise/test-support';

import { createApp } from '../src/app.ts';
import { assemble } from '../src/application.ts';
import { loadConfig } from '../src/config/config.ts';

/** The whole application on databases of its own, and its app; `close()` leaves nothing behind. */
export interface TestApplication extends Awaited<ReturnType<typeof assemble>> {
  readonly app: ReturnType<typeof createApp>;
  readonly dataDir: string;
  /** Its PostgreSQL database, for what no route can do. */
  readonly databaseUrl: string;
  /** Ends the application as a stop does, without dropping the databases. */
  close(): Promise<void>;
  /** Opens the application again on the same databases. */
  reopen(): Promise<TestApplication>;
}

const NONE = { url: null, detail: 'not for this test', version: null } as const;

export async function openTestApplication(
  settings: Record<string, string> = {},
  store: 'postgres' | 'mongo' = 'postgres',
): Promise<TestApplication & { drop(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sizewise-api-'));
  const database = await createTestDatabase({
    templateKey: 'data',
    migrate: (session) => migrateAll(session),
  });
  const mongo = store === 'mongo' ? createTestMongoDatabase() : null;
  const config = loadConfig({
    DATA_DIR: dataDir,
    IMPORT_WORKERS: '2',
    // Tests share the cores: imports that give way would wait for every other file.
    IMPORT_THROTTLE: 'off',
    DATABASE_POOL_SIZE: '5',
    DATABASE_MAX_OVERFLOW: '5',
    RATE_LIMIT: '0',
    SPATIAL_STORE: store,
    ...settings,
  });

  async function open(): Promise<TestApplication> {
    const services: Services = {
      postgres: { url: database.url, source: 'url', detail: 'of the test run', version: '18' },
      mongo:
        mongo === null
          ? { ...NONE, source: 'postgres' }
          : { url: mongo.url, source: 'url', detail: '', version: '' },
      redis: { ...NONE, source: 'in-process' },
      close: async () => undefined,
      [Symbol.asyncDispose]: async () => undefined,
    };
    const { signal } = new AbortController();
    const application = await assemble(config, services, {
      logger: silentLogger,
      signal,
      onProgress: () => undefined,
    });
    await application.work();
    return {
      ...application,
      app: createApp(application.deps),
      dataDir,
      databaseUrl: database.url,
      async close() {
        application.stop();
        await application[Symbol.asyncDispose]();
      },
      reopen: open,
    };
  }

  return {
    ...(await open()),
    async drop() {
      await database.close();
      await mongo?.close();
      await rm(dataDir, { recursive: true });
    },
  };
}
