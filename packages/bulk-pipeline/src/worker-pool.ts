import { AppError } from '@sizewise/shared';
import { Piscina } from 'piscina';

import { WorkerLostError } from './errors.ts';
import { type ChunkPlan } from './parse/format.ts';
import {
  type ChunkProgress,
  type ChunkTask,
  createAbortFlag,
  type PlanTask,
  raiseAbort,
  type WorkerSettings,
} from './worker-protocol.ts';
import { errorOf, type WorkerOutcome } from './worker-outcome.ts';
import { type ChunkCounts } from './write/commit-chunk.ts';

// A thread that does not react to its flag within this time is stuck in one record, and is ended.
const ABORT_GRACE_MS = 3000;
// V8 lets a young generation grow by itself; records die young, and 16 MiB holds plenty of them.
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 16 };

/** The worker threads: each parses, encodes and writes on connections of its own. */
export class WorkerPool implements AsyncDisposable {
  readonly #piscina: Piscina;

  constructor(settings: WorkerSettings, workers: number, onProgress: (progress: ChunkProgress) => void) {
    const source = import.meta.url.endsWith('.ts');
    this.#piscina = new Piscina({
      filename: new URL(source ? './worker.ts' : './worker.js', import.meta.url).href,
      minThreads: 0,
      maxThreads: workers,
      idleTimeout: 60_000,
      // Waiting with Atomics would stop the thread's sockets while it is idle.
      atomics: 'disabled',
      workerData: settings,
      resourceLimits: RESOURCE_LIMITS,
    });
    this.#piscina.on('message', onProgress);
  }

  /** @throws AppError with the code the thread failed with, WorkerLostError */
  plan(task: Omit<PlanTask, 'abort'>, signal: AbortSignal): Promise<ChunkPlan> {
    return this.#run('planImport', task, signal);
  }

  /** @throws AppError with the code the thread failed with; `retryable` where the same chunk may succeed later; WorkerLostError */
  write(task: Omit<ChunkTask, 'abort'>, signal: AbortSignal): Promise<ChunkCounts> {
    return this.#run('writeChunk', task, signal);
  }

  async close(): Promise<void> {
    await this.#piscina.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #run<T>(name: string, task: object, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const abort = createAbortFlag();
    const killer = new AbortController();
    let grace: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      raiseAbort(abort);
      grace = setTimeout(() => killer.abort(), ABORT_GRACE_MS);
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
