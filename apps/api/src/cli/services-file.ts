import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { type DatabaseUrls } from '../pools.ts';

const FILE = 'services.json';

const servicesSchema: z.ZodType<DatabaseUrls> = z.object({
  postgres: z.object({ url: z.string() }),
  mongo: z.object({ url: z.string().nullable(), detail: z.string() }),
  redis: z.object({ url: z.string().nullable() }),
});

/** Writes DATA_DIR/services.json, which holds passwords, in one step, readable by the owner alone. */
export async function writeServicesFile(dataDir: string, services: DatabaseUrls): Promise<void> {
  const path = join(dataDir, FILE);
  const text = `${JSON.stringify(servicesSchema.parse(services))}\n`;
  await rm(`${path}.new`, { force: true });
  await writeFile(`${path}.new`, text, { mode: 0o600, flag: 'wx' });
  await rename(`${path}.new`, path);
}

export async function removeServicesFile(dataDir: string): Promise<void> {
  await rm(join(dataDir, FILE), { force: true });
}

/** What a running server has written; null where there is nothing that can be read. */
export async function readServicesFile(dataDir: string): Promise<DatabaseUrls | null> {
  const text = await readFile(join(dataDir, FILE), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return servicesSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
