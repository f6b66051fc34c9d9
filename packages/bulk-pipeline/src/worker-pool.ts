import { AppError } from '@sizewise/shared';
import { Piscina } from 'piscina';

import { WorkerLostError } from './errors.ts';
import { type ChunkReport } from './inspect/chunk-report.ts';
import { type InspectTask, type LookTask } from './inspect/inspect-task.ts';
import { type ChunkPlan } from './parse/format.ts';
import {
  type ChunkProgress,
  type ChunkTask,
  createAbortFlag,
  hasSeenAbort,
  type MaintenanceTask,
  type NetworkTask,
  type PlanTask,
  type PrescanTask,
  raiseAbort,
  type WorkerMessage,
  type WorkerSettings,
} from './worker-protocol.ts';
import { errorOf, type WorkerOutcome } from './worker-outcome.ts';
import { type ChunkCounts } from './write/commit-chunk.ts';

// A thread that does not see its flag within this time is stuck in one record, and is ended.
const ABORT_GRACE_MS = 3000;
// One that has seen it waits for what it has sent: a server would store that although nobody waits any more. Six times
// the driver's limit for finding a server.
const SETTLE_MS = 30_000;
// Records die young. Below 2 GiB V8 begins with an old generation so small that it is marked again and again, which
// costs an IFC import a quarter of its processor time.
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 2048, maxYoungGenerationSizeMb: 16 };

// A thread that ended is replaced after this time, which doubles as long as none gets ready.
const REPLACE_MS = { first: 50, longest: 10_000 };

/** The worker threads: each parses, encodes and writes on connections of its own. */
export class WorkerPool implements AsyncDisposable {
  readonly #piscina: Piscina;
  readonly #connected = new Set<number>();
  readonly #workers: number;
  #writing = 0;
  #replaceAfter = REPLACE_MS.first;

  constructor(settings: WorkerSettings, workers: number, onProgress: (progress: ChunkProgress) => void) {
    const source = import.meta.url.endsWith('.ts');
    this.#piscina = new Piscina({
      filename: new URL(source ? './worker.ts' : './worker/worker.js', import.meta.url).href,
      minThreads: 0,
      maxThreads: workers,
      idleTimeout: 60_000,
      // Waiting with Atomics would stop the thread's sockets while it is idle.
      atomics: 'disabled',
      workerData: settings,
      resourceLimits: RESOURCE_LIMITS,
    });
    this.#workers = workers;
    this.#piscina.on('message', (message: WorkerMessage) => {
      if (message.kind === 'progress') onProgress(message);
      else if (message.open) this.#connected.add(message.thread);
      else this.#connected.delete(message.thread);
    });
    // Of a thread that had no task; without a listener it would end the process.
    this.#piscina.on('error', () => undefined);
    this.#piscina.on('workerCreate', () => {
      this.#replaceAfter = REPLACE_MS.first;
    });
    this.#piscina.on('workerDestroy', () => this.#replaceSoon());
  }

  /** Reads an upload while it comes in. @throws AppError with the code the thread failed with, WorkerLostError */
  prescan(task: Omit<PrescanTask, 'abort'>, signal: AbortSignal): Promise<void> {
    return this.#run('prescanUpload', task, signal);
  }

  /** @throws AppError with the code the thread failed with, WorkerLostError */
  plan(task: Omit<PlanTask, 'abort'>, signal: AbortSignal): Promise<ChunkPlan> {
    return this.#run('planImport', task, signal);
  }

  /** @throws AppError with the code the thread failed with; `retryable` where the same chunk may succeed later; WorkerLostError */
  async write(task: Omit<ChunkTask, 'abort'>, signal: AbortSignal): Promise<ChunkCounts> {
    this.#writing++;
    try {
      return await this.#run('writeChunk', task, signal);
    } finally {
      this.#writing--;
    }
  }

  /** @throws AppError with the code the thread failed with, WorkerLostError */
  async sumNetworks(task: Omit<NetworkTask, 'abort'>, signal: AbortSignal): Promise<void> {
    await this.#run('sumNetworks', task, signal);
  }

  /** Runs one statement on a thread's connection. @throws AppError with the code the thread failed with, WorkerLostError */
  async maintain(task: Omit<MaintenanceTask, 'abort'>, signal: AbortSignal): Promise<void> {
    await this.#run('maintainTable', task, signal);
  }

  /** Checks a mapping against the file. @throws AppError `invalid_mapping` and those of the file, WorkerLostError */
  async checkMapping(task: Omit<LookTask, 'abort'>, signal: AbortSignal): Promise<void> {
    await this.#run('checkMapping', task, signal);
  }

  /** Counts what one chunk gives; needs no connection. @throws AppError with the code the thread failed with, WorkerLostError */
  inspect(task: Omit<InspectTask, 'abort'>, signal: AbortSignal): Promise<ChunkReport> {
    return this.#run('inspectChunk', task, signal);
  }

  /** Starts the threads that do not run yet, so that they load while an upload is still on its way. */
  warmUp(): void {
    for (let missing = this.#workers - this.#piscina.threads.length; missing > 0; missing--) {
      this.#piscina.run(null, { name: 'warmUp' }).catch(() => undefined);
    }
  }

  /** PostgreSQL connections of the threads: one each at the most. A thread that was ended has none any more. */
  connections(): { active: number; total: number; max: number } {
    const alive = new Set(this.#piscina.threads.map((thread) => thread.threadId));
    for (const thread of this.#connected) if (!alive.has(thread)) this.#connected.delete(thread);
    const total = this.#connected.size;
    return { active: Math.min(this.#writing, total), total, max: this.#workers };
  }

  async close(): Promise<void> {
    await this.#piscina.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Piscina starts no thread for tasks that wait when one ends before it is ready, or is ended for an abort. */
  #replaceSoon(): void {
    setTimeout(() => {
      if (this.#piscina.queueSize > 0) this.#piscina.run(null, { name: 'warmUp' }).catch(() => undefined);
    }, this.#replaceAfter).unref();
    this.#replaceAfter = Math.min(REPLACE_MS.longest, 2 * this.#replaceAfter);
  }

  async #run<T>(name: string, task: object, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const abort = createAbortFlag();
    const killer = new AbortController();
    let grace: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      raiseAbort(abort);
      grace = setTimeout(() => {
        if (!hasSeenAbort(abort)) killer.abort();
        else grace = setTimeout(() => killer.abort(), SETTLE_MS);
      }, ABORT_GRACE_MS);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const outcome: WorkerOutcome<T> = await this.#piscina.run(
        { ...task, abort },
        { name, signal: killer.signal },
      );
      if (outcome.ok) return outcome.value;
      throw errorOf(outcome.failure);
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw signal.aborted ? signal.reason : new WorkerLostError(error);
    } finally {
      clearTimeout(grace);
      signal.removeEventListener('abort', onAbort);
    }
  }
}
