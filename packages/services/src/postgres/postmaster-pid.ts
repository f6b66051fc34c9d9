import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { stopProcess } from '../managed-process.ts';
import { commandLine, isAlive } from '../process-info.ts';
import { FAST_SHUTDOWN } from './shutdown.ts';

/** Above every pid_max, so that no process can have it. */
const NO_PROCESS = 2_147_483_646;

export interface PostmasterPid {
  readonly pid: number;
  /** True once the server accepts connections. */
  readonly ready: boolean;
}

/** Reads postmaster.pid (layout: miscinit.c, LOCK_FILE_LINE_*); null where there is none. */
export async function readPostmasterPid(folder: string): Promise<PostmasterPid | null> {
  const text = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => null);
  if (text === null) return null;
  const lines = text.split('\n');
  return { pid: Math.abs(Number.parseInt(lines[0] ?? '', 10)) || 0, ready: lines[7]?.trim() === 'ready' };
}

/**
 * Ends a server that a killed run left behind on this cluster, and defuses a pid file whose process is another
 * program by now: PostgreSQL would refuse to start next to it. The rest of the file stays, because PostgreSQL
 * finds in it the shared memory of children that may still be alive.
 * @returns what was found, for the log; null where there was nothing.
 */
export async function recoverPostmaster(folder: string): Promise<string | null> {
  const left = await readPostmasterPid(folder);
  if (!left) return null;
  if (left.pid === 0 || !isAlive(left.pid)) return 'the last run did not stop cleanly';
  const command = commandLine(left.pid);
  if (command?.includes('postgres') && command.includes(folder)) {
    await stopProcess(left.pid, FAST_SHUTDOWN);
    return `stopped the server that the last run left behind (process ${left.pid})`;
  }
  const file = join(folder, 'postmaster.pid');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/^.*$/m, String(NO_PROCESS)));
  return `process ${left.pid} of the last run is another program by now`;
}
