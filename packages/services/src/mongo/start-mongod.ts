import { mkdir, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';

import { endRecordedChild, passwordIn, recordChild } from '../child-record.ts';
import { ServiceStartFailedError } from '../errors.ts';
import { freePort } from '../free-port.ts';
import { ManagedProcess, type StopStep } from '../managed-process.ts';
import { type Opened } from '../opened.ts';
import { Supervised } from '../supervised.ts';
import { type RunningService, type StartContext } from '../types.ts';
import { pingMongo } from './ping-mongo.ts';

const STOP: readonly StopStep[] = [
  { signal: 'SIGTERM', seconds: 30 },
  { signal: 'SIGKILL', seconds: 5 },
];
const USER = 'sizewise';
const START_SECONDS = 60;

/**
 * Starts mongod on the data folder, loopback only, with a user of our own.
 * @throws ServiceStartFailedError with the end of its log.
 */
export async function startMongod(
  binary: string,
  source: 'binary' | 'download',
  folder: string,
  context: StartContext,
): Promise<Opened<RunningService>> {
  const data = join(folder, 'data');
  await mkdir(data, { recursive: true, mode: 0o700 });
  await endRecordedChild(folder, STOP);
  const port = await freePort();
  const password = await passwordIn(folder);
  const config = join(folder, 'mongod.json');
  await writeFile(config, configuration(data, port), { mode: 0o600 });
  const start = (on: StartContext): Promise<ManagedProcess> => startOnce(binary, config, port, on);
  const server = new Supervised('MongoDB', await start(context), start, STOP, context);
  try {
    await createUser(port, password);
    const url = `mongodb://${USER}:${password}@127.0.0.1:${port}/?directConnection=true&authSource=admin`;
    const version = await pingMongo(url, 5);
    const origin = source === 'binary' ? 'binary on PATH' : 'downloaded';
    const detail = `MongoDB ${version}, ${origin} (${binary}); 127.0.0.1:${port}`;
    return { service: { url, source, detail, version }, close: () => server.close() };
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function startOnce(
  binary: string,
  config: string,
  port: number,
  context: StartContext,
): Promise<ManagedProcess> {
  const folder = dirname(config);
  const logFile = join(folder, 'mongod.log');
  const server = await ManagedProcess.start({
    command: binary,
    args: ['--config', config],
    cwd: folder,
    logFile,
  });
  try {
    await recordChild(folder, server.pid);
    await waitForMongod(port, server, context.signal);
    return server;
  } catch (cause) {
    await server.stop(STOP);
    context.signal.throwIfAborted();
    throw new ServiceStartFailedError('MongoDB', await server.logTail(), { cause });
  }
}

/** JSON is YAML, which mongod reads. Its cache is kept to an eighth of memory: it shares the machine. */
function configuration(dbPath: string, port: number): string {
  const cacheSizeGB = Math.max(0.25, Math.round((totalmem() / 2 ** 30 / 8) * 100) / 100);
  return JSON.stringify({
    net: { bindIp: '127.0.0.1', port, unixDomainSocket: { enabled: false } },
    security: { authorization: 'enabled' },
    storage: { dbPath, wiredTiger: { engineConfig: { cacheSizeGB } } },
  });
}

async function waitForMongod(port: number, server: ManagedProcess, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + START_SECONDS * 1000;
  for (;;) {
    signal.throwIfAborted();
    try {
      await pingMongo(`mongodb://127.0.0.1:${port}/?directConnection=true`, 1);
      return;
    } catch (error) {
      if (server.exit !== null || performance.now() > deadline) throw error;
    }
    await sleep(50);
  }
}

/** The first user may be made without a password from this machine (MongoDB's localhost exception), later ones not. */
async function createUser(port: number, pwd: string): Promise<void> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`);
  try {
    await client.db('admin').command({ createUser: USER, pwd, roles: ['root'] });
  } catch (error) {
    const code = (error as { code?: number }).code;
    // 13 unauthorized and 51003 user exists: an earlier start has made it.
    if (code !== 13 && code !== 51_003) throw error;
  } finally {
    await client.close();
  }
}
