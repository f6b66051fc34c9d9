import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type StopStep, stopProcess } from './managed-process.ts';
import { processIdentity } from './process-info.ts';
import { randomPassword } from './random-password.ts';

/** Notes which process serves from this folder, so that a later start can end one that a killed run left behind. */
export async function recordChild(folder: string, pid: number): Promise<void> {
  await writeFile(join(folder, 'process.json'), JSON.stringify({ pid, identity: processIdentity(pid) }), {
    mode: 0o600,
  });
}

/**
 * Ends the process of the last run where it still lives and is the same one, by its start time.
 * @returns its id, or null where there was nothing to end.
 */
export async function endRecordedChild(folder: string, steps: readonly StopStep[]): Promise<number | null> {
  const file = join(folder, 'process.json');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  await rm(file, { force: true });
  const { pid, identity } = JSON.parse(text) as { pid: number; identity: string | null };
  if (identity === null || processIdentity(pid) !== identity) return null;
  await stopProcess(pid, steps);
  return pid;
}

/** The secret of a server in this folder, made on the first start; mode 0600. */
export async function passwordIn(folder: string): Promise<string> {
  const file = join(folder, 'password');
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known) return known;
  const password = randomPassword();
  await writeFile(file, password, { mode: 0o600, flush: true });
  return password;
}
