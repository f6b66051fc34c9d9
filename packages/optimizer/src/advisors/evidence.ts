import { type CacheSnapshot, type PoolSnapshot } from '@sizewise/shared';

import { type MongoEvidence } from '../probes/mongo-evidence.ts';
import { type PostgresEvidence } from '../probes/postgres-evidence.ts';
import { type TableScan } from '../probes/table-scans.ts';

/** How a pool was used over time, of its samples. */
export interface PoolHistory {
  /** Seconds between the first sample and the last. */
  readonly seconds: number;
  readonly samples: number;
  readonly meanActive: number;
  readonly maxActive: number;
}

/** One pool: its limits and how it is used. */
export interface PoolEvidence {
  readonly snapshot: PoolSnapshot;
  /** Connections that it keeps. */
  readonly size: number;
  /** False where its sessions run every query in one process. */
  readonly isParallel: boolean;
  /** work_mem of its sessions, bytes; null where it is the server's. */
  readonly workMemBytes: number | null;
  /** Null without samples. */
  readonly history: PoolHistory | null;
  /** 95th percentiles of the wait by minute, seconds, the newest first; at most three. */
  readonly recentWaits: readonly number[];
}

/** A memory setting of the server that the configuration has a value for. */
export interface WantedSetting {
  readonly name: 'shared_buffers' | 'effective_cache_size';
  readonly bytes: number;
  /** A default: more than that is as good. */
  readonly isLeast: boolean;
}

/** Everything that advisors judge by. What could not be had is null. */
export interface Evidence {
  readonly at: Date;
  readonly postgres: PostgresEvidence | null;
  /** Statements that read scan-heavy tables from end to end; null where plans cannot be had. */
  readonly tableScans: readonly TableScan[] | null;
  /** For how many seconds each index has been known, by its oid. */
  readonly indexAges: ReadonlyMap<number, number>;
  /** Pools to PostgreSQL of this process. */
  readonly pools: readonly PoolEvidence[];
  /** Connections of this process that belong to no pool: import workers, listeners. */
  readonly otherConnections: number;
  /** Empty where the server was started with what the configuration says. */
  readonly wantedSettings: readonly WantedSetting[];
  readonly mongo: MongoEvidence | null;
  readonly cache: CacheSnapshot | null;
  /** Memory of the machine that PostgreSQL runs on, bytes; null where that is not known. */
  readonly machineMemory: number | null;
}
