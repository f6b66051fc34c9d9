import { type CacheSnapshot, type PoolSnapshot } from '@sizewise/shared';

import { type MongoEvidence } from '../probes/mongo-evidence.ts';
import { type PostgresEvidence } from '../probes/postgres-evidence.ts';

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
  /** work_mem of its sessions, bytes. */
  readonly workMemBytes: number;
  /** Null without samples. */
  readonly history: PoolHistory | null;
}

/** Everything that advisors judge by. What could not be had is null. */
export interface Evidence {
  readonly at: Date;
  readonly postgres: PostgresEvidence | null;
  /** For how many seconds each index has been known, by its oid. */
  readonly indexAges: ReadonlyMap<number, number>;
  /** Pools to PostgreSQL of this process. */
  readonly pools: readonly PoolEvidence[];
  readonly mongo: MongoEvidence | null;
  readonly cache: CacheSnapshot | null;
  /** Memory of the machine that PostgreSQL runs on, bytes; null where that is not known. */
  readonly machineMemory: number | null;
}
