import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { openPostgres, openRedis } from '@sizewise/services';
import { silentLogger } from '@sizewise/shared';
import { MongoClient } from 'mongodb';
import { Pool } from 'pg';

import { FaultProxy } from './fault-proxy.ts';
import { type MongoServer, startMongoServer } from './mongo-server.ts';
import { ProductProcess } from './product-process.ts';

const run = promisify(execFile);
/** Room of the spool while its disk is not full. */
const SPOOL_BYTES = 512 * 1024 * 1024;
const MONGO_DATABASE = 'faults';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export type SpatialKind = 'mongo' | 'postgres';

/** A whole installation on servers of its own: api and worker in processes, each line to a server through a proxy. */
export interface Installation extends AsyncDisposable {
  readonly spatial: SpatialKind;
  readonly api: ProductProcess;
  readonly worker: ProductProcess;
  /** Past the proxies. */
  readonly pool: Pool;
  readonly mongo: MongoClient;
  readonly mongoDatabase: string;
  readonly mongoServer: MongoServer;
  readonly proxies: {
    readonly postgres: FaultProxy;
    readonly mongo: FaultProxy;
    readonly redis: FaultProxy | null;
  };
  /** Folder of a file system of its own, small enough to be filled; null where none can be mounted. */
  readonly fillable: string | null;
  readonly logs: string;
  /** Ids of imports and uploads that have a folder in the spool. */
  spooled(): Promise<string[]>;
  postmasterPid(): Promise<number>;
  redisPid(): Promise<number | null>;
  /** Both processes run and are ready. */
  ensure(signal: AbortSignal): Promise<void>;
}

/** @param folder for data and logs; a new one in the system's temporary folder where none is given */
export async function openInstallation(spatial: SpatialKind, signal: AbortSignal): Promise<Installation> {
  const stack = new AsyncDisposableStack();
  try {
    const folder = await mkdtemp(join(tmpdir(), 'sizewise-faults-'));
    await chmod(folder, 0o755);
    stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
    const servers = await startServers(folder, stack, signal);
    const proxies = {
      postgres: stack.use(await FaultProxy.open(servers.postgresUrl)),
      mongo: stack.use(await FaultProxy.open(withDatabase(servers.mongoServer.url))),
      redis: servers.redisUrl === null ? null : stack.use(await FaultProxy.open(servers.redisUrl)),
    };
    const dataDir = join(folder, 'data');
    const spoolDir = join(dataDir, 'spool');
    await mkdir(spoolDir, { recursive: true });
    await writeFile(join(dataDir, 'samples-imported'), '');
    const fillable = await mountSpool(spoolDir, stack);
    const environment = {
      PATH: '',
      DATA_DIR: dataDir,
      PORT: '0',
      RATE_LIMIT: '0',
      LOG_LEVEL: 'info',
      IMPORT_WORKERS: '1',
      IMPORT_THROTTLE: 'off',
      SPATIAL_STORE: spatial,
      DATABASE_URL: proxies.postgres.url,
      MONGO_URL: proxies.mongo.url,
      ...(proxies.redis ? { REDIS_URL: proxies.redis.url } : {}),
    };
    const logs = join(folder, 'log');
    await mkdir(logs);
    const api = stack.use(
      new ProductProcess(['start'], /^ready (\S+)$/m, environment, join(logs, 'api.log')),
    );
    const worker = stack.use(
      new ProductProcess(
        ['worker', '--name', 'second'],
        /^ready (\S+)$/m,
        environment,
        join(logs, 'worker.log'),
      ),
    );
    return {
      spatial,
      ...servers,
      mongoDatabase: MONGO_DATABASE,
      proxies,
      fillable,
      logs,
      api,
      worker,
      spooled: async () => (await readdir(spoolDir)).filter((name) => UUID.test(name)),
      postmasterPid: () => postmasterPid(servers.pool),
      redisPid: () => redisPid(join(folder, 'redis-data')),
      async ensure(until) {
        await api.ensure(until);
        await worker.ensure(until);
      },
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

interface Servers {
  readonly postgresUrl: string;
  readonly redisUrl: string | null;
  readonly mongoServer: MongoServer;
  readonly pool: Pool;
  readonly mongo: MongoClient;
}

async function startServers(
  folder: string,
  stack: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<Servers> {
  const context = { signal, progress: () => undefined, logger: silentLogger };
  const path = process.env['PATH'] ?? '';
  const mongoServer = stack.use(await startMongoServer(join(folder, 'mongo-data'), process.env));
  const open = async (name: string): Promise<string> => {
    const dataDir = join(folder, name);
    await mkdir(dataDir);
    return dataDir;
  };
  const postgres = await openPostgres(
    { dataDir: await open('postgres-data'), path, maxConnections: 200 },
    context,
  );
  stack.defer(() => postgres.close());
  const redis = await openRedis({ dataDir: await open('redis-data'), path }, context);
  stack.defer(() => redis.close());
  const pool = new Pool({ connectionString: postgres.service.url, max: 3 });
  pool.on('error', () => undefined);
  stack.defer(() => pool.end());
  const mongo = new MongoClient(mongoServer.url, { serverSelectionTimeoutMS: 30_000 });
  stack.defer(() => mongo.close());
  return { postgresUrl: postgres.service.url, redisUrl: redis.service.url, mongoServer, pool, mongo };
}

function withDatabase(server: string): string {
  const url = new URL(server);
  url.pathname = `/${MONGO_DATABASE}`;
  return url.href;
}

/** A file system in memory for the spool, where this user may mount one. */
async function mountSpool(folder: string, stack: AsyncDisposableStack): Promise<string | null> {
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${SPOOL_BYTES}`, 'sizewise-faults', folder]);
  } catch {
    return null;
  }
  stack.defer(async () => {
    await run('umount', ['-l', folder]);
  });
  return folder;
}

async function postmasterPid(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ data_directory: string }>('SHOW data_directory');
  const file = await readFile(join(rows[0]?.data_directory ?? '', 'postmaster.pid'), 'utf8');
  return Number(file.split('\n')[0]);
}

/** From the record that the services package keeps of its child; null where Redis is not ours. */
async function redisPid(dataDir: string): Promise<number | null> {
  const text = await readFile(join(dataDir, 'redis', 'process.json'), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as { pid: number }).pid;
}
