import { availableParallelism } from 'node:os';

import { z } from 'zod';

import { byteSize, duration, integer, list, oneOf, url } from './text-values.ts';

/** One environment variable. `fallback` is the text that stands where it is not set; null means absent. */
export interface Variable<T, Fallback extends string | null> {
  readonly schema: z.ZodType<T, string>;
  readonly fallback: Fallback;
  readonly meaning: string;
  /** The value is never repeated in a message. */
  readonly secret?: boolean;
}

function variable<T, const Fallback extends string | null>(
  schema: z.ZodType<T, string>,
  fallback: Fallback,
  meaning: string,
  secret = false,
): Variable<T, Fallback> {
  return { schema, fallback, meaning, secret };
}

const text: z.ZodType<string, string> = z.string();
const memory = z.string().regex(/^\d{1,7}(kB|MB|GB)$/, 'expected a size such as 64MB');
const memoryOrAuto = z
  .string()
  .regex(/^(auto|\d{1,7}(kB|MB|GB))$/, 'expected `auto` or a size such as 512MB');
const hostAndPort = z.string().regex(/^[^\s,:]+:\d{1,5}$/, 'expected HOST:PORT');
const hostName = z.string().regex(/^[A-Za-z0-9.:[\]-]{1,253}$/, 'expected a host name or an address');
const workers = z.string().transform((value, context) => {
  if (value === 'cores') return availableParallelism();
  const count = /^\d{1,3}$/.test(value) ? Number(value) : -1;
  if (count >= 0 && count <= 256) return count;
  context.addIssue({ code: 'custom', message: 'expected `cores` or a whole number from 0 to 256' });
  return z.NEVER;
});

/** Every environment variable that SizeWise reads. docs/configuration.md has a line for each (a test compares). */
export const VARIABLES = {
  PORT: variable(integer(0, 65_535), '3000', 'Port of the API and the dashboard; 0 takes a free one'),
  HOST: variable(
    hostName,
    '127.0.0.1',
    'Address to listen on; any but a loopback address needs SIZEWISE_API_KEY',
  ),
  DATA_DIR: variable(
    text,
    '.data',
    'Folder for databases, spooled uploads and the lock of this installation',
  ),
  SIZEWISE_API_KEY: variable(text, null, 'Key that every request must bring', true),
  SIZEWISE_ALLOWED_HOSTS: variable(list(hostName), '', 'More host names that requests may be addressed to'),
  RATE_LIMIT: variable(
    integer(0, 1e9),
    '10000',
    'Requests that one client may make in 10 s; 0 lifts the limit',
  ),
  LOG_LEVEL: variable(
    oneOf(['auto', 'debug', 'info', 'warn', 'error', 'silent']),
    'auto',
    'Least level that is logged; `auto` is `warn` on a terminal, else `info`',
  ),
  DATABASE_URL: variable(url('postgres', 'postgresql'), null, 'PostgreSQL 15 or later to use', true),
  DATABASE_REPLICA_URLS: variable(
    list(url('postgres', 'postgresql')),
    '',
    'Read replicas of DATABASE_URL',
    true,
  ),
  DATABASE_POOL_SIZE: variable(integer(1, 1000), '20', 'Connections that the API pool keeps'),
  DATABASE_MAX_OVERFLOW: variable(integer(0, 1000), '30', 'Connections beyond that size under load'),
  DATABASE_POOL_TIMEOUT: variable(duration(0.001), '30s', 'Longest wait for a connection'),
  DATABASE_POOL_RECYCLE: variable(duration(1), '3600', 'Age at which a connection is replaced'),
  DATABASE_STATEMENT_TIMEOUT: variable(
    duration(0),
    '30s',
    'Longest statement of a request; 0 lifts the limit',
  ),
  IMPORT_STATEMENT_TIMEOUT: variable(duration(0), '0', 'Longest statement of an import; 0 lifts the limit'),
  DATABASE_WORK_MEM: variable(memory, '256MB', 'work_mem of every session of a pool'),
  DATABASE_SHARED_BUFFERS: variable(
    memoryOrAuto,
    'auto',
    'shared_buffers of a server started here; `auto` is a quarter of the memory, 128MB to 4GB',
  ),
  DATABASE_EFFECTIVE_CACHE_SIZE: variable(
    memoryOrAuto,
    'auto',
    'effective_cache_size of a server started here; `auto` is three quarters of the memory',
  ),
  MONGO_URL: variable(url('mongodb', 'mongodb+srv'), null, 'MongoDB to use', true),
  MONGO_MAX_POOL_SIZE: variable(integer(1, 1000), '50', 'Most connections to MongoDB'),
  MONGO_MIN_POOL_SIZE: variable(integer(0, 1000), '5', 'Connections to MongoDB that are kept open'),
  MONGO_COMPRESSION: variable(oneOf(['zstd', 'zlib', 'none']), 'zstd', 'Compression on the wire to MongoDB'),
  REDIS_URL: variable(url('redis', 'rediss'), null, 'Redis to use', true),
  REDIS_HOST: variable(hostName, null, 'Host of Redis, where REDIS_URL is not set'),
  REDIS_PORT: variable(integer(1, 65_535), '6379', 'Port of Redis, beside REDIS_HOST'),
  REDIS_CLUSTER_NODES: variable(list(hostAndPort), '', 'Nodes of a Redis cluster'),
  REDIS_MAX_CONNECTIONS: variable(integer(1, 1000), '50', 'Most connections to Redis'),
  CACHE_DEFAULT_TTL: variable(duration(1), '3600', 'Life of a cached value of no special kind'),
  CACHE_CALCULATION_TTL: variable(duration(1), '7200', 'Life of cached calculations'),
  CACHE_SPATIAL_TTL: variable(duration(1), '1800', 'Life of cached spatial answers'),
  IMPORT_WORKERS: variable(
    workers,
    'cores',
    'Worker threads that parse and write; 0 leaves that to `sizewise worker`',
  ),
  IMPORT_THROTTLE: variable(
    oneOf(['auto', 'off']),
    'auto',
    'Whether imports go slower while requests wait; `off` lets them take all they can',
  ),
  IMPORT_MAX_BYTES: variable(byteSize(), '8GB', 'Largest upload'),
  SPOOL_URL: variable(
    url('file', 's3'),
    null,
    'Where uploads are kept until they are imported: file:///folder or s3://bucket/prefix; else DATA_DIR/spool',
  ),
  SPOOL_ENDPOINT: variable(url('http', 'https'), null, 'Server that speaks S3, where it is not that of AWS'),
  SPOOL_REGION: variable(hostName, null, 'Region of the bucket'),
  SPOOL_MAX_BYTES: variable(byteSize(), null, 'What all uploads together may take'),
  SPOOL_MIN_FREE: variable(
    byteSize(),
    '512MB',
    'What uploads leave free of their disk, at most a twentieth of it',
  ),
  SPOOL_KEEP: variable(
    duration(0),
    '168h',
    'How long a failed or cancelled import can be retried from its file',
  ),
  SPOOL_CACHE_BYTES: variable(
    byteSize(),
    '20GB',
    'What copies of files in a bucket may take on this machine',
  ),
  SPATIAL_STORE: variable(oneOf(['auto', 'mongo', 'postgres']), 'auto', 'Store of the spatial documents'),
} as const;

export type VariableName = keyof typeof VARIABLES;

/** What the variables hold once read. */
export type Values = {
  readonly [Name in VariableName]: (typeof VARIABLES)[Name] extends Variable<infer T, infer Fallback>
    ? Fallback extends null
      ? T | undefined
      : T
    : never;
};
