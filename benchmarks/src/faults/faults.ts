import { execFile } from 'node:child_process';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { type Installation } from './installation.ts';

const run = promisify(execFile);
const BALLAST = 'ballast';
/** Bytes that a full disk has left. */
const LEFT_BYTES = 4096;
const FILL_ATTEMPTS = 10;

/** One kind of fault. */
export interface Fault {
  readonly name: string;
  /** False where this installation cannot have it. */
  possible(installation: Installation): boolean;
  /**
   * Brings the fault about, lets it last, and ends it.
   * @param milliseconds how long it lasts, where it lasts
   * @returns false where there was nothing to hit, for instance no thread
   */
  inflict(installation: Installation, milliseconds: number): Promise<boolean>;
}

const always = (): boolean => true;

/** Every kind, by its name in the report. */
export const FAULTS: readonly Fault[] = [
  { name: 'kill -9 of the api', possible: always, inflict: ({ api }) => api.kill() },
  { name: 'kill -9 of a worker', possible: always, inflict: ({ worker }) => worker.kill() },
  {
    name: 'worker thread ended',
    possible: always,
    async inflict({ api, worker }, milliseconds) {
      const [first, second] = milliseconds % 2 < 1 ? [api, worker] : [worker, api];
      return first.signal('SIGUSR2') || second.signal('SIGUSR2');
    },
  },
  {
    name: 'immediate restart of PostgreSQL',
    possible: always,
    async inflict(installation) {
      // What keeps the server starts it again.
      process.kill(await installation.postmasterPid(), 'SIGQUIT');
      await untilServes(installation);
      return true;
    },
  },
  {
    name: 'MongoDB gone',
    possible: ({ spatial, mongoServer }) => spatial === 'mongo' && mongoServer.restart !== null,
    async inflict({ mongoServer }) {
      await mongoServer.restart?.();
      return true;
    },
  },
  {
    name: 'Redis gone',
    possible: ({ proxies }) => proxies.redis !== null,
    async inflict(installation) {
      const pid = await installation.redisPid();
      if (pid === null) return false;
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has not come back from the last time.
        return false;
      }
      return true;
    },
  },
  line('PostgreSQL', ({ proxies }) => proxies.postgres, always),
  line(
    'MongoDB',
    ({ proxies }) => proxies.mongo,
    ({ spatial }) => spatial === 'mongo',
  ),
  {
    name: 'disk full under the spool',
    possible: ({ fillable }) => fillable !== null,
    async inflict({ fillable }, milliseconds) {
      if (fillable === null) return false;
      const ballast = join(fillable, BALLAST);
      await fill(fillable, ballast);
      await sleep(milliseconds);
      await rm(ballast, { force: true });
      return true;
    },
  },
];

/** Fills a disk with one file. What is written to it meanwhile may fill it first: then there is less to take. */
async function fill(disk: string, ballast: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { bavail, bsize } = await statfs(disk);
    try {
      await writeFile(ballast, '');
      await run('fallocate', ['-l', String(Math.max(bsize, bavail * bsize - LEFT_BYTES)), ballast]);
      return;
    } catch (error) {
      if (attempt === FILL_ATTEMPTS) throw error;
    }
  }
}

/** A line that is cut (every connection reset, new ones refused) or stands still for a while and is cut then. */
function line(
  server: string,
  proxyOf: (installation: Installation) => { cut(): void; freeze(): void; join(): void },
  possible: Fault['possible'],
): Fault {
  return {
    name: `line to ${server} cut`,
    possible,
    async inflict(installation, milliseconds) {
      const proxy = proxyOf(installation);
      if (milliseconds % 3 < 1) {
        proxy.freeze();
        await sleep(milliseconds);
      }
      proxy.cut();
      await sleep(milliseconds);
      proxy.join();
      return true;
    },
  };
}

async function untilServes({ pool }: Installation): Promise<void> {
  for (;;) {
    await sleep(50);
    if (
      await pool.query('SELECT 1').then(
        () => true,
        () => false,
      )
    )
      return;
  }
}
