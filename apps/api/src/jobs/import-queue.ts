import { type Queryable } from '@sizewise/bulk-pipeline';
import { AppError, type Logger } from '@sizewise/shared';
import { type Db, type Job, type JobWithMetadata, PgBoss } from 'pg-boss';

/** Schema of the queue's tables. */
export const JOB_SCHEMA = 'sizewise_jobs';
const QUEUE = 'import';
/** Jobs whose attempts are used up. */
const DEAD = 'import-dead';

/** Uploads up to this many bytes are small. */
const SMALL_BYTES = 8 * 1024 * 1024;
const SMALL_PRIORITY = 10;
const LARGE_PRIORITY = 0;
/** A commit follows the enqueueing, and a job's completion its run, within milliseconds; the poll finds what these miss. */
const WAKE_AFTER_MS = [20, 200];
const POLL_SECONDS = 1;
/** A process that sends no heartbeat this long is dead; looked at every SUPERVISE_SECONDS. */
const HEARTBEAT_SECONDS = 20;
const SUPERVISE_SECONDS = 5;
/** Each attempt waits ten minutes for servers that are away, and half a minute follows it: more than a day. */
const ATTEMPTS = 150;

export interface ImportQueueOptions {
  readonly database: Queryable;
  /** Brings one import to its end; throwing puts the job back. */
  readonly execute: (importId: string, signal: AbortSignal) => Promise<unknown>;
  /** Ends an import whose attempts are used up, so that its failure is seen. */
  readonly giveUp: (importId: string, reason: string) => Promise<unknown>;
  /** Default: more than a day of them. */
  readonly attempts?: number;
  readonly logger: Logger;
}

interface ImportJob {
  readonly importId: string;
}

/**
 * The queue of imports in PostgreSQL, on pg-boss: one job per import, created in the transaction that creates the
 * import. Workers send heartbeats; a job whose worker died goes back, at once by `takeUp` or by its missing heartbeat.
 */
export class ImportQueue implements AsyncDisposable {
  readonly #options: ImportQueueOptions;
  readonly #boss: PgBoss;
  readonly #stopping = new AbortController();
  readonly #wakes = new Set<NodeJS.Timeout>();
  #workers: string[] = [];

  constructor(options: ImportQueueOptions) {
    this.#options = options;
    this.#boss = new PgBoss({
      schema: JOB_SCHEMA,
      db: adapterOf(options.database),
      schedule: false,
      registerInstance: false,
      monitorVacuum: false,
      superviseIntervalSeconds: SUPERVISE_SECONDS,
      monitorIntervalSeconds: SUPERVISE_SECONDS,
    });
    this.#boss.on('error', (error) => {
      if (!this.#stopping.signal.aborted) options.logger.error({ err: error }, 'job queue');
    });
  }

  /** Creates or updates the queue's tables. Jobs can be enqueued from here on. */
  async open(): Promise<void> {
    await this.#boss.start();
    const options = {
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 30,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      // pg-boss allows no longer run; the heartbeat is what tells a dead worker.
      expireInSeconds: 24 * 3600 - 1,
      deleteAfterSeconds: 24 * 3600,
    };
    const queues = [
      [DEAD, { ...options, retryLimit: 10_000 }],
      [QUEUE, { ...options, retryLimit: (this.#options.attempts ?? ATTEMPTS) - 1, deadLetter: DEAD }],
    ] as const;
    for (const [name, settings] of queues) {
      await this.#boss.createQueue(name, settings);
      // One that an earlier version created keeps its settings otherwise.
      await this.#boss.updateQueue(name, settings);
    }
  }

  /** Begins to run jobs. */
  async work(): Promise<void> {
    const options = { pollingIntervalSeconds: POLL_SECONDS, batchSize: 1 };
    const run = (jobs: Job<ImportJob>[]): Promise<void> => this.#run(jobs);
    // A slot for any import, one that large ones alone have, one that small ones alone have: neither kind waits for the other.
    for (const limits of [{}, { maxPriority: LARGE_PRIORITY }, { minPriority: SMALL_PRIORITY }]) {
      this.#workers.push(await this.#boss.work<ImportJob>(QUEUE, { ...options, ...limits }, run));
    }
    const bury = (jobs: JobWithMetadata<ImportJob>[]): Promise<void> => this.#bury(jobs);
    await this.#boss.work(
      DEAD,
      { ...options, pollingIntervalSeconds: SUPERVISE_SECONDS, includeMetadata: true },
      bury,
    );
  }

  /** Creates the job of an import inside the caller's transaction. */
  async enqueue(session: Queryable, importId: string): Promise<void> {
    const { rows } = await session.query<{ bytes: string }>(
      'SELECT bytes FROM sizewise.imports WHERE id = $1',
      [importId],
    );
    const isSmall = Number(rows[0]?.bytes ?? Infinity) <= SMALL_BYTES;
    await this.#boss.send(QUEUE, { importId } satisfies ImportJob, {
      singletonKey: importId,
      priority: isSmall ? SMALL_PRIORITY : LARGE_PRIORITY,
      db: adapterOf(session),
    });
    this.#wakeSoon();
  }

  /** Gives imports that a stopped or killed process left behind a fresh job each, unless theirs still waits in the queue. */
  async takeUp(importIds: readonly string[]): Promise<void> {
    for (const importId of importIds) {
      const jobs = await this.#boss.findJobs(QUEUE, { key: importId });
      if (jobs.some(({ state }) => state === 'created')) continue;
      const stale = jobs.filter(({ state }) => state === 'retry' || state === 'active');
      if (stale.length > 0)
        await this.#boss.cancel(
          QUEUE,
          stale.map(({ id }) => id),
        );
      await this.enqueue(this.#options.database, importId);
    }
  }

  /** Aborts what runs, waits for it, and closes the queue. */
  async close(): Promise<void> {
    this.#stopping.abort();
    for (const timer of this.#wakes) clearTimeout(timer);
    await this.#boss.stop({ graceful: true, timeout: 5000 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #run(jobs: Job<ImportJob>[]): Promise<void> {
    try {
      for (const { data, signal } of jobs) {
        await this.#options.execute(data.importId, AbortSignal.any([signal, this.#stopping.signal]));
      }
    } catch (error) {
      // It was removed while its job waited.
      if (!(error instanceof AppError) || error.code !== 'import_not_found') throw error;
    } finally {
      // pg-boss would wait for its next poll before it takes the next job.
      this.#wakeSoon();
    }
  }

  async #bury(jobs: readonly JobWithMetadata<ImportJob>[]): Promise<void> {
    for (const { data, sourceRetryCount, sourceOutput } of jobs) {
      const attempts = (sourceRetryCount ?? 0) + 1;
      await this.#options.giveUp(
        data.importId,
        `${attempts} attempts failed; the last: ${messageOf(sourceOutput)}`,
      );
    }
  }

  #wakeSoon(): void {
    if (this.#stopping.signal.aborted) return;
    for (const delay of WAKE_AFTER_MS) {
      const timer = setTimeout(() => {
        this.#wakes.delete(timer);
        for (const worker of this.#workers) this.#boss.notifyWorker(worker);
      }, delay);
      timer.unref();
      this.#wakes.add(timer);
    }
  }
}

/** What pg-boss keeps of an error. */
function messageOf(output: object | null): string {
  const { message, value } = (output ?? {}) as { message?: string; value?: { message?: string } };
  return message ?? value?.message ?? 'no reason is known';
}

function adapterOf(session: Queryable): Db {
  return { executeSql: (text, values) => session.query(text, values) };
}
