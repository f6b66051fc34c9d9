import { readFile, writeFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';

import { type Queryable } from './ports.ts';

/** Nice value of import work: a tenth of the processor time of a request where both want the same core. */
const NICE = constants.priority.PRIORITY_BELOW_NORMAL;

/** Of the connections of worker threads. */
export const APPLICATION_NAME = 'sizewise-import';

/**
 * Lets the calling worker thread yield the processor to requests. On Linux alone: there, id 0 is the calling thread,
 * elsewhere it is the whole process.
 */
export function lowerThreadPriority(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(0, NICE);
  } catch {
    // Not allowed here: the controller of concurrency remains.
  }
}

/**
 * Lets the server process behind a connection yield too, where it runs on this machine and may be changed by this user.
 * That process is one whose title names the port this connection comes from, so that an equal number elsewhere is
 * never mistaken for it.
 */
export async function lowerBackendPriority(connection: Queryable): Promise<void> {
  if (process.platform !== 'linux') return;
  try {
    const { rows } = await connection.query<{ pid: number; port: number | null }>(
      'SELECT pg_backend_pid() AS pid, inet_client_port() AS port',
    );
    const { pid, port } = rows[0] ?? {};
    if (pid === undefined || typeof port !== 'number') return;
    await lower(pid, (title) => title.startsWith('postgres: ') && title.includes(`(${port})`));
  } catch {
    // The server runs elsewhere or as another user, or it has gone: then the next statement says so.
  }
}

/**
 * Lets the server processes that help with a statement of such a connection yield too; they begin as any other.
 * @returns false where there is none yet
 */
export async function lowerHelperPriority(database: Queryable): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  try {
    const { rows } = await database.query<{ helper: number; leader: number }>(
      `SELECT h.pid AS helper, l.pid AS leader FROM pg_stat_activity h JOIN pg_stat_activity l ON l.pid = h.leader_pid
       WHERE h.pid <> l.pid AND l.application_name = '${APPLICATION_NAME}'`,
    );
    for (const { helper, leader } of rows) {
      await lower(helper, (title) => title.startsWith(`postgres: parallel worker for PID ${leader}`));
    }
    return rows.length > 0;
  } catch {
    // As above.
    return true;
  }
}

async function lower(pid: number, isMeant: (title: string) => boolean): Promise<void> {
  if (!isMeant(await readFile(`/proc/${pid}/cmdline`, 'utf8'))) return;
  setPriority(pid, NICE);
  // Each server process is a session of its own, and with autogroups sessions are weighed, not processes.
  await writeFile(`/proc/${pid}/autogroup`, String(NICE));
}
