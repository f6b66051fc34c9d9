import { openRedis } from '@sizewise/services';
import { silentLogger } from '@sizewise/shared';

import { dockerAnswers } from './docker.ts';
import { notOurs, removeFolder, type StartedTestServer, temporaryFolder } from './started.ts';

const HINT = 'set REDIS_URL or put redis-server on PATH (Debian: apt-get install redis-server)';

/** Redis: REDIS_URL, else a container, else redis-server on PATH. */
export async function startRedis(environment: NodeJS.ProcessEnv): Promise<StartedTestServer> {
  const url = environment['REDIS_URL'];
  if (url) return notOurs({ url, detail: 'REDIS_URL' });
  if (await dockerAnswers(environment)) {
    const inContainer = await startContainer().catch(() => null);
    if (inContainer) return inContainer;
  }
  return startOwn(environment['PATH'] ?? '');
}

async function startContainer(): Promise<StartedTestServer> {
  const { GenericContainer } = await import('testcontainers');
  const container = await new GenericContainer('redis:8').withExposedPorts(6379).start();
  const url = `redis://${container.getHost()}:${container.getMappedPort(6379)}`;
  return {
    server: { url, detail: 'container redis:8' },
    close: async () => {
      await container.stop();
    },
  };
}

async function startOwn(path: string): Promise<StartedTestServer> {
  const folder = await temporaryFolder('redis');
  const context = { signal: new AbortController().signal, progress: () => undefined, logger: silentLogger };
  const opened = await openRedis({ dataDir: folder, path }, context);
  if (opened.service.url !== null) {
    const { url, detail } = opened.service;
    return { server: { url, detail }, close: () => opened.close().then(() => removeFolder(folder)) };
  }
  await removeFolder(folder);
  return notOurs({ url: null, detail: `${opened.service.detail}; ${HINT}` });
}
