import { type Logger, silentLogger } from '@sizewise/shared';

import { OptimizerConfigurationError } from '../errors.ts';
import { type Queryable } from './lease.ts';

/** How a PostgreSQL pool behaves. Durations in seconds. */
export interface PostgresPoolOptions {
  readonly connectionString: string;
  /** Name in snapshots and errors. Default `api`. */
  readonly name?: string | undefined;
  /** Connections that are kept. Default 20. */
  readonly poolSize?: number | undefined;
  /** Connections beyond the size under load, closed on release. Default 30. */
  readonly maxOverflow?: number | undefined;
  /** Longest wait for a connection. Default 30. */
  readonly acquireTimeout?: number | undefined;
  /** Age at which a connection is replaced, less up to a tenth of it so that no two retire together. Default 3600. */
  readonly recycle?: number | undefined;
  /** A connection idle for longer is pinged before it is handed out. Default 0.5, as HikariCP's alive bypass window. */
  readonly prePingAfter?: number | undefined;
  /** Longest wait for the answer of a ping. Default 2. */
  readonly prePingTimeout?: number | undefined;
  /** Longest time that one connect may take. Default 10. */
  readonly connectTimeout?: number | undefined;
  /** How long a server that refuses or is starting up is tried again before a caller sees it. Default 5. */
  readonly reconnectWindow?: number | undefined;
  /** Longest time of one statement; 0 is no limit. Default 30. */
  readonly statementTimeout?: number | undefined;
  /** Longest wait of one statement for a lock; 0 is no limit. Default 0. */
  readonly lockTimeout?: number | undefined;
  /** As PostgreSQL writes it. Default `256MB`. */
  readonly workMem?: string | undefined;
  readonly applicationName?: string | undefined;
  /** Runs after each transaction that `PostgresPool.transaction` committed, before its caller goes on. */
  readonly onCommit?: ((session: Queryable) => Promise<void>) | undefined;
  readonly logger?: Logger | undefined;
}

type Filled<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };
export type ResolvedPostgresPoolOptions = Filled<PostgresPoolOptions>;

const DEFAULTS = {
  name: 'api',
  poolSize: 20,
  maxOverflow: 30,
  acquireTimeout: 30,
  recycle: 3600,
  prePingAfter: 0.5,
  prePingTimeout: 2,
  connectTimeout: 10,
  reconnectWindow: 5,
  statementTimeout: 30,
  lockTimeout: 0,
  workMem: '256MB',
  applicationName: 'sizewise',
  onCommit: async () => undefined,
  logger: silentLogger,
};

/**
 * Fills in the defaults.
 * @throws OptimizerConfigurationError with every fault.
 */
export function resolvePostgresPoolOptions(options: PostgresPoolOptions): ResolvedPostgresPoolOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const resolved = {
    ...DEFAULTS,
    ...given,
    connectionString: options.connectionString,
  } as ResolvedPostgresPoolOptions;
  const faults: string[] = [];
  if (!Number.isInteger(resolved.poolSize) || resolved.poolSize < 1)
    faults.push('poolSize must be 1 or more');
  if (!Number.isInteger(resolved.maxOverflow) || resolved.maxOverflow < 0)
    faults.push('maxOverflow must be 0 or more');
  for (const key of ['acquireTimeout', 'recycle', 'connectTimeout', 'prePingTimeout'] as const) {
    if (!(resolved[key] > 0)) faults.push(`${key} must be more than 0 s`);
  }
  for (const key of ['prePingAfter', 'reconnectWindow', 'statementTimeout', 'lockTimeout'] as const) {
    if (!(resolved[key] >= 0)) faults.push(`${key} must be 0 s or more`);
  }
  if (!/^\d+(kB|MB|GB|TB)$/.test(resolved.workMem)) faults.push('workMem must look like 256MB');
  if (faults.length > 0) throw new OptimizerConfigurationError(faults);
  return Object.freeze(resolved);
}
