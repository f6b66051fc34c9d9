import { readFile, readdir } from 'node:fs/promises';

import { migratePipeline } from '@sizewise/bulk-pipeline';
import { migrateOptimizer } from '@sizewise/optimizer';
import { applyMigrations, type Migration, type MigrationSession } from '@sizewise/shared';

const FOLDER = new URL('../migrations/', import.meta.url);
const FILE_NAME = /^(\d{6})-(.+)\.sql$/;

async function loadMigrations(): Promise<Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => FILE_NAME.test(name)).sort();
  return Promise.all(
    names.map(async (file) => {
      const [, number = '', name = ''] = FILE_NAME.exec(file) ?? [];
      return { number: Number(number), name, sql: await readFile(new URL(file, FOLDER), 'utf8') };
    }),
  );
}

/**
 * Creates or updates the tables of optimizer, bulk-pipeline and this package, in this order.
 * @param session one session without a statement timeout, for its lock and transactions
 */
export async function migrateAll(session: MigrationSession): Promise<void> {
  await migrateOptimizer(session);
  await migratePipeline(session);
  await applyMigrations(session, 'data', await loadMigrations());
}
