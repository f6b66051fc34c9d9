import { AppError } from '@sizewise/shared';

/** Connections left to other clients of the server and its superuser reserve. */
const RESERVE = 5;

/** Who holds how many connections to PostgreSQL at most. */
export interface ConnectionShares {
  readonly api: number;
  readonly importWorkers: number;
  /** Bookkeeping of imports, and the job queue. */
  readonly importPool: number;
  readonly listener: number;
  readonly monitor: number;
  readonly maintenance: number;
}

/** The settings ask for more connections than PostgreSQL has. */
export class TooManyConnectionsError extends AppError {
  constructor(shares: ConnectionShares, sum: number, maxConnections: number) {
    const parts = Object.entries(shares).map(([name, count]) => `${name} ${count}`);
    super(
      'invalid_configuration',
      `PostgreSQL has max_connections = ${maxConnections}, of which ${RESERVE} stay free, but ${sum} are asked for ` +
        `(${parts.join(', ')}): lower DATABASE_POOL_SIZE, DATABASE_MAX_OVERFLOW or IMPORT_WORKERS, or raise max_connections`,
      { data: { ...shares, sum, maxConnections } },
    );
  }
}

/**
 * Checks that all shares together fit below the server's limit less a reserve of five.
 * @throws TooManyConnectionsError
 */
export function checkConnectionShares(shares: ConnectionShares, maxConnections: number): void {
  const sum = Object.values(shares).reduce((total: number, count: number) => total + count, 0);
  if (sum > maxConnections - RESERVE) throw new TooManyConnectionsError(shares, sum, maxConnections);
}
