import { describe, expect, it } from 'vitest';

import { OptimizerConfigurationError } from '../errors.ts';
import { clientConfig } from './client-config.ts';
import { chooseCompression, clientOptions, resolveMongoPoolOptions } from './mongo-options.ts';
import { resolvePostgresPoolOptions } from './postgres-options.ts';
import { redisClientOptions, resolveRedisPoolOptions, retryPause } from './redis-options.ts';

describe('pool options', () => {
  it('have the defaults of the product', () => {
    const url = 'postgres://localhost/x';
    expect(resolvePostgresPoolOptions({ connectionString: url, poolSize: undefined })).toMatchObject({
      connectionString: url,
      poolSize: 20,
      maxOverflow: 30,
      acquireTimeout: 30,
      recycle: 3600,
      statementTimeout: 30,
      workMem: '256MB',
    });
    expect(clientOptions(resolveMongoPoolOptions({ url: 'mongodb://a:1,b:2/db' }))).toMatchObject({
      maxPoolSize: 50,
      minPoolSize: 5,
      maxIdleTimeMS: 30_000,
      connectTimeoutMS: 20_000,
      serverSelectionTimeoutMS: 30_000,
      readPreference: 'secondaryPreferred',
      writeConcern: { w: 'majority', journal: true },
    });
  });

  it('list every fault at once', () => {
    const bad = { connectionString: '', poolSize: 0, acquireTimeout: -1, workMem: '4 bananas' };
    expect(() => resolvePostgresPoolOptions(bad)).toThrow(OptimizerConfigurationError);
    expect(() => resolvePostgresPoolOptions(bad)).toThrow(/poolSize.*acquireTimeout.*workMem/);
    expect(() => resolveMongoPoolOptions({ url: '', minPoolSize: 9, maxPoolSize: 2 })).toThrow(/minPoolSize/);
  });

  it('take a custom configuration, of the server and of the wire', () => {
    const url = 'postgres://localhost/x';
    const custom = { poolSize: 30, workMem: '512MB', enableParallelQueries: true, parallelWorkers: 2 };
    const resolved = resolvePostgresPoolOptions({ connectionString: url, ...custom });
    expect(resolved).toMatchObject({ ...custom, maxOverflow: 30 });
    expect(clientConfig(resolved)).toMatchObject({
      connectionString: url,
      application_name: 'sizewise',
      statement_timeout: 30_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      options: '-c work_mem=512MB -c max_parallel_workers_per_gather=2',
    });
    const mongo = { maxPoolSize: 100, enableCompression: true, compressionAlgorithm: 'zstd' } as const;
    expect(clientOptions(resolveMongoPoolOptions({ url: 'mongodb://a/x', ...mongo }))).toMatchObject({
      maxPoolSize: 100,
      compressors: ['zstd', 'zlib'],
    });
  });

  it('of Redis name a server or a cluster, and send no command twice', () => {
    expect(() => resolveRedisPoolOptions({})).toThrow(/url or nodes/);
    expect(() => resolveRedisPoolOptions({ url: 'http://x', nodes: ['x'], maxConnections: 0 })).toThrow(
      /redis:.*HOST:PORT.*maxConnections/,
    );
    const resolved = resolveRedisPoolOptions({ url: 'redis://localhost' });
    expect(resolved).toMatchObject({ maxConnections: 50, autoPipelining: true });
    expect(redisClientOptions(resolved)).toMatchObject({ maxRetriesPerRequest: 0, commandTimeout: 1000 });
    expect([0, 1, 5, 99].map(retryPause)).toEqual([50, 100, 1600, 2000]);
  });

  it('leave to the URL what the URL says', () => {
    const options = clientOptions(
      resolveMongoPoolOptions({ url: 'mongodb://a,b/x?maxPoolSize=7&w=1&compressors=snappy' }),
    );
    expect(options).not.toHaveProperty('maxPoolSize');
    expect(options).not.toHaveProperty('writeConcern');
    expect(options).not.toHaveProperty('compressors');
    expect(options).toHaveProperty('minPoolSize');
  });

  it('fall back to zlib where the runtime has no zstd, and say so', () => {
    const wanted = { enableCompression: true, compressionAlgorithm: 'zstd' } as const;
    expect(chooseCompression(wanted, true).compressors).toEqual(['zstd', 'zlib']);
    expect(chooseCompression(wanted, false)).toEqual({
      compressors: ['zlib'],
      detail: expect.stringContaining('no zstd') as string,
    });
    expect(chooseCompression({ ...wanted, enableCompression: false }).compressors).toEqual([]);
  });
});
