import { type CacheSnapshot, type Logger } from '@sizewise/shared';

import { type WantedSetting } from '../advisors/evidence.ts';
import { type Thresholds } from '../advisors/thresholds.ts';
import { type MongoPool } from '../pools/mongo-pool.ts';
import { type PostgresPool } from '../pools/postgres-pool.ts';

/** What a monitor looks at, and how often. Durations in seconds. */
export interface DatabaseMonitorOptions<Metrics extends object> {
  readonly connectionString: string;
  /** Figures of now; every number in it is kept as a metric under its dotted path. */
  readonly sample: () => Promise<Metrics>;
  /** Pools to PostgreSQL of this process. */
  readonly pools: readonly PostgresPool[];
  /** Connections to PostgreSQL of this process that belong to no pool. Default 0. */
  readonly otherConnections?: number | undefined;
  /** Memory settings that the server should have; none where it was started with them. */
  readonly wantedSettings?: readonly WantedSetting[] | undefined;
  readonly mongo: MongoPool | null;
  readonly cache: () => CacheSnapshot;
  /** Memory of the machine that PostgreSQL runs on, bytes; null where it is another machine than this. */
  readonly machineMemory: number | null;
  /** Default 10. */
  readonly sampleInterval?: number | undefined;
  /** Default 300. */
  readonly adviseInterval?: number | undefined;
  /** Those that are not named keep their defaults. */
  readonly thresholds?: Partial<Thresholds> | undefined;
  readonly logger: Logger;
}
