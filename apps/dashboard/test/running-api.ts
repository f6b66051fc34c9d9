import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createTestDatabase } from '@sizewise/test-support';

import { endProcess, readyUrl, spawnApi } from './api-process.ts';

/** The product's own start command, on a database of this test; serves the dashboard as it is built. */
export interface RunningApi extends AsyncDisposable {
  readonly url: string;
  readonly databaseUrl: string;
  /** Ends the process as an operator does. */
  stop(): Promise<void>;
  /** Starts it again where it was: same address, data folder and database. */
  restart(): Promise<void>;
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
  const environment = {
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    SPATIAL_STORE: 'postgres',
    ...settings,
  };
  let child = spawnApi(files, { PORT: '0', ...environment });
  stack.defer(() => endProcess(child));
  const url = await readyUrl(child);
  const open = stack.move();
  return {
    url,
    databaseUrl: database.url,
    stop: () => endProcess(child),
    async restart() {
      child = spawnApi([], { PORT: new URL(url).port, ...environment });
      await readyUrl(child);
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
