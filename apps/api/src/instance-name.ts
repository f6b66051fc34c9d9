import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { hostname } from 'node:os';

/** One name for every run on this data directory, so that leases of a killed run are taken back at once. */
export async function instanceName(dataDir: string): Promise<string> {
  const folder = createHash('sha256')
    .update(await realpath(dataDir))
    .digest('hex');
  return `${hostname()}:${folder.slice(0, 12)}`;
}
