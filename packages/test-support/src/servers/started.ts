import { mkdtemp, chmod, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type ProvidedServer } from '../provided.ts';

export interface StartedTestServer {
  readonly server: ProvidedServer;
  close(): Promise<void>;
}

/** A server that somebody else runs, or none: nothing to end. */
export function notOurs(server: ProvidedServer): StartedTestServer {
  return { server, close: () => Promise.resolve() };
}

/** A folder for one run; open to others, because PostgreSQL may run as another user. */
export async function temporaryFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `sizewise-${name}-`));
  await chmod(folder, 0o755);
  return folder;
}

/** Removes a folder of `temporaryFolder`. */
export function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
