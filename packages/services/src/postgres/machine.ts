import { readFile, stat, statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';

import { type MachineFacts } from './settings.ts';

/**
 * Reads what the settings depend on.
 * @param folder an existing folder on the disk that holds the data.
 */
export async function readMachine(folder: string): Promise<MachineFacts> {
  const limit = process.constrainedMemory();
  const disk = await statfs(folder);
  return {
    memory: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
    cores: availableParallelism(),
    freeDisk: disk.bavail * disk.bsize,
    rotational: await isRotational(folder),
  };
}

/** A partition's own folder has no queue; its parent, the whole disk, has. Unknown counts as solid state. */
async function isRotational(folder: string): Promise<boolean> {
  const device = BigInt((await stat(folder)).dev);
  const major = Number((device >> 8n) & 0xfffn);
  const minor = Number((device & 0xffn) | ((device >> 12n) & 0xfff00n));
  const block = `/sys/dev/block/${major}:${minor}`;
  for (const queue of [`${block}/queue`, `${block}/../queue`]) {
    const text = await readFile(`${queue}/rotational`, 'utf8').catch(() => null);
    if (text !== null) return text.trim() === '1';
  }
  return false;
}
