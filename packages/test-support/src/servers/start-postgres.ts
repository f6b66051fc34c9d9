import { openPostgres } from '@sizewise/services';
import { silentLogger } from '@sizewise/shared';

import { dockerAnswers } from './docker.ts';
import { notOurs, removeFolder, type StartedTestServer, temporaryFolder } from './started.ts';

/** Tests lose nothing by a power cut; everything else stays as in the product. */
const FAST_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  autovacuum_naptime: '1h',
};
const CONNECTIONS = 200;

/** PostgreSQL: DATABASE_URL, else a container, else as `npm start` finds it. */
export async function startPostgres(environment: NodeJS.ProcessEnv): Promise<StartedTestServer> {
  const url = environment['DATABASE_URL'];
  if (url) return notOurs({ url, detail: 'DATABASE_URL' });
  if (await dockerAnswers(environment)) {
    const inContainer = await startContainer().catch(() => null);
    if (inContainer) return inContainer;
  }
  return startOwn(environment['PATH'] ?? '');
}

async function startContainer(): Promise<StartedTestServer> {
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const settings = Object.entries({ ...FAST_SETTINGS, max_connections: String(CONNECTIONS) });
  const container = await new PostgreSqlContainer('postgres:18')
    .withCommand([
      'postgres',
      '-c',
      'shared_preload_libraries=pg_stat_statements',
      ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ])
    .start();
  return {
    server: { url: container.getConnectionUri(), detail: 'container postgres:18' },
    close: async () => {
      await container.stop();
    },
  };
}

async function startOwn(path: string): Promise<StartedTestServer> {
  const folder = await temporaryFolder('postgres');
  try {
    const options = { dataDir: folder, path, maxConnections: CONNECTIONS, postgresSettings: FAST_SETTINGS };
    const context = { signal: new AbortController().signal, progress: () => undefined, logger: silentLogger };
    const opened = await openPostgres(options, context);
    const { url, detail } = opened.service;
    return { server: { url, detail }, close: () => opened.close().then(() => removeFolder(folder)) };
  } catch (error) {
    await removeFolder(folder);
    throw error;
  }
}
