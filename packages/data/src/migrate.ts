import { migratePipeline, readMigrations } from '@sizewise/bulk-pipeline';
import { migrateOptimizer } from '@sizewise/optimizer';
import { applyMigrations, type MigrationSession } from '@sizewise/shared';

import { repairPostgresIndexes } from './indexes/postgres-indexes.ts';

const FOLDER = new URL('../migrations/', import.meta.url);

/**
 * Creates or updates the tables of optimizer, bulk-pipeline and this package, in this order, then builds the indexes
 * that are missing, beside writers.
 * @param session one session without a statement timeout, for its lock and transactions
 */
export async function migrateAll(session: MigrationSession): Promise<void> {
  await migrateOptimizer(session);
  await migratePipeline(session);
  await applyMigrations(session, 'data', await readMigrations(FOLDER));
  await repairPostgresIndexes(session);
}
