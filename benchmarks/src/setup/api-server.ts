import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Import, isFinished } from '@sizewise/shared';
import { REPOSITORY_ROOT } from '@sizewise/test-support';

import { WORKERS } from './context.ts';

const START_MS = 120_000;
const POLL_MS = 200;
const READY = /^ready (\S+)$/m;

/** The api in a process of its own, with data of its own. */
export interface ApiServer extends AsyncDisposable {
  readonly url: string;
  createProject(name: string): Promise<string>;
  /** Uploads a file and waits for the end of its import. @throws Error when it does not complete */
  import(projectId: string, file: string, signal: AbortSignal, fileName?: string): Promise<Import>;
  /** Segments of the project's imports, those of unfinished ones included. */
  writtenSegments(projectId: string, signal: AbortSignal): Promise<number>;
}

/**
 * @param settings environment variables beside those of every benchmark
 * @throws Error when the api does not get ready
 */
export async function startApi(
  folder: string,
  signal: AbortSignal,
  settings: Readonly<Record<string, string>> = {},
): Promise<ApiServer> {
  const dataDir = join(folder, 'api-data');
  await mkdir(dataDir, { recursive: true });
  await chmod(dataDir, 0o711);
  // No samples: nothing but the load is to run.
  await writeFile(join(dataDir, 'samples-imported'), '');
  const built = extname(import.meta.url) === '.js';
  const main = join(REPOSITORY_ROOT, 'apps', 'api', ...(built ? ['dist', 'main.js'] : ['src', 'main.ts']));
  const child = spawn(process.execPath, [...process.execArgv, main, 'start'], {
    cwd: REPOSITORY_ROOT,
    env: {
      PATH: '',
      DATA_DIR: dataDir,
      PORT: '0',
      RATE_LIMIT: '0',
      LOG_LEVEL: 'error',
      IMPORT_WORKERS: String(WORKERS),
      SPATIAL_STORE: 'postgres',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  };
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => (printed = (printed + data.toString()).slice(-10_000)));
  }
  const deadline = performance.now() + START_MS;
  while (!READY.test(printed)) {
    await sleep(POLL_MS);
    if (child.exitCode === null && performance.now() < deadline && !signal.aborted) continue;
    await stop();
    throw new Error(`The api did not get ready: ${printed.trim()}`);
  }
  const url = READY.exec(printed)?.[1] ?? '';
  return {
    url,
    createProject: (name) => createProject(url, name),
    import: (projectId, file, signal, fileName) => importFile(url, projectId, file, signal, fileName),
    writtenSegments: (projectId, signal) => writtenSegments(url, projectId, signal),
    [Symbol.asyncDispose]: stop,
  };
}

async function answer<T>(response: Response): Promise<T> {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

async function createProject(url: string, name: string): Promise<string> {
  const response = await fetch(`${url}/api/projects`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  return (await answer<{ id: string }>(response)).id;
}

async function importFile(
  url: string,
  projectId: string,
  file: string,
  signal: AbortSignal,
  fileName = 'segments.ndjson',
): Promise<Import> {
  const { size } = await stat(file);
  const response = await fetch(`${url}/api/projects/${projectId}/imports?fileName=${fileName}&force=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', 'content-length': String(size) },
    body: ReadableStream.from(createReadStream(file)),
    duplex: 'half',
    signal,
  });
  const { importId } = await answer<{ importId: string }>(response);
  for (;;) {
    const found = await answer<Import>(await fetch(`${url}/api/imports/${importId}`, { signal }));
    if (found.status === 'completed') return found;
    if (isFinished(found.status)) throw new Error(`The import ended as ${found.status}`);
    await sleep(POLL_MS, undefined, { signal });
  }
}

async function writtenSegments(url: string, projectId: string, signal: AbortSignal): Promise<number> {
  const response = await fetch(`${url}/api/imports?projectId=${projectId}&limit=100`, { signal });
  const { items } = await answer<{ items: Import[] }>(response);
  return items.reduce((sum, one) => sum + one.segmentsWritten, 0);
}
