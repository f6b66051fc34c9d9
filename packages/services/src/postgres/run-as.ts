import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

import { CHILD_ENV, identityOf, type RunAs } from '../managed-process.ts';

const run = promisify(execFile);
const OWN_NAME = 'sizewise-postgres';

/**
 * The user that PostgreSQL runs as, since it refuses to run as root: `postgres` where the system has it, else a
 * system user made for it, else `nobody`.
 * @returns undefined for an ordinary user, who runs it as himself.
 */
export async function postgresUser(): Promise<RunAs | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const known = (await lookUp('postgres')) ?? (await lookUp(OWN_NAME));
  if (known) return known;
  const args = ['--system', '--no-create-home', '--user-group', '--shell', '/usr/sbin/nologin', OWN_NAME];
  await run('useradd', args, { env: { ...CHILD_ENV, PATH: '/usr/sbin:/sbin:/usr/bin:/bin' } }).catch(
    () => undefined,
  );
  return (await lookUp(OWN_NAME)) ?? (await lookUp('nobody'));
}

/** The user with this id; its name is needed because initdb refuses an id without one. */
export async function userById(uid: number): Promise<RunAs | undefined> {
  return (await users()).find((user) => user.uid === uid);
}

async function lookUp(name: string): Promise<RunAs | undefined> {
  return (await users()).find((user) => user.name === name);
}

async function users(): Promise<RunAs[]> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n');
  return lines.flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

/** True when the user can enter the folder, every parent of it included: asked of the system, not guessed from modes. */
export async function canEnter(folder: string, user: RunAs | undefined): Promise<boolean> {
  try {
    await run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { env: CHILD_ENV, cwd: '/', ...identityOf(user) });
    return true;
  } catch {
    return false;
  }
}
