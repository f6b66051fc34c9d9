import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { freePort } from '@sizewise/services';
import { REPOSITORY_ROOT, startTestServers } from '@sizewise/test-support';

const run = promisify(execFile);

/** A MongoDB server of the harness's own. */
export interface MongoServer extends AsyncDisposable {
  readonly url: string;
  /** Ends it at once, or null where it is not ours to end; it is back once that resolves. */
  readonly restart: (() => Promise<void>) | null;
}

/** The rounds need a MongoDB. */
export class NoMongoError extends Error {
  override readonly name = 'NoMongoError';
}

/** The test server where it is, so that it can be ended and started again; else the one that tests use. @throws NoMongoError */
export async function startMongoServer(folder: string, environment: NodeJS.ProcessEnv): Promise<MongoServer> {
  const scripts =
    environment['MONGO_TEST_SERVER'] ?? join(REPOSITORY_ROOT, '..', 'shared', 'mongo-test-server');
  if (environment['MONGO_URL'] !== undefined || !existsSync(join(scripts, 'start'))) {
    const stack = new AsyncDisposableStack();
    const { servers } = stack.use(
      await startTestServers({ ...environment, DATABASE_URL: 'postgres://127.0.0.1:1' }),
    );
    if (servers.mongo.url === null) {
      await stack.disposeAsync();
      throw new NoMongoError(servers.mongo.detail);
    }
    return { url: servers.mongo.url, restart: null, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  }
  const place = ['--port', String(await freePort()), '--dir', folder];
  const call = async (script: 'start' | 'stop', ...more: string[]): Promise<string> =>
    (
      await run(join(scripts, script), [...(script === 'start' ? place : place.slice(2)), ...more], {
        env: environment,
      })
    ).stdout;
  const url = /^MONGO_URL=(\S+)$/m.exec(await call('start', '--clean'))?.[1] ?? '';
  return {
    url,
    async restart() {
      process.kill(Number(await readFile(join(folder, 'gateway.pid'), 'utf8')), 'SIGKILL');
      await call('start');
    },
    async [Symbol.asyncDispose]() {
      await call('stop', '--clean');
    },
  };
}
