import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { type Queryable } from '@sizewise/bulk-pipeline';

const IMPORT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Removes uploads that a killed process never finished: folders of the spool that no import knows. Call it before
 * the first upload is taken, under the lock of the data directory.
 * @returns how many were removed
 */
export async function sweepSpool(spoolDir: string, database: Queryable): Promise<number> {
  const entries = await readdir(spoolDir).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  const ids = entries.filter((name) => IMPORT_ID.test(name));
  if (ids.length === 0) return 0;
  const { rows } = await database.query<{ id: string }>(
    'SELECT id FROM sizewise.imports WHERE id = ANY($1::uuid[])',
    [ids],
  );
  const known = new Set(rows.map(({ id }) => id));
  const orphans = ids.filter((id) => !known.has(id));
  for (const id of orphans) await rm(join(spoolDir, id), { recursive: true, force: true });
  return orphans.length;
}
