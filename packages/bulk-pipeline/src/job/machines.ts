import { hostname } from 'node:os';

import { type Logger, type Machine, machineActivitySchema, type MachineActivity } from '@sizewise/shared';

import { WorkerNameTakenError } from '../errors.ts';
import { type Database } from '../ports.ts';

const EVERY_MS = 2000;
const FRESH_MS = 1000;
/** A process that was not heard of for so long is not shown; seconds. Shorter than a lease, longer than a hiccup. */
const SILENT_SECONDS = 15;
/** Its row goes after so long. */
const FORGOTTEN_SECONDS = 60;

export interface AnnouncedProcess {
  readonly instance: string;
  readonly version: string;
  readonly threads: number;
  /** What it does now. */
  readonly activity: () => MachineActivity;
  readonly logger: Logger;
}

/** Another process, with what it does. */
export interface OtherMachine {
  readonly machine: Machine;
  readonly activity: MachineActivity;
}

interface MachineRow extends Omit<Machine, 'startedAt' | 'seenAt' | 'rowsPerSecond'> {
  started_at: Date;
  seen_at: Date;
  activity: unknown;
}

/** The processes that import: each tells the others, in a table, that it lives and what it does. */
export class Machines {
  readonly #db: Database;
  readonly #own: AnnouncedProcess;
  readonly #startedAt = new Date();
  #timer: NodeJS.Timeout | null = null;
  #beat: Promise<void> = Promise.resolve();
  #seen: { readonly at: number; readonly others: Promise<readonly OtherMachine[]> } | null = null;

  constructor(db: Database, own: AnnouncedProcess) {
    this.#db = db;
    this.#own = own;
  }

  /** Enters this process and keeps it there. @throws WorkerNameTakenError where another one that lives bears its name */
  async announce(): Promise<void> {
    await this.#checkName();
    await this.#write('working');
    this.#timer ??= setInterval(() => {
      this.#beat = this.#write('working').catch((error: unknown) =>
        this.#own.logger.debug({ err: error }, 'This process could not be announced'),
      );
    }, EVERY_MS).unref();
  }

  /** The others that were heard of lately, by name, with what they do; asked for once a second. */
  others(): Promise<readonly OtherMachine[]> {
    const now = performance.now();
    if (this.#seen === null || now - this.#seen.at > FRESH_MS)
      this.#seen = { at: now, others: this.#readOthers() };
    return this.#seen.others;
  }

  async #readOthers(): Promise<readonly OtherMachine[]> {
    const { rows } = await this.#db.query<MachineRow>(
      `SELECT instance, host, pid, version, threads, state, started_at, seen_at, activity FROM sizewise.workers
       WHERE instance <> $1 AND seen_at > now() - make_interval(secs => ${SILENT_SECONDS}) ORDER BY instance`,
      [this.#own.instance],
    );
    return rows.map(({ activity: told, started_at, seen_at, ...row }) => {
      const activity = machineActivitySchema.parse(told);
      const times = { startedAt: started_at.toISOString(), seenAt: seen_at.toISOString() };
      return { machine: { ...row, ...times, rowsPerSecond: activity.rowsPerSecond }, activity };
    });
  }

  /** This process; null where it has not been announced. */
  own(): Machine | null {
    if (this.#timer === null) return null;
    const { instance, version, threads, activity } = this.#own;
    const times = { startedAt: this.#startedAt.toISOString(), seenAt: new Date().toISOString() };
    const { rowsPerSecond } = activity();
    return {
      instance,
      host: hostname(),
      pid: process.pid,
      version,
      threads,
      state: 'working',
      ...times,
      rowsPerSecond,
    };
  }

  /** Says that this process stops; others go on to see it until it has. */
  async stopping(): Promise<void> {
    if (this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
    await this.#beat;
    await this.#write('stopping').catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.stopping();
    await this.#db
      .query('DELETE FROM sizewise.workers WHERE instance = $1 AND pid = $2', [
        this.#own.instance,
        process.pid,
      ])
      // It is forgotten by itself.
      .catch(() => undefined);
  }

  async #checkName(): Promise<void> {
    const found = (await this.#named()).find(({ pid, host }) => pid !== process.pid || host !== hostname());
    if (found && (found.host !== hostname() || isAlive(found.pid))) {
      throw new WorkerNameTakenError(this.#own.instance, found.host, found.pid);
    }
  }

  async #named(): Promise<{ host: string; pid: number }[]> {
    const { rows } = await this.#db.query<{ host: string; pid: number }>(
      `SELECT host, pid FROM sizewise.workers
       WHERE instance = $1 AND seen_at > now() - make_interval(secs => ${SILENT_SECONDS})`,
      [this.#own.instance],
    );
    return rows;
  }

  async #write(state: Machine['state']): Promise<void> {
    const { instance, version, threads, activity } = this.#own;
    await this.#db.query(
      `WITH forgotten AS (
         DELETE FROM sizewise.workers
         WHERE instance <> $1 AND seen_at < now() - make_interval(secs => ${FORGOTTEN_SECONDS})
       )
       INSERT INTO sizewise.workers (instance, host, pid, version, threads, state, started_at, seen_at, activity)
       VALUES ($1, $2, $3, $4, $5, $6, $7, now(), $8)
       ON CONFLICT (instance) DO UPDATE SET host = excluded.host, pid = excluded.pid, version = excluded.version,
         threads = excluded.threads, state = excluded.state, started_at = excluded.started_at,
         seen_at = excluded.seen_at, activity = excluded.activity`,
      [
        instance,
        hostname(),
        process.pid,
        version,
        threads,
        state,
        this.#startedAt,
        JSON.stringify(activity()),
      ],
    );
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
