import { availableParallelism, hostname } from 'node:os';
import { basename } from 'node:path';
import { type Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  AppError,
  type ChunkMap,
  type DryRun,
  type Import,
  type ImportCounts,
  type ImportProgress,
  isFinished,
  type Reject,
  type RejectReason,
  type RejectRetry,
} from '@sizewise/shared';

import { ImportCancelledError } from './errors.ts';
import {
  type DrawingOptions,
  type ImportFilter,
  type ImportPipeline,
  type ImportSelection,
  type IntakeOptions,
  type IntakeResult,
  type RunOptions,
  type ThroughputSnapshot,
} from './import-pipeline.ts';
import { acceptUpload } from './accept-upload.ts';
import { inspectUpload } from './inspect-upload.ts';
import { readChunkMap } from './job/chunk-map.ts';
import { type Executions } from './job/executions.ts';
import { correctReject } from './job/correct-reject.ts';
import { importOf, type ImportRow } from './job/import-row.ts';
import { readRejectReasons } from './job/reject-reasons.ts';
import { type Reconciliation } from './job/reconcile/reconciliation.ts';
import { storeCorrected } from './job/store-corrected.ts';
import { migratePipeline } from './migrate.ts';
import { type PipelineOptions, resolveOptions } from './options.ts';
import { openParts, type PipelineParts } from './pipeline-parts.ts';
import { sumOfRates, workersOf } from './machine-figures.ts';
import { progressOf } from './progress-report.ts';

const WATCH_MS = 250;

/**
 * Opens a pipeline: intake → plan → write → publish, with worker threads of its own.
 * @throws nothing yet: connections are opened when first needed
 */
export function createImportPipeline(options: PipelineOptions): ImportPipeline {
  const machine = { cores: availableParallelism(), host: hostname() };
  return new Pipeline(openParts(resolveOptions(options, machine)));
}

class Pipeline implements ImportPipeline {
  readonly #parts: PipelineParts;
  readonly #executions: Executions;

  constructor(parts: PipelineParts) {
    this.#parts = parts;
    this.#executions = parts.executions;
  }

  async migrate(): Promise<void> {
    await this.#parts.withSession((session) => migratePipeline(session));
  }

