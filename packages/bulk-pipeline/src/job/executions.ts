import { setTimeout as sleep } from 'node:timers/promises';

import { type Import } from '@sizewise/shared';

import { ImportNotFoundError, PipelineClosedError } from '../errors.ts';
import { isPassing } from '../worker-outcome.ts';
import { Execution, type ExecutionDeps } from './execution.ts';
import { importOf } from './import-row.ts';

// About ten minutes, as for a run.
const MAX_REMOVALS = 60;
const LONGEST_DELAY_MS = 10_000;

/** The imports that this process brings to their end, one execution each. */
export class Executions {
  readonly #deps: ExecutionDeps;
  readonly #running = new Map<string, { execution: Execution; done: Promise<Import> }>();
  readonly #stopped = new AbortController();
  #removing: Promise<void> = Promise.resolve();

  constructor(deps: ExecutionDeps) {
    this.#deps = deps;
  }

  /** Runs the import, or joins the run that is under way. A signal that aborts leaves the import to be taken up again. */
  async run(importId: string, signal?: AbortSignal): Promise<Import> {
    this.#stopped.signal.throwIfAborted();
    const row = await this.#deps.store.row(importId);
    if (row.status === 'removing') {
      const lease = await this.#deps.leases.claim(importId);
      if (lease) await this.#finishRemoval(importId);
      return importOf(row);
    }
    const onAbort = (): void => this.stop(importId, new PipelineClosedError());
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await this.#join(importId);
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Stops the run of this import in this process, if there is one. */
  stop(importId: string, reason: Error): void {
    this.#running.get(importId)?.execution.stop(reason);
  }

  chunkEnded(importId: string): void {
    this.#running.get(importId)?.execution.chunkEnded();
  }

  /** Aborts with the run of that import; for one that another process runs, only when this process stops. */
  signalOf(importId: string): AbortSignal {
    return this.#running.get(importId)?.execution.signal ?? this.#stopped.signal;
  }

  /** Hides the import, stops what works on it, and takes its rows away. */
  async remove(importId: string): Promise<void> {
    const row = await this.#deps.store.row(importId);
    await this.#deps.end.hide(row);
    await this.#finishRemoval(importId);
  }

  /** Stops every run and waits for them. */
  async close(): Promise<void> {
    const reason = new PipelineClosedError();
    this.#stopped.abort(reason);
    const all = [...this.#running.values()];
    for (const { execution } of all) execution.stop(reason);
    await Promise.allSettled(all.map(({ done }) => done));
    await this.#removing;
    this.#deps.leases.close();
  }

  /** Waits for servers that are away, as a run does. @throws their fault once that takes too long */
  async #finishRemoval(importId: string): Promise<void> {
    const { options } = this.#deps;
    const { signal } = this.#stopped;
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#removeRows(importId);
        return;
      } catch (error) {
        // The answer to the last step was lost.
        if (error instanceof ImportNotFoundError && attempt > 1) return;
        if (!isPassing(error) || attempt === MAX_REMOVALS || signal.aborted) throw error;
        options.logger.warn({ importId, attempt, err: error }, 'A removal waits for a server');
        await sleep(Math.min(LONGEST_DELAY_MS, 250 * 2 ** attempt), undefined, { signal });
      }
    }
  }

  /** Takes the import away from whoever runs it, and then its rows. */
  async #removeRows(importId: string): Promise<void> {
    const { store, spool, end, leases } = this.#deps;
    const lease = await leases.seize(importId);
    try {
      const running = this.#running.get(importId);
      running?.execution.stop(new PipelineClosedError());
      await running?.done.catch(() => undefined);
      const row = await store.row(importId);
      await new Execution(this.#deps, importId).clear(row, this.#stopped.signal);
      await spool.remove(importId);
      await end.forget(row);
    } finally {
      await lease?.release();
    }
  }

  /** One after the other, behind the import that replaced them; what is left undone, the next start takes up. */
  async #removeRetired(importIds: readonly string[]): Promise<void> {
    for (const importId of importIds) {
      if (this.#stopped.signal.aborted) return;
      try {
        await this.#finishRemoval(importId);
      } catch (error) {
        this.#deps.options.logger.warn({ importId, err: error }, 'A former revision is not removed yet');
      }
    }
  }

  #join(importId: string): Promise<Import> {
    const before = this.#running.get(importId);
    if (before) return before.done;
    const execution = new Execution(this.#deps, importId);
    const done = execution.run().finally(() => {
      this.#running.delete(importId);
      this.#removing = this.#removing.then(() => this.#removeRetired(execution.retired));
    });
    this.#running.set(importId, { execution, done });
    return done;
  }
}
