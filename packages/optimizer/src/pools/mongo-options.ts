import zlib from 'node:zlib';

import { type Logger, silentLogger } from '@sizewise/shared';
import { type MongoClientOptions } from 'mongodb';

import { OptimizerConfigurationError } from '../errors.ts';

/** How a MongoDB pool behaves; what the URL says itself wins. Durations in seconds. */
export interface MongoPoolOptions {
  readonly url: string;
  /** Name in snapshots. Default `mongo`. */
  readonly name?: string | undefined;
  /** Default: the database of the URL, else `sizewise`. */
  readonly database?: string | undefined;
  /** Default 50. */
  readonly maxPoolSize?: number | undefined;
  /** Default 5. */
  readonly minPoolSize?: number | undefined;
  /** Default 30. */
  readonly maxIdleTime?: number | undefined;
  /** Default 20. */
  readonly connectTimeout?: number | undefined;
  /** Default 30. */
  readonly serverSelectionTimeout?: number | undefined;
  /** Default true. */
  readonly enableCompression?: boolean | undefined;
  /** Default zstd, with zlib where the runtime has no zstd. */
  readonly compressionAlgorithm?: 'zstd' | 'zlib' | undefined;
  readonly applicationName?: string | undefined;
  readonly logger?: Logger | undefined;
}

type Filled<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };
export type ResolvedMongoPoolOptions = Filled<Omit<MongoPoolOptions, 'database'>> &
  Pick<MongoPoolOptions, 'database'>;

const DEFAULTS = {
  name: 'mongo',
  maxPoolSize: 50,
  minPoolSize: 5,
  maxIdleTime: 30,
  connectTimeout: 20,
  serverSelectionTimeout: 30,
  enableCompression: true,
  compressionAlgorithm: 'zstd' as const,
  applicationName: 'sizewise',
  logger: silentLogger,
};

/**
 * Fills in the defaults.
 * @throws OptimizerConfigurationError with every fault.
 */
export function resolveMongoPoolOptions(options: MongoPoolOptions): ResolvedMongoPoolOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const resolved = { ...DEFAULTS, ...given } as ResolvedMongoPoolOptions;
  const faults: string[] = [];
  if (resolved.maxPoolSize < 1) faults.push('maxPoolSize must be 1 or more');
  if (resolved.minPoolSize < 0) faults.push('minPoolSize must be 0 or more');
  if (resolved.minPoolSize > resolved.maxPoolSize) faults.push('minPoolSize is greater than maxPoolSize');
  for (const key of ['maxIdleTime', 'connectTimeout', 'serverSelectionTimeout'] as const) {
    if (!(resolved[key] > 0)) faults.push(`${key} must be more than 0 s`);
  }
  if (faults.length > 0) throw new OptimizerConfigurationError(faults);
  return Object.freeze(resolved);
}

/** What the wire is compressed with, and one line for people that says why. */
export function chooseCompression(
  options: Pick<ResolvedMongoPoolOptions, 'enableCompression' | 'compressionAlgorithm'>,
  runtimeHasZstd = typeof zlib.zstdCompress === 'function',
): { readonly compressors: ('zstd' | 'zlib')[]; readonly detail: string } {
  if (!options.enableCompression) return { compressors: [], detail: 'not compressed: switched off' };
  if (options.compressionAlgorithm === 'zlib')
    return { compressors: ['zlib'], detail: 'compressed with zlib' };
  // The driver takes zstd from Node's own zlib, which has it from 22.15; its native addon is not needed.
  if (runtimeHasZstd) return { compressors: ['zstd', 'zlib'], detail: 'compressed with zstd, else zlib' };
  return { compressors: ['zlib'], detail: 'compressed with zlib: this Node.js has no zstd (22.15 has)' };
}

/** The driver's options; whatever the URL sets is left to the URL. */
export function clientOptions(options: ResolvedMongoPoolOptions): MongoClientOptions {
  const { compressors } = chooseCompression(options);
  const wanted: MongoClientOptions = {
    maxPoolSize: options.maxPoolSize,
    minPoolSize: options.minPoolSize,
    maxIdleTimeMS: options.maxIdleTime * 1000,
    connectTimeoutMS: options.connectTimeout * 1000,
    serverSelectionTimeoutMS: options.serverSelectionTimeout * 1000,
    readPreference: 'secondaryPreferred',
    writeConcern: { w: 'majority', journal: true },
    appName: options.applicationName,
    ...(compressors.length > 0 ? { compressors } : {}),
  };
  // A URL of several hosts is none that `URL` reads.
  const search = new URLSearchParams(options.url.split('?')[1] ?? '');
  const inUrl = new Set([...search.keys()].map((key) => key.toLowerCase()));
  const writeConcernInUrl = ['w', 'journal', 'wtimeoutms'].some((key) => inUrl.has(key));
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([key]) => !inUrl.has(key.toLowerCase()) && !(key === 'writeConcern' && writeConcernInUrl),
    ),
  );
}
