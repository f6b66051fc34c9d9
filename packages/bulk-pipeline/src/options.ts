import { type ConnectionBudget, type Logger, silentLogger } from '@sizewise/shared';

import { type OnVisibilityChange } from './job/end-import.ts';
import { type Enqueue } from './import-pipeline.ts';
import { type Database } from './ports.ts';
import { type S3Location } from './spool/s3-location.ts';
import { type SpatialTarget } from './worker-protocol.ts';

/** What a host passes to `createImportPipeline`. Only `databaseUrl` and `spoolDir` are needed. */
export interface PipelineOptions {
  /** PostgreSQL ≥ 15; each worker thread opens one connection of its own to it. */
  readonly databaseUrl: string;
  /** Folder for uploads; the same for every process that works on one database, unless a bucket keeps them. */
  readonly spoolDir: string;
  /** A bucket that keeps uploads; `spoolDir` has what comes in, and copies of what is read. */
  readonly bucket?: S3Location;
  /** Bytes that uploads together may take. Default: no limit. */
  readonly spoolMaxBytes?: number;
  /** Bytes of the disk under `spoolDir` that uploads leave free, at most a twentieth of it. Default 0. */
  readonly spoolMinFreeBytes?: number;
  /** How long the file of a failed or cancelled import is kept for a retry, seconds. Default 7 days. */
  readonly spoolKeepSeconds?: number;
  /** The host's pool; without one the pipeline opens a small one itself. */
  readonly database?: Database;
  /** Where spatial documents go; default: spatial_data in PostgreSQL. */
  readonly spatial?: SpatialTarget;
  /**
   * Worker threads. More than cores does not help; fewer leaves room for other work; 0 leaves imports to other
   * processes. Default: the machine's cores.
   */
  readonly workers?: number;
  /** Most bytes of one upload, as sent. Default 5 GiB. */
  readonly maxBytes?: number;
  /** Most bytes after unpacking. Default 20 GiB. */
  readonly maxUnpackedBytes?: number;
  /** Milliseconds one statement of an import may take; 0, the default, is no limit. */
  readonly statementTimeout?: number;
  /** Whether ducts with an airflow and a size are calculated, and flows summed along networks. Default true. */
  readonly calculations?: boolean;
  /** Bytes of one chunk. Default: a share of the file that keeps the workers evenly busy. */
  readonly chunkBytes?: number;
  /**
   * Segments, estimated from the plan, from which an import is loaded into a table of its own that is indexed at its
   * end. 0: every import; Infinity: none. Default 250,000 (docs/adr/0014).
   */
  readonly sideTableRows?: number;
  /** Share of records that may be rejected before the import fails; at least 100 always may. Default 0.1. */
  readonly rejectLimit?: number;
  /** Replaced revisions of a drawing whose rows stay stored, hidden, to be compared with. Default 2. */
  readonly keepRevisions?: number;
  /** Name of this process, kept over restarts: leases of a crashed run are taken back at once. */
  readonly instance?: string;
  readonly budget?: ConnectionBudget;
  /**
   * `auto` lets other work come first: threads and their server processes have a low priority where the system allows
   * it, and they work less while the budget's pressure is high. `off`, the default, does neither.
   */
  readonly throttle?: 'auto' | 'off';
  readonly enqueue?: Enqueue;
  readonly onVisibilityChange?: OnVisibilityChange;
  readonly logger?: Logger;
}

const GIB = 1024 ** 3;

/** What has no default. */
type Absent = 'database' | 'budget' | 'chunkBytes' | 'bucket';

/** The options with every default filled in. */
export type ResolvedOptions = Readonly<Required<Omit<PipelineOptions, Absent>>> &
  Pick<PipelineOptions, Absent>;

const nothing = async (): Promise<void> => undefined;

export function resolveOptions(
  options: PipelineOptions,
  machine: { cores: number; host: string },
): ResolvedOptions {
  return Object.freeze({
    spatial: { kind: 'postgres' as const },
    workers: Math.max(1, machine.cores),
    maxBytes: 5 * GIB,
    maxUnpackedBytes: 20 * GIB,
    spoolMaxBytes: Infinity,
    spoolMinFreeBytes: 0,
    spoolKeepSeconds: 7 * 24 * 3600,
    statementTimeout: 0,
    calculations: true,
    throttle: 'off' as const,
    sideTableRows: 250_000,
    rejectLimit: 0.1,
    keepRevisions: 2,
    instance: `${machine.host}:${process.pid}`,
    enqueue: nothing,
    onVisibilityChange: nothing,
    logger: silentLogger,
    ...options,
  });
}

const MIB = 1024 ** 2;

/**
 * Bytes of one chunk: about eight chunks a worker, so that the last ones end close together, within 1 to 8 MiB:
 * below, a commit per chunk costs; above, memory and lost work after a crash do.
 */
export function chunkBytesFor(fileBytes: number, workers: number): number {
  return Math.min(8 * MIB, Math.max(MIB, Math.ceil(fileBytes / (Math.max(1, workers) * 8))));
}
