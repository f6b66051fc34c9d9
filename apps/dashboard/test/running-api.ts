import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { createTestDatabase, REPOSITORY_ROOT } from '@sizewise/test-support';

/** The product's own start command, on a database of this test; serves the dashboard as it is built. */
export interface RunningApi extends AsyncDisposable {
  readonly url: string;
  readonly databaseUrl: string;
}

/**
 * Starts the api in a process of its own and waits until it is ready.
 * @param files drawings it imports at the start, which also keeps it from importing the samples
 * @param settings environment variables beside those of the test
 * @throws Error with its standard error where it ends before that
 */
export async function startApi(
  files: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningApi> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await createTestDatabase());
  const dataDir = await mkdtemp(join(tmpdir(), 'sizewise-dashboard-'));
  stack.defer(() => rm(dataDir, { recursive: true }));
  const child = spawn(
    process.execPath,
    ['--conditions=source', join(REPOSITORY_ROOT, 'apps/api/src/main.ts'), 'start', ...files],
    {
      env: {
        ...process.env,
        PORT: '0',
        DATA_DIR: dataDir,
        DATABASE_URL: database.url,
        SPATIAL_STORE: 'postgres',
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  stack.defer(() => stop(child));
  const url = await readyUrl(child);
  const open = stack.move();
  return { url, databaseUrl: database.url, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

async function readyUrl(child: ChildProcess): Promise<string> {
  let complaints = '';
  child.stderr
    ?.setEncoding('utf8')
    .on('data', (text: string) => (complaints = (complaints + text).slice(-4000)));
  if (child.stdout) {
    for await (const line of createInterface({ input: child.stdout })) {
      const [, url] = /^ready (http\S+)$/.exec(line) ?? [];
      if (url === undefined) continue;
      child.stdout.resume();
      return url;
    }
  }
  throw new Error(`The api ended before it was ready:\n${complaints}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
