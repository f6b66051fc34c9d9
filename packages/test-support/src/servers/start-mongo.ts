import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, openMongo } from '@sizewise/services';
import { silentLogger } from '@sizewise/shared';

import { REPOSITORY_ROOT } from '../repository-root.ts';
import { dockerAnswers } from './docker.ts';
import { notOurs, removeFolder, type StartedTestServer, temporaryFolder } from './started.ts';

const run = promisify(execFile);
const HINT = 'set MONGO_URL or MONGO_TEST_SERVER, run a Docker engine, or put mongod on PATH';

/** MongoDB: MONGO_URL, else the test server in MONGO_TEST_SERVER, else a container, else mongod on PATH or downloaded. */
export async function startMongo(environment: NodeJS.ProcessEnv): Promise<StartedTestServer> {
  const url = environment['MONGO_URL'];
  if (url) return notOurs({ url, detail: 'MONGO_URL' });
  const folder =
    environment['MONGO_TEST_SERVER'] ?? join(REPOSITORY_ROOT, '..', 'shared', 'mongo-test-server');
  const bundled = await startBundled(folder, environment);
  if (bundled) return bundled;
  if (await dockerAnswers(environment)) {
    const inContainer = await startContainer().catch(() => null);
    if (inContainer) return inContainer;
  }
  return startOwn(environment['PATH'] ?? '');
}

async function startBundled(
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<StartedTestServer | null> {
  try {
    await access(join(folder, 'start'));
  } catch {
    return null;
  }
  const data = await temporaryFolder('mongo');
  const port = await freePort();
  const { stdout } = await run(join(folder, 'start'), ['--port', String(port), '--dir', data, '--clean'], {
    env: environment,
  });
  const url = /^MONGO_URL=(\S+)$/m.exec(stdout)?.[1];
  if (!url) throw new Error(`${join(folder, 'start')} printed no MONGO_URL`);
  return {
    server: { url, detail: `test server in ${folder}` },
    close: async () => {
      await run(join(folder, 'stop'), ['--dir', data, '--clean'], { env: environment });
      await removeFolder(data);
    },
  };
}

async function startContainer(): Promise<StartedTestServer> {
  const { GenericContainer } = await import('testcontainers');
  const container = await new GenericContainer('mongo:8').withExposedPorts(27_017).start();
  const url = `mongodb://${container.getHost()}:${container.getMappedPort(27_017)}/?directConnection=true`;
  return {
    server: { url, detail: 'container mongo:8' },
    close: async () => {
      await container.stop();
    },
  };
}

async function startOwn(path: string): Promise<StartedTestServer> {
  const folder = await temporaryFolder('mongo');
  const context = { signal: new AbortController().signal, progress: () => undefined, logger: silentLogger };
  const opened = await openMongo({ dataDir: folder, path }, context);
  if (opened.service.url !== null) {
    const { url, detail } = opened.service;
    return { server: { url, detail }, close: () => opened.close().then(() => removeFolder(folder)) };
  }
  await removeFolder(folder);
  return notOurs({ url: null, detail: `${opened.service.detail}; ${HINT}` });
}
