import { type PostgresPool } from '@sizewise/optimizer';
import { type IndexReport } from '@sizewise/shared';
import { type Db } from 'mongodb';

import { mongoIndexes, repairMongoIndexes } from './mongo-indexes.ts';
import { postgresIndexes, repairPostgresIndexes } from './postgres-indexes.ts';

/** The stores whose indexes are meant. */
export interface IndexedStores {
  readonly postgres: PostgresPool;
  /** Null where MongoDB holds nothing. */
  readonly mongo: Db | null;
}

/** Every index that queries count on, in every store. */
export async function reportIndexes({ postgres, mongo }: IndexedStores): Promise<IndexReport[]> {
  return [...(await postgresIndexes(postgres)), ...(mongo ? await mongoIndexes(mongo) : [])];
}

/**
 * Builds the indexes that are missing or invalid, on connections without a statement timeout.
 * @param signal ends a build that is under way
 * @returns names of those that were built
 */
export async function repairIndexes(
  { postgres, mongo }: IndexedStores,
  signal?: AbortSignal,
): Promise<string[]> {
  const built = await postgres.withLease(async (lease) => {
    const { rows } = await lease.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const stop = (): void =>
      void postgres.query('SELECT pg_cancel_backend($1)', [rows[0]?.pid]).catch(() => undefined);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await repairPostgresIndexes(lease, signal);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  });
  return [...built, ...(mongo ? await repairMongoIndexes(mongo, signal) : [])];
}
