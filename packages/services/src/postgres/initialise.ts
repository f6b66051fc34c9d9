import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { ServiceStartFailedError } from '../errors.ts';
import { CHILD_ENV, identityOf, type RunAs } from '../managed-process.ts';
import { type PostgresBinaries } from './binaries.ts';
import { CLUSTER_NAME } from './cluster-file.ts';
import { makePrivateFolder } from './placement.ts';

/** File of our settings, read by postgresql.conf; ALTER SYSTEM still wins over it. */
export const SETTINGS_FILE = 'sizewise.conf';

/**
 * Makes a new cluster beside its place and renames it when it is whole, so that an interrupted initdb leaves
 * nothing that looks like a cluster.
 * @param folder where the cluster is to be; must not exist.
 * @throws ServiceStartFailedError with what initdb printed.
 */
export async function initialiseCluster(
  folder: string,
  binaries: PostgresBinaries,
  user: RunAs | undefined,
  password: string,
  signal: AbortSignal,
): Promise<void> {
  const fresh = `${folder}.init`;
  const passwordFile = `${folder}.password`;
  await makePrivateFolder(fresh, user);
  try {
    await rm(passwordFile, { force: true });
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (user) await chown(passwordFile, user.uid, user.gid);
    await runInitdb(fresh, passwordFile, binaries, user, signal);
    await appendFile(join(fresh, 'postgresql.conf'), `\ninclude = '${SETTINGS_FILE}'\n`);
    await rename(fresh, folder);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(fresh, { recursive: true, force: true });
  }
}

async function runInitdb(
  folder: string,
  passwordFile: string,
  binaries: PostgresBinaries,
  user: RunAs | undefined,
  signal: AbortSignal,
): Promise<void> {
  const args = [
    `--pgdata=${folder}`,
    `--username=${CLUSTER_NAME}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
  const child = spawn(join(binaries.bin, 'initdb'), args, {
    cwd: '/',
    env: CHILD_ENV,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    ...identityOf(user),
  });
  const [closed, , printed] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  if (closed[0] === 0) return;
  throw new ServiceStartFailedError('PostgreSQL', `initdb failed: ${printed.trim() || closed.join(' ')}`, {
    log: printed.slice(-4000),
  });
}

/** Major version of the cluster in this folder; null where there is none that is whole. */
export async function clusterMajor(folder: string): Promise<number | null> {
  const version = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => null);
  return version === null ? null : Number.parseInt(version, 10);
}
