import { randomUUID } from 'node:crypto';
import { chmod, chown, cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { type RunAs } from '../managed-process.ts';
import { type StartContext } from '../types.ts';
import { type PostgresBinaries, versionOf } from './binaries.ts';
import { canEnter } from './run-as.ts';

/** Where data and binaries go when the user of PostgreSQL cannot reach the data directory or the checkout. */
export const SYSTEM_FOLDER = '/var/lib/sizewise';

/**
 * Binaries that the user can execute: the given ones, else a copy in the system folder.
 * @returns the same binaries where they can be executed.
 */
export async function reachableBinaries(
  binaries: PostgresBinaries,
  user: RunAs | undefined,
  context: StartContext,
): Promise<PostgresBinaries> {
  if (!user || (await canRun(binaries.bin, user))) return binaries;
  const root = join(SYSTEM_FOLDER, `postgresql-${binaries.version}`);
  const copy = { ...binaries, root, bin: join(root, 'bin') };
  if (await canRun(copy.bin, user)) return copy;
  context.progress(
    `PostgreSQL: user ${user.name} cannot reach ${binaries.root}; copying the binaries to ${root}`,
  );
  await openSystemFolder();
  const fresh = `${root}.${randomUUID()}`;
  await cp(binaries.root, fresh, { recursive: true, verbatimSymlinks: true });
  await rm(root, { recursive: true, force: true });
  // A start of another checkout may place its copy first; both are the same.
  await rename(fresh, root).catch(() => rm(fresh, { recursive: true, force: true }));
  return copy;
}

async function canRun(bin: string, user: RunAs): Promise<boolean> {
  try {
    await versionOf(join(bin, 'postgres'), user);
    return true;
  } catch {
    return false;
  }
}

/**
 * Folder that is to hold a new cluster: within the data directory where the user can enter it, else in the
 * system folder, under a name that no other installation has.
 */
export async function placeData(
  dataDir: string,
  user: RunAs | undefined,
  context: StartContext,
): Promise<string> {
  const near = join(dataDir, 'postgres');
  if (!user || (await canEnter(dataDir, user))) return near;
  const folder = join(SYSTEM_FOLDER, randomUUID(), 'postgres');
  await openSystemFolder();
  await mkdir(join(folder, '..'));
  await chmod(join(folder, '..'), 0o711);
  context.progress(`PostgreSQL: user ${user.name} cannot enter ${dataDir}; its data are kept in ${folder}`);
  return folder;
}

async function openSystemFolder(): Promise<void> {
  await mkdir(SYSTEM_FOLDER, { recursive: true });
  await chmod(SYSTEM_FOLDER, 0o711);
}

/** Makes an empty folder that only the user can read. */
export async function makePrivateFolder(folder: string, user: RunAs | undefined): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  if (user) await chown(folder, user.uid, user.gid);
}

/** Id of the folder's owner; null where it is not there. */
export async function ownerOf(folder: string): Promise<number | null> {
  return stat(folder).then(
    (facts) => facts.uid,
    () => null,
  );
}
