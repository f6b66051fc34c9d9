import { type Readable } from 'node:stream';

import {
  type ChunkMap,
  type DryRun,
  type Format,
  type Import,
  type ImportCounts,
  type ImportMapping,
  type ImportProgress,
  type ImportStatus,
  type LayerRule,
  type Machine,
  type Reject,
  type RejectReason,
  type RejectRetry,
  type ThrottleState,
  type WorkerActivity,
} from '@sizewise/shared';
import { type HiddenEntities } from './parse/format.ts';
import { type Reconciliation } from './job/reconcile/reconciliation.ts';
import { type Queryable } from './ports.ts';

/** How a drawing is to be read. */
export interface DrawingOptions {
  readonly projectId?: string | undefined;
  readonly fileName: string;
  /** A key of LENGTH_UNITS. */
  readonly unit?: string | undefined;
  readonly crs?: string | undefined;
  /** Take frozen, off and invisible entities of a DXF too; default `skip`. */
  readonly hidden?: HiddenEntities | undefined;
  /** What is drawn on layers; kept with the import, so that a retry gives the same rows. */
  readonly layers?: readonly LayerRule[] | undefined;
  /** Columns, units and layers of this drawing, before `layers`; kept with the import too. */
  readonly mapping?: ImportMapping | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What comes with an upload. */
export interface IntakeOptions extends DrawingOptions {
  readonly projectId: string;
  /** Import even where the same bytes are in the project already. */
  readonly force?: boolean | undefined;
  readonly idempotencyKey?: string | undefined;
}

export interface IntakeResult {
  readonly importId: string;
  /** The same bytes are in the project already, as this import. */
  readonly duplicate: boolean;
}

export interface RunOptions extends IntakeOptions {
  readonly onProgress?: (progress: ImportProgress) => void;
}

/** Which imports; all of them where nothing is named. */
export interface ImportSelection {
  readonly projectId?: string | undefined;
  readonly status?: ImportStatus | undefined;
  readonly format?: Format | undefined;
  /** A part of the file name, in upper or lower case. */
  readonly q?: string | undefined;
}

export interface ImportFilter extends ImportSelection {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Rates over the last seconds and the state of every worker thread, of all processes that were announced. */
export interface ThroughputSnapshot {
  readonly rowsPerSecond: number;
  readonly documentsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly rejectsPerSecond: number;
  readonly queued: number;
  readonly running: number;
  readonly oldestQueuedSeconds: number | null;
  readonly throttle: ThrottleState;
  readonly workers: readonly (WorkerActivity & { readonly importId: string | null })[];
  /** This process first where it was announced. */
  readonly machines: readonly Machine[];
  /** PostgreSQL connections that the worker threads of this process hold. */
  readonly connections: { readonly active: number; readonly total: number; readonly max: number };
}

/** Enqueues the job of an import inside the transaction that creates it. */
export type Enqueue = (session: Queryable, importId: string) => Promise<void>;

/**
 * Imports drawings, exactly once. `intake` accepts a file, `execute` brings one import to its end and may be called
 * again after a crash; `run` is both. Where a queue runs the jobs, pass `enqueue` and call `execute` from its handler.
 */
export interface ImportPipeline extends AsyncDisposable {
  /** Creates or updates the tables of this package. */
  migrate(): Promise<void>;
  /**
   * @param source a stream, or the path of a file: one on the disk of the spool is not copied, and its import fails with
   *   `source_changed` where it is written to meanwhile
   * @throws AppError `empty_file`, `unknown_format`, `body_too_large`, `decompression_limit`, `upload_aborted`, `idempotency_mismatch`, …
   */
  intake(source: Readable | string, options: IntakeOptions): Promise<IntakeResult>;
  /** Plans, writes and publishes; resolves with the ended import (completed, failed or cancelled). */
  execute(importId: string, options?: { signal?: AbortSignal }): Promise<Import>;
  /** Makes this process known to the others, until it is closed. @throws AppError `worker_name_taken` */
  announce(): Promise<void>;
  /** Ends an import as failed whatever stands in its way, with the code `import_abandoned`; does nothing where it has ended. */
  giveUp(importId: string, reason: string): Promise<void>;
  run(source: Readable | string, options: RunOptions): Promise<Import>;
  /**
   * A dry run: reads the drawing as an import would, counts, and stores nothing.
   * @throws AppError as `intake` does, and what would make an import fail as a whole
   */
  inspect(source: Readable | string, options: DrawingOptions): Promise<DryRun>;
  /** Takes effect within a second. @throws AppError `import_not_found`, `import_finished`. */
  cancel(importId: string): Promise<void>;
  /** Puts a failed or cancelled import back in the queue. @throws AppError `import_not_found`, `import_not_retryable`, `spool_missing`. */
  retry(importId: string): Promise<void>;
  /** Hides the import at once; its rows go in the background and after a crash. @throws AppError `import_not_found`. */
  remove(importId: string): Promise<void>;
  get(importId: string): Promise<Import>;
  /** Newest first; those that are being removed only where `status` asks for them. */
  list(filter: ImportFilter): Promise<{ items: Import[]; nextCursor: string | null }>;
  /** How many of each status and format `list` would give without a limit. */
  counts(selection: ImportSelection): Promise<ImportCounts>;
  /** Who works on which chunk, what is done and what failed. @throws AppError `import_not_found`. */
  chunks(importId: string): Promise<ChunkMap>;
  /** Why records are not stored; the 20 most frequent reasons. @throws AppError `import_not_found`. */
  rejectReasons(importId: string): Promise<RejectReason[]>;
  /** @throws AppError `import_not_found`. */
  rejects(importId: string): AsyncIterable<Reject>;
  /**
   * Keeps a record, as a segment in NDJSON has it, that is to be stored in place of a reject.
   * @throws AppError `import_not_found`, `reject_not_found`, `invalid_record`, `reject_resolved`, `import_not_published`
   */
  correctReject(
    importId: string,
    rejectId: string,
    record: Readonly<Record<string, unknown>>,
  ): Promise<Reject>;
  /**
   * Stores every corrected reject as a segment of the same import, under the id of the reject.
   * @throws AppError `import_not_found`, `import_not_published`
   */
  retryRejects(importId: string): Promise<RejectRetry>;
  /** Imports that a crash left queued, running or removing: what a start has to take up again. */
  unfinished(): Promise<{ id: string; status: ImportStatus }[]>;
  /**
   * Holds the spatial documents and calculations of every completed import, of one project or of all, to its segments:
   * takes surplus ones away, writes missing ones again, and yields what each comparison came to. What crashes may leave
   * is looked for in the background too, from `unfinished` on.
   */
  reconcile(options?: {
    readonly projectId?: string | undefined;
    readonly signal?: AbortSignal | undefined;
  }): AsyncIterable<Reconciliation>;
  progress(importId: string): Promise<ImportProgress>;
  /** Yields progress at most every `intervalMs` (250) until the import has ended; the last value is the ended import. */
  watch(
    importId: string,
    options?: { signal?: AbortSignal; intervalMs?: number },
  ): AsyncIterable<ImportProgress>;
  throughput(): Promise<ThroughputSnapshot>;
  close(): Promise<void>;
}
