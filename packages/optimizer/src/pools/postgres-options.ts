import { availableParallelism } from 'node:os';

import { type Logger, silentLogger } from '@sizewise/shared';
import { type Client, type ClientConfig } from 'pg';

import { OptimizerConfigurationError } from '../errors.ts';
import { memoryBytes } from './memory-size.ts';
import { type Queryable } from './queryable.ts';

/** How a PostgreSQL pool behaves. Durations in seconds. */
export interface PostgresPoolOptions {
  /** Empty where `clientConfig` says where to connect. */
  readonly connectionString: string;
  /** Name in snapshots and errors. Default `api`. */
  readonly name?: string | undefined;
  /** Connections that are kept. Default 20. */
  readonly poolSize?: number | undefined;
  /** Connections beyond the size under load, closed on release. Default 30. */
  readonly maxOverflow?: number | undefined;
  /** Connections that `warmUp` opens, and that `idleTimeout` leaves open. Default 0. */
  readonly minSize?: number | undefined;
  /** Longest wait for a connection. Default 30. */
  readonly acquireTimeout?: number | undefined;
  /** An idle connection is closed after so long, down to `minSize`; 0 keeps it. Default 0. */
  readonly idleTimeout?: number | undefined;
  /** Age at which a connection is replaced, less up to a tenth of it so that no two retire together. Default 3600. */
  readonly recycle?: number | undefined;
  /** Leases after which a connection is replaced; 0 is no limit. Default 0. */
  readonly maxUses?: number | undefined;
  /** A connection idle for longer is pinged before it is handed out. Default 0.5, as HikariCP's alive bypass window. */
  readonly prePingAfter?: number | undefined;
  /** Longest wait for the answer of a ping. Default 2. */
  readonly prePingTimeout?: number | undefined;
  /** Silence after which the system probes a connection; one that is dead is noticed ten seconds later. Default 10. */
  readonly keepAliveDelay?: number | undefined;
  /** Longest time that one connect may take. Default 10. */
  readonly connectTimeout?: number | undefined;
  /** How long a server that refuses or is starting up is tried again before a caller sees it. Default 5. */
  readonly reconnectWindow?: number | undefined;
  /** Longest time of one statement; 0 is no limit. Default 30. */
  readonly statementTimeout?: number | undefined;
  /** Time beyond `statementTimeout` after which a silent connection is cut. Default 5. */
  readonly answerGrace?: number | undefined;
  /** Longest wait of one statement for a lock; 0 is no limit. Default 0. */
  readonly lockTimeout?: number | undefined;
  /** As PostgreSQL writes it; null leaves it to the server. Default `256MB`. */
  readonly workMem?: string | null | undefined;
  /** False runs every query in one process. Default true. */
  readonly enableParallelQueries?: boolean | undefined;
  /** Parallel workers of one query. Default half of the cores, 1 to 4, as pgtune has it. */
  readonly parallelWorkers?: number | undefined;
  /** A statement with values is prepared from so many runs on, as pgJDBC's prepareThreshold; 0 never. Default 5. */
  readonly prepareAfter?: number | undefined;
  /** Most prepared statements of one connection. Default 100. */
  readonly preparedStatements?: number | undefined;
  /** A lease held for longer is reported with the stack of its acquire, which costs 4 µs each; 0 never. Default 0. */
  readonly leakAfter?: number | undefined;
  /** Idle connections do not keep the process alive. Default false. */
  readonly allowExitOnIdle?: boolean | undefined;
  readonly applicationName?: string | undefined;
  /** More settings of the driver, such as `ssl` or `types`; the options above win. */
  readonly clientConfig?: ClientConfig | undefined;
  /** Makes the driver's client. Default `new Client(config)` of `pg`. */
  readonly createClient?: ((config: ClientConfig) => Client) | undefined;
  /** Runs once on each new connection before it is handed out; a failure closes it. */
  readonly onConnect?: ((client: Client) => Promise<void>) | undefined;
  /** Runs after each transaction that `PostgresPool.transaction` committed, before its caller goes on. */
  readonly onCommit?: ((session: Queryable) => Promise<void>) | undefined;
  readonly logger?: Logger | undefined;
}

type Filled<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };
export type ResolvedPostgresPoolOptions = Filled<Omit<PostgresPoolOptions, 'createClient'>> &
  Pick<PostgresPoolOptions, 'createClient'>;

const DEFAULTS = {
  name: 'api',
  poolSize: 20,
  maxOverflow: 30,
  minSize: 0,
  acquireTimeout: 30,
  idleTimeout: 0,
  recycle: 3600,
  maxUses: 0,
  prePingAfter: 0.5,
  prePingTimeout: 2,
  keepAliveDelay: 10,
  connectTimeout: 10,
  reconnectWindow: 5,
  statementTimeout: 30,
  answerGrace: 5,
  lockTimeout: 0,
  workMem: '256MB',
  enableParallelQueries: true,
  prepareAfter: 5,
  preparedStatements: 100,
  leakAfter: 0,
  allowExitOnIdle: false,
  applicationName: 'sizewise',
  clientConfig: {},
  onConnect: async () => undefined,
  onCommit: async () => undefined,
  logger: silentLogger,
};

const WHOLE = ['poolSize', 'maxOverflow', 'minSize', 'maxUses', 'parallelWorkers', 'prepareAfter'] as const;
const ABOVE_ZERO = ['acquireTimeout', 'recycle', 'connectTimeout', 'prePingTimeout'] as const;
const NOT_NEGATIVE = [
  'prePingAfter',
  'reconnectWindow',
  'statementTimeout',
  'answerGrace',
  'lockTimeout',
  'idleTimeout',
  'keepAliveDelay',
  'leakAfter',
] as const;

/**
 * Fills in the defaults.
 * @throws OptimizerConfigurationError with every fault.
 */
export function resolvePostgresPoolOptions(options: PostgresPoolOptions): ResolvedPostgresPoolOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const parallelWorkers = Math.min(4, Math.max(1, Math.ceil(availableParallelism() / 2)));
  const { connectionString } = options;
  const resolved = {
    ...DEFAULTS,
    parallelWorkers,
    ...given,
    connectionString,
  } as ResolvedPostgresPoolOptions;
  const faults: string[] = [];
  for (const key of WHOLE) {
    const least = key === 'poolSize' ? 1 : 0;
    if (!Number.isInteger(resolved[key]) || resolved[key] < least)
      faults.push(`${key} must be ${least} or more`);
  }
  if (!(resolved.preparedStatements >= 1)) faults.push('preparedStatements must be 1 or more');
  if (resolved.minSize > resolved.poolSize) faults.push('minSize is greater than poolSize');
  for (const key of ABOVE_ZERO) if (!(resolved[key] > 0)) faults.push(`${key} must be more than 0 s`);
  for (const key of NOT_NEGATIVE) if (!(resolved[key] >= 0)) faults.push(`${key} must be 0 s or more`);
  if (resolved.workMem !== null && memoryBytes(resolved.workMem) === null)
    faults.push('workMem must look like 256MB');
  if (faults.length > 0) throw new OptimizerConfigurationError(faults);
  return Object.freeze(resolved);
}
