import { type Format } from '@sizewise/shared';

import { type UploadGrowth } from './growing-upload.ts';
import { type Pace } from './pace.ts';
import { type ChunkRange, type ParseOptions, type SpooledFile } from './parse/format.ts';

/** Where spatial documents go. */
export type SpatialTarget =
  | { readonly kind: 'postgres' }
  | { readonly kind: 'mongo'; readonly url: string; readonly database: string }
  | { readonly kind: 'none' };

/** What a worker thread is started with. */
export interface WorkerSettings {
  readonly postgresUrl: string;
  /** Milliseconds; 0 is no limit. */
  readonly statementTimeout: number;
  readonly spatial: SpatialTarget;
  /** Whether ducts that carry a flow are calculated. */
  readonly calculations: boolean;
  /** Whether thread and server process leave the processor to requests. */
  readonly lowPriority: boolean;
  /** How much of its time the thread may write. */
  readonly pace: Pace;
}

/** One import's file, as every task needs it. */
export interface ImportFile {
  readonly projectId: string;
  readonly importId: string;
  /** Of the import, from 1. */
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly format: Format;
  readonly file: SpooledFile;
  readonly scratchDir: string;
  readonly options: ParseOptions;
}

/** One number shared with the parent: 1 asks the thread to give up, 2 says that it has seen that. */
export type AbortFlag = Int32Array<SharedArrayBuffer>;

/** An upload of which only the beginning is there. */
export interface PrescanTask {
  readonly source: Pick<ImportFile, 'importId' | 'format' | 'scratchDir'>;
  /** The upload, open for reading. */
  readonly fd: number;
  readonly growth: UploadGrowth;
  readonly abort: AbortFlag;
}

export interface PlanTask {
  readonly source: ImportFile;
  readonly chunkBytes: number;
  readonly abort: AbortFlag;
}

export interface ChunkTask {
  readonly source: ImportFile;
  readonly shared: Readonly<Record<string, unknown>>;
  readonly chunk: number;
  readonly range: ChunkRange;
  readonly leaseToken: string;
  /** Whether the segments go into the import's own table. */
  readonly sideTable: boolean;
  readonly abort: AbortFlag;
}

/** One statement that works on a whole table. */
export interface MaintenanceTask {
  readonly source: { readonly importId: string };
  readonly statement: string;
  /** Settings of PostgreSQL for this statement, beside those that suit all of them. */
  readonly settings: Readonly<Record<string, string>>;
  readonly abort: AbortFlag;
}

/** Sums of flows along the networks of an import whose chunks are all stored. */
export interface NetworkTask {
  readonly source: { readonly projectId: string; readonly importId: string };
  readonly abort: AbortFlag;
}

/** What a thread reports while it writes: counts since the last report. */
export interface ChunkProgress {
  readonly kind: 'progress';
  readonly importId: string;
  readonly chunk: number;
  readonly rows: number;
  readonly documents: number;
  readonly rejects: number;
}

/** A thread has opened or closed its PostgreSQL connection. */
export interface ConnectionReport {
  readonly kind: 'connection';
  readonly thread: number;
  readonly open: boolean;
}

export type WorkerMessage = ChunkProgress | ConnectionReport;

export function createAbortFlag(): AbortFlag {
  return new Int32Array(new SharedArrayBuffer(4));
}

export function raiseAbort(flag: AbortFlag): void {
  Atomics.store(flag, 0, 1);
}

/** For the thread, which thereby says that it is not stuck. */
export function seesAbort(flag: AbortFlag): boolean {
  if (Atomics.load(flag, 0) === 0) return false;
  Atomics.store(flag, 0, 2);
  return true;
}

/** For the parent: whether the thread has seen its flag. */
export function hasSeenAbort(flag: AbortFlag): boolean {
  return Atomics.load(flag, 0) === 2;
}
