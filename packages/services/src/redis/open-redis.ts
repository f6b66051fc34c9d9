import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { endRecordedChild, passwordIn, recordChild } from '../child-record.ts';
import { ServiceStartFailedError } from '../errors.ts';
import { findBinary } from '../find-binary.ts';
import { freePort } from '../free-port.ts';
import { ManagedProcess, type StopStep } from '../managed-process.ts';
import { notOurs, type Opened, reasonOf } from '../opened.ts';
import { Supervised } from '../supervised.ts';
import {
  type AbsentService,
  type ClusteredService,
  type OptionalService,
  type ServicesOptions,
  type StartContext,
} from '../types.ts';
import { pingRedis, waitForRedis } from './ping-redis.ts';

const STOP: readonly StopStep[] = [
  { signal: 'SIGTERM', seconds: 10 },
  { signal: 'SIGKILL', seconds: 5 },
];

/** Redis by the nodes of a cluster, else by URL, else redis-server on PATH started in the data directory, else nothing: the in-process tier serves alone. */
export async function openRedis(
  options: ServicesOptions,
  context: StartContext,
): Promise<Opened<OptionalService>> {
  const nodes = options.redisNodes ?? [];
  if (nodes.length > 0) return notOurs(await byNodes(nodes, options.redisUrl));
  if (options.redisUrl) return byUrl(options.redisUrl);
  const binary = await findBinary('redis-server', options.path);
  if (!binary) return notOurs(inProcess('no REDIS_URL, no redis-server on PATH'));
  try {
    return await startRedis(binary, join(options.dataDir, 'redis'), context);
  } catch (error) {
    context.signal.throwIfAborted();
    return notOurs(inProcess(`redis-server on PATH did not start: ${reasonOf(error)}`));
  }
}

/** Redis holds nothing but a cache, so an address that does not answer costs speed, not the start. */
async function byUrl(url: string): Promise<Opened<OptionalService>> {
  try {
    const version = await pingRedis(url, 3);
    return notOurs({ url, source: 'url', detail: `Redis ${version} of REDIS_URL`, version });
  } catch (error) {
    return notOurs(inProcess(`the server of REDIS_URL does not answer (${reasonOf(error)})`));
  }
}

/** A cluster is never replaced by a server of our own, which would be another cache; it is used as soon as it answers. */
async function byNodes(nodes: readonly string[], access: string | undefined): Promise<ClusteredService> {
  const name = `cluster of REDIS_CLUSTER_NODES (${nodes.join(', ')})`;
  const asked = nodes.map((node) => pingRedis(urlOfNode(node, access), 3));
  const cluster = { url: null, source: 'url' } as const;
  try {
    const version = await Promise.any(asked);
    return { ...cluster, detail: `Redis ${version}, ${name}`, version };
  } catch (error) {
    const reason = reasonOf(error instanceof AggregateError ? error.errors[0] : error);
    return { ...cluster, detail: `${name}: none answered at the start (${reason})`, version: null };
  }
}

function urlOfNode(node: string, access: string | undefined): string {
  const url = new URL(access ?? 'redis://node');
  url.host = node;
  return url.href;
}

function inProcess(reason: string): AbsentService {
  return { url: null, source: 'in-process', detail: `in-process tier: ${reason}`, version: null };
}

async function startRedis(
  binary: string,
  folder: string,
  context: StartContext,
): Promise<Opened<OptionalService>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await endRecordedChild(folder, STOP);
  const port = await freePort();
  const password = await passwordIn(folder);
  const config = join(folder, 'redis.conf');
  await writeFile(config, configuration(folder, port, password), { mode: 0o600 });
  const url = `redis://:${password}@127.0.0.1:${port}`;
  const start = (on: StartContext): Promise<ManagedProcess> => startOnce(binary, config, url, on);
  const server = new Supervised('Redis', await start(context), start, STOP, context);
  try {
    const version = await pingRedis(url, 3);
    const detail = `Redis ${version}, binary on PATH (${binary}); 127.0.0.1:${port}`;
    return { service: { url, source: 'binary', detail, version }, close: () => server.close() };
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function startOnce(
  binary: string,
  config: string,
  url: string,
  context: StartContext,
): Promise<ManagedProcess> {
  const folder = dirname(config);
  const logFile = join(folder, 'redis.log');
  const server = await ManagedProcess.start({ command: binary, args: [config], cwd: folder, logFile });
  try {
    await recordChild(folder, server.pid);
    await waitForRedis(url, server, context.signal);
    return server;
  } catch (cause) {
    await server.stop(STOP);
    context.signal.throwIfAborted();
    throw new ServiceStartFailedError('Redis', await server.logTail(), { cause });
  }
}

/** A cache: nothing is kept on disk, and the oldest entries give way at 256 MB. */
function configuration(folder: string, port: number, password: string): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    'protected-mode yes',
    `requirepass ${password}`,
    `dir "${folder}"`,
    'save ""',
    'appendonly no',
    'maxmemory 256mb',
    'maxmemory-policy allkeys-lru',
    'daemonize no',
    '',
  ].join('\n');
}
