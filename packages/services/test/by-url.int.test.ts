import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { freePort, openServices, type Services, ServiceStartFailedError } from '../src/index.ts';
import { makeDataDir, removeDataDir } from './support/folder.ts';

describe('services given by URL', () => {
  let dataDir: string;
  let own: Services;
  beforeAll(async () => {
    dataDir = await makeDataDir();
    own = await openServices({ dataDir: join(dataDir, 'own'), path: '', mongoDownload: false });
  });
  afterAll(async () => {
    await own.close();
    await removeDataDir(dataDir);
  });

  it('uses PostgreSQL of the URL and leaves it running', async () => {
    const options = { dataDir, path: '', databaseUrl: own.postgres.url, mongoDownload: false };
    for (let turn = 0; turn < 2; turn++) {
      await using services = await openServices(options);
      expect(services.postgres).toMatchObject({
        source: 'url',
        url: own.postgres.url,
        version: own.postgres.version,
      });
    }
  });

  it.concurrent(
    'refuses to start without it rather than use an empty database, and keeps the URL out of the message',
    async ({ expect }) => {
      const url = `postgres://someone:secret@127.0.0.1:${await freePort()}/drawings`;
      const folder = join(dataDir, 'refused');
      const start = openServices({ dataDir: folder, path: '', databaseUrl: url, mongoDownload: false });
      await expect(start).rejects.toThrow(ServiceStartFailedError);
      await expect(start).rejects.toThrow(/^(?!.*secret).*DATABASE_URL does not answer/);
    },
  );

  it.concurrent('goes on without MongoDB and Redis that do not answer, and says so', async ({ expect }) => {
    const port = await freePort();
    await using services = await openServices({
      dataDir: join(dataDir, 'without'),
      path: '',
      databaseUrl: own.postgres.url,
      mongoUrl: `mongodb://127.0.0.1:${port}`,
      redisUrl: `redis://127.0.0.1:${port}`,
    });
    expect(services.mongo).toMatchObject({ url: null, source: 'postgres' });
    expect(services.mongo.detail).toContain('MONGO_URL does not answer');
    expect(services.redis).toMatchObject({ url: null, source: 'in-process' });
    expect(services.redis.detail).toContain('REDIS_URL does not answer');
  });
});
