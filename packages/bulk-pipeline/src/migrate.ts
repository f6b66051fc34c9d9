import { readFile, readdir } from 'node:fs/promises';

import { applyMigrations, type Migration, type MigrationSession } from '@sizewise/shared';

const FOLDER = new URL('../migrations/', import.meta.url);
const FILE_NAME = /^(\d{6})-(.+)\.sql$/;

/** The numbered SQL files of a folder (`000001-name.sql`), in order. */
export async function readMigrations(folder: URL): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => FILE_NAME.test(name)).sort();
  return Promise.all(
    names.map(async (file) => {
      const [, number = '', name = ''] = FILE_NAME.exec(file) ?? [];
      return { number: Number(number), name, sql: await readFile(new URL(file, folder), 'utf8') };
    }),
  );
}

/** Creates or updates the tables of this package; numbers of the migrations applied now. */
export async function migratePipeline(session: MigrationSession): Promise<number[]> {
  return applyMigrations(session, 'bulk-pipeline', await readMigrations(FOLDER));
}
