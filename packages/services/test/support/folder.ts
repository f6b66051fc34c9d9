import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { SYSTEM_FOLDER } from '../../src/postgres/placement.ts';

/**
 * A data directory for one test.
 * @param mode of the folder above it; 0o700 shuts out the user that PostgreSQL runs as.
 */
export async function makeDataDir(mode = 0o755): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'sizewise-services-'));
  await chmod(parent, mode);
  return join(parent, 'data');
}

/** Removes the data directory and what a start has moved to the system folder for it. */
export async function removeDataDir(dataDir: string): Promise<void> {
  const text = await readFile(join(dataDir, 'postgres.json'), 'utf8').catch(() => '{}');
  const { folder } = JSON.parse(text) as { folder?: string };
  if (folder?.startsWith(`${SYSTEM_FOLDER}/`)) await rm(dirname(folder), { recursive: true, force: true });
  await rm(dirname(dataDir), { recursive: true, force: true });
}
