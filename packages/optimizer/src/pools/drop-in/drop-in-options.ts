import { type Client, type ClientBase, type ClientConfig, type PoolClient, type PoolConfig } from 'pg';

import { type PostgresPoolOptions } from '../postgres-options.ts';

/** What `pg.Pool` takes, and in `pool` what it has no word for. */
export interface DropInPoolOptions extends Omit<PoolConfig, 'onConnect'> {
  /** Sets a new client up; a promise is waited for. */
  readonly onConnect?: ((client: ClientBase) => void | Promise<void>) | undefined;
  readonly pool?: Omit<PostgresPoolOptions, 'connectionString' | 'clientConfig' | 'createClient'> | undefined;
}

/** Words of `pg.Pool` that are no settings of a connection. */
type PoolWords = Exclude<keyof DropInPoolOptions, keyof ClientConfig>;

const POOL_WORDS: Readonly<Record<PoolWords, true>> = {
  max: true,
  min: true,
  idleTimeoutMillis: true,
  log: true,
  Promise: true,
  allowExitOnIdle: true,
  maxUses: true,
  maxLifetimeSeconds: true,
  Client: true,
  onConnect: true,
  verify: true,
  pool: true,
};

/**
 * The words of `pg.Pool` in ours. What is not given has our defaults, except that statements have no time limit: an
 * application that never had one must not meet it by changing its pool.
 */
export function fromPgOptions(options: DropInPoolOptions): PostgresPoolOptions {
  const { max, min, maxUses, maxLifetimeSeconds, connectionTimeoutMillis, Client: ClientClass } = options;
  const wait = secondsOf(connectionTimeoutMillis) || undefined;
  const clientConfig = Object.fromEntries(
    Object.entries(options).filter(([key]) => !(key in POOL_WORDS)),
  ) as ClientConfig;
  return {
    name: options.application_name ?? 'pg',
    poolSize: max,
    maxOverflow: max === undefined ? undefined : 0,
    minSize: max === undefined || min === undefined ? min : Math.min(min, max),
    acquireTimeout: wait,
    connectTimeout: wait,
    idleTimeout: secondsOf(options.idleTimeoutMillis),
    recycle: maxLifetimeSeconds === 0 ? Infinity : maxLifetimeSeconds,
    maxUses: maxUses === Infinity ? 0 : maxUses,
    statementTimeout: secondsOf(options.statement_timeout) ?? 0,
    lockTimeout: secondsOf(options.lock_timeout),
    applicationName: options.application_name,
    allowExitOnIdle: options.allowExitOnIdle,
    onConnect: (client) => setUp(client, options),
    ...options.pool,
    connectionString: options.connectionString ?? '',
    clientConfig,
    createClient:
      ClientClass &&
      ((config) => new (ClientClass as unknown as new (config: ClientConfig) => Client)(config)),
  };
}

function secondsOf(milliseconds: number | false | null | undefined): number | undefined {
  return milliseconds === undefined || milliseconds === null ? undefined : Number(milliseconds) / 1000;
}

async function setUp(client: Client, { onConnect, verify, pool }: DropInPoolOptions): Promise<void> {
  await pool?.onConnect?.(client);
  await onConnect?.(client);
  if (!verify) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  verify(client as PoolClient, (error) => (error ? reject(error) : resolve()));
  await promise;
}
