import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { hostname } from 'node:os';

import { AppError } from '@sizewise/shared';

import { type Config, redisUrlOf } from '../config/config.ts';
import { type DatabaseUrls } from '../pools.ts';
import { openWorkerProcess } from '../worker-process.ts';
import { type Command, defineCommand, type Runtime } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { findRunningServer } from './server-file.ts';
import { readServicesFile } from './services-file.ts';
import { UsageError } from './usage-error.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

export interface WorkerOptions {
  /** Kept over restarts; undefined: one of its own for each run. */
  readonly name: string | undefined;
  readonly json: boolean;
}

export const workerCommand: Command = defineCommand<WorkerOptions>({
  name: 'worker',
  usage: [['worker [--name NAME]', 'Run imports beside a server, on the same databases and spool; no HTTP']],
  flags: { name: 'string' },
  read(given) {
    const name = given.text('name');
    if (name !== undefined && !NAME.test(name)) {
      throw new UsageError('--name takes letters, digits, dots, dashes and underscores, at most 63');
    }
    return { name, json: given.json };
  },
  run: runWorker,
});

/** Where a worker finds its databases, and no server runs nor is a URL set. */
class NoDatabaseError extends AppError {
  constructor(dataDir: string) {
    super(
      'invalid_configuration',
      `No server runs on ${dataDir} and DATABASE_URL is not set: a worker starts no services of its own`,
    );
  }
}

/** Runs imports until the signal aborts; what it has not finished, other processes take over. */
async function runWorker({ name, json }: WorkerOptions, runtime: Runtime): Promise<ExitCode> {
  const { config, logger, signal } = runtime;
  const urls = await findDatabases(config);
  const instance = instanceOf(name);
  await using worker = await openWorkerProcess({ config, urls, instance, logger, signal });
  await worker.work();
  process.stdout.write(
    json ? `${JSON.stringify({ ready: instance, pid: process.pid })}\n` : `ready ${instance}\n`,
  );
  if (!signal.aborted) await once(signal, 'abort');
  return EXIT.done;
}

function instanceOf(name: string | undefined): string {
  const own = `${hostname()}:${process.pid}:${randomBytes(3).toString('hex')}`;
  return `worker:${name ?? own}`;
}

/** Those of the server that runs on this data directory, else those that the environment names. @throws NoDatabaseError */
async function findDatabases(config: Config): Promise<DatabaseUrls> {
  const running = (await findRunningServer(config.DATA_DIR)) && (await readServicesFile(config.DATA_DIR));
  if (running) return running;
  if (config.DATABASE_URL === undefined) throw new NoDatabaseError(config.DATA_DIR);
  return {
    postgres: { url: config.DATABASE_URL },
    mongo: { url: config.MONGO_URL ?? null, detail: 'MONGO_URL is not set' },
    redis: { url: redisUrlOf(config) ?? null },
  };
}
