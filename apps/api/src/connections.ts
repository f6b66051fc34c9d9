import { type Queryable } from '@sizewise/bulk-pipeline';

import { checkConnectionShares, type ConnectionShares } from './budget.ts';
import { type Config } from './config/config.ts';

/** Connections of the pool that imports, removals and the job queue share. */
export const IMPORT_POOL = { poolSize: 4, maxOverflow: 8 } as const;
/** One listener for cache invalidations. */
const LISTENER = 1;
/** Samples, findings and reports. */
const MONITOR = 1;
/** Migrations and indexes built while others work. */
const MAINTENANCE = 2;

/** How many connections to PostgreSQL each part may hold under these settings. */
export function sharesOf(config: Config): ConnectionShares {
  return {
    api: config.DATABASE_POOL_SIZE + config.DATABASE_MAX_OVERFLOW,
    importWorkers: config.IMPORT_WORKERS,
    importPool: IMPORT_POOL.poolSize + IMPORT_POOL.maxOverflow,
    listener: LISTENER,
    monitor: MONITOR,
    maintenance: MAINTENANCE,
  };
}

/** Those that belong to no pool of this process. */
export function connectionsBesidePools(config: Config): number {
  const { importWorkers, listener, monitor } = sharesOf(config);
  return importWorkers + listener + monitor;
}

/** The limit a server of our own is started with: what the shares need and its usual hundred at least. */
export function maxConnectionsFor(shares: ConnectionShares): number {
  const sum = Object.values(shares).reduce((total: number, count: number) => total + count, 0);
  return Math.max(100, sum + 10);
}

/** Compares the shares with what the server accepts. @throws TooManyConnectionsError */
export async function checkConnections(shares: ConnectionShares, database: Queryable): Promise<void> {
  const { rows } = await database.query<{ max_connections: string }>('SHOW max_connections');
  checkConnectionShares(shares, Number(rows[0]?.max_connections));
}
