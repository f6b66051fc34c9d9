import { type Logger, silentLogger } from '@sizewise/shared';
import { type CommonRedisOptions } from 'ioredis';

import { OptimizerConfigurationError } from '../errors.ts';

/** A Lua script that becomes a command of the client. */
export type RedisScripts = Readonly<
  Record<string, { lua: string; numberOfKeys: number; readOnly?: boolean }>
>;

/** How a Redis pool behaves. Durations in seconds. */
export interface RedisPoolOptions {
  /** `redis://` or `rediss://`; of a cluster, where user, password and TLS come from. One of `url` and `nodes` is needed. */
  readonly url?: string | undefined;
  /** Nodes of a cluster as `HOST:PORT`; the rest of it is found through any of them. */
  readonly nodes?: readonly string[] | undefined;
  /** Name in snapshots. Default `redis`. */
  readonly name?: string | undefined;
  /** Most connections; of a cluster, each node has one. Default 50. */
  readonly maxConnections?: number | undefined;
  /** Commands in flight on every connection before another one is opened. Default 64. */
  readonly commandsPerConnection?: number | undefined;
  /** Longest time that one connect may take. Default 5. */
  readonly connectTimeout?: number | undefined;
  /** Longest wait for the answer of a command; a connection silent for twice as long is cut. Default 1. */
  readonly commandTimeout?: number | undefined;
  /** Commands of one turn of the event loop share one write. Default true. */
  readonly autoPipelining?: boolean | undefined;
  readonly scripts?: RedisScripts | undefined;
  /** Default `sizewise`. */
  readonly connectionName?: string | undefined;
  readonly logger?: Logger | undefined;
}

type Filled<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };
export type ResolvedRedisPoolOptions = Filled<Omit<RedisPoolOptions, 'url'>> & Pick<RedisPoolOptions, 'url'>;

const DEFAULTS = {
  nodes: [],
  name: 'redis',
  maxConnections: 50,
  commandsPerConnection: 64,
  connectTimeout: 5,
  commandTimeout: 1,
  autoPipelining: true,
  scripts: {},
  connectionName: 'sizewise',
  logger: silentLogger,
};

/**
 * Fills in the defaults.
 * @throws OptimizerConfigurationError with every fault.
 */
export function resolveRedisPoolOptions(options: RedisPoolOptions): ResolvedRedisPoolOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const resolved = { ...DEFAULTS, ...given } as ResolvedRedisPoolOptions;
  const faults: string[] = [];
  if (resolved.url === undefined && resolved.nodes.length === 0) faults.push('url or nodes must be given');
  if (resolved.url !== undefined && !/^rediss?:$/.test(URL.parse(resolved.url)?.protocol ?? '')) {
    faults.push('url must begin with redis:// or rediss://');
  }
  if (resolved.nodes.some((node) => !/^\S+:\d{1,5}$/.test(node)))
    faults.push('nodes must look like HOST:PORT');
  for (const key of ['maxConnections', 'commandsPerConnection'] as const) {
    if (!Number.isInteger(resolved[key]) || resolved[key] < 1) faults.push(`${key} must be 1 or more`);
  }
  for (const key of ['connectTimeout', 'commandTimeout'] as const) {
    if (!(resolved[key] > 0)) faults.push(`${key} must be more than 0 s`);
  }
  if (faults.length > 0) throw new OptimizerConfigurationError(faults);
  return Object.freeze(resolved);
}

const RETRY_MOST_MS = 2000;

/** Pause before the reconnect after `attempts` failed ones, milliseconds. */
export function retryPause(attempts: number): number {
  return Math.min(RETRY_MOST_MS, 50 * 2 ** Math.min(attempts, 10));
}

/** The driver's options. A command whose connection is lost fails at once and is never sent twice. */
export function redisClientOptions(options: ResolvedRedisPoolOptions) {
  return {
    connectTimeout: options.connectTimeout * 1000,
    commandTimeout: options.commandTimeout * 1000,
    socketTimeout: options.commandTimeout * 2000,
    maxRetriesPerRequest: 0,
    retryStrategy: retryPause,
    connectionName: options.connectionName,
    enableAutoPipelining: options.autoPipelining,
    scripts: { ...options.scripts },
  } satisfies CommonRedisOptions;
}
