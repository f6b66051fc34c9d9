import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

const FILE = 'server.json';
const PROBE_MS = 2_000;

const serverSchema = z.object({ url: z.url(), pid: z.number().int().positive() });

/** Where a running server of one data directory answers. Holds nothing secret. */
export type RunningServer = z.infer<typeof serverSchema>;

/** Writes DATA_DIR/server.json in one step, readable by the owner alone. */
export async function writeServerFile(dataDir: string, server: RunningServer): Promise<void> {
  const path = join(dataDir, FILE);
  await writeFile(`${path}.new`, `${JSON.stringify(server)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

export async function removeServerFile(dataDir: string): Promise<void> {
  await rm(join(dataDir, FILE), { force: true });
}

/** The server of this data directory, if one answers; a file left by a crash counts as none. */
export async function findRunningServer(dataDir: string): Promise<RunningServer | null> {
  const text = await readFile(join(dataDir, FILE), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const server = serverSchema.parse(JSON.parse(text));
    process.kill(server.pid, 0);
    const answer = await fetch(new URL('/livez', server.url), { signal: AbortSignal.timeout(PROBE_MS) });
    const body = (await answer.json()) as { live?: unknown };
    return body.live === true ? server : null;
  } catch {
    return null;
  }
}
