import { migratePipeline, readMigrations } from '@sizewise/bulk-pipeline';
import { migrateOptimizer } from '@sizewise/optimizer';
import { applyMigrations, type MigrationSession } from '@sizewise/shared';

const FOLDER = new URL('../migrations/', import.meta.url);
/**
 * Creates or updates the tables of optimizer, bulk-pipeline and this package, in this order.
 * @param session one session without a statement timeout, for its lock and transactions
 */
export async function migrateAll(session: MigrationSession): Promise<void> {
  await migrateOptimizer(session);
  await migratePipeline(session);
  await applyMigrations(session, 'data', await readMigrations(FOLDER));
}