  async intake(source: Readable | string, options: IntakeOptions): Promise<IntakeResult> {
    return acceptUpload(this.#parts, source, options);
  }

  async execute(importId: string, options: { signal?: AbortSignal } = {}): Promise<Import> {
    return this.#executions.run(importId, options.signal);
  }

  async announce(): Promise<void> {
    await this.#parts.machines.announce();
  }

  async giveUp(importId: string, reason: string): Promise<void> {
    await this.#parts.store.condemn(importId, { code: 'import_abandoned', detail: reason });
    await this.#executions.run(importId);
  }

  async run(source: Readable | string, options: RunOptions): Promise<Import> {
    const fileName = basename(options.fileName);
    const { importId } = await acceptUpload(this.#parts, source, { ...options, fileName });
    const watched = new AbortController();
    const watching = options.onProgress ? this.#report(importId, options.onProgress, watched.signal) : null;
    const onAbort = (): void => void this.cancel(importId).catch(() => undefined);
    options.signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await this.execute(importId);
    } finally {
      options.signal?.removeEventListener('abort', onAbort);
      watched.abort();
      await watching;
      options.onProgress?.(await this.progress(importId));
    }
  }

  async inspect(source: Readable | string, options: DrawingOptions): Promise<DryRun> {
    return inspectUpload(this.#parts, source, options);
  }

  async cancel(importId: string): Promise<void> {
    await this.#parts.store.requestCancel(importId);
    this.#executions.stop(importId, new ImportCancelledError(importId));
    // Where no process runs it yet, nothing else would end it.
    const row = await this.#parts.store.row(importId);
    if (row.status === 'queued') await this.#executions.run(importId);
  }

  async retry(importId: string): Promise<void> {
    const row = await this.#parts.store.row(importId);
    const there = await this.#parts.spool.has(importId);
    await this.#parts.end.requeue(row, there, this.#parts.options.enqueue);
  }

  async remove(importId: string): Promise<void> {
    await this.#executions.remove(importId);
  }

  async get(importId: string): Promise<Import> {
    return this.#described(await this.#parts.store.row(importId));
  }

  async list(filter: ImportFilter): Promise<{ items: Import[]; nextCursor: string | null }> {
    const { rows, nextCursor } = await this.#parts.store.list(filter);
    const items: Import[] = [];
    for (const row of rows) items.push(await this.#described(row));
    return { items, nextCursor };
  }

  async counts(selection: ImportSelection): Promise<ImportCounts> {
    return this.#parts.store.counts(selection);
  }

  async chunks(importId: string): Promise<ChunkMap> {
    const { project_id: projectId } = await this.#parts.store.row(importId);
    return readChunkMap(this.#parts.db, projectId, importId);
  }

  async rejectReasons(importId: string): Promise<RejectReason[]> {
    const { project_id: projectId } = await this.#parts.store.row(importId);
    return readRejectReasons(this.#parts.db, projectId, importId);
  }

  rejects(importId: string): AsyncIterable<Reject> {
    return this.#parts.store.rejects(importId);
  }

  async correctReject(
    importId: string,
    rejectId: string,
    record: Readonly<Record<string, unknown>>,
  ): Promise<Reject> {
    const { db, store } = this.#parts;
    return correctReject(db, await store.row(importId), rejectId, record);
  }

  async retryRejects(importId: string): Promise<RejectRetry> {
    return storeCorrected(this.#parts, await this.#parts.store.row(importId));
  }

  async unfinished(): ReturnType<ImportPipeline['unfinished']> {
    const { ledger, sideTables, options } = this.#parts;
    await ledger.recover();
    await this.#parts.checks.enterRecent();
    this.#parts.reconciler.start();
    await this.#parts.sweeper.start();
    await sideTables.sweep();
    return this.#parts.store.unfinished(options.instance);
  }

  reconcile(options: Parameters<ImportPipeline['reconcile']>[0] = {}): AsyncIterable<Reconciliation> {
    const { projectId = null, signal = new AbortController().signal } = options;
    return this.#parts.reconciler.reconcile(projectId, signal);
  }

  async progress(importId: string): Promise<ImportProgress> {
    const row = await this.#parts.store.row(importId);
    const { ledger, live, machines } = this.#parts;
    const others = isFinished(row.status) ? [] : await machines.others();
    return progressOf(row, await ledger.totals(row.project_id, row.id), live, workersOf(others));
  }

  async *watch(
    importId: string,
    options: { signal?: AbortSignal; intervalMs?: number } = {},
  ): AsyncGenerator<ImportProgress> {
    while (!options.signal?.aborted) {
      const progress = await this.progress(importId);
      yield progress;
      if (isFinished(progress.status)) return;
      await sleep(
        options.intervalMs ?? WATCH_MS,
        undefined,
        options.signal ? { signal: options.signal } : {},
      ).catch(() => undefined);
    }
  }

  async throughput(): Promise<ThroughputSnapshot> {
    const { rows } = await this.#parts.db.query<{ queued: string; running: string; oldest: number | null }>(
      `SELECT count(*) FILTER (WHERE status = 'queued') AS queued, count(*) FILTER (WHERE status = 'running') AS running,
         extract(epoch FROM now() - min(created_at) FILTER (WHERE status = 'queued'))::float8 AS oldest
       FROM sizewise.imports WHERE status IN ('queued', 'running')`,
    );
    const row = rows[0];
    const { live, machines } = this.#parts;
    const others = await machines.others();
    const own = machines.own();
    return {
      ...sumOfRates([live.rates(), ...others.map(({ activity }) => activity)]),
      queued: Number(row?.queued ?? 0),
      running: Number(row?.running ?? 0),
      oldestQueuedSeconds: row?.oldest ?? null,
      throttle: this.#parts.throttle?.state() ?? { level: 1, reason: null },
      workers: [...live.workers(), ...workersOf(others)],
      machines: [...(own ? [own] : []), ...others.map(({ machine }) => machine)],
      connections: this.#parts.pool.connections(),
    };
  }

  async close(): Promise<void> {
    await this.#parts.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** While an import runs, its counts are in the ledger. */
  async #described(row: ImportRow): Promise<Import> {
    if (row.finished_at !== null) return importOf(row);
    return importOf(row, await this.#parts.ledger.totals(row.project_id, row.id));
  }

  async #report(
    importId: string,
    onProgress: (p: ImportProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      for await (const progress of this.watch(importId, { signal })) onProgress(progress);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
}
