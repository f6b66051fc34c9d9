import { describe, expect, it } from 'vitest';

import { OptimizerConfigurationError } from '../errors.ts';
import { chooseCompression, clientOptions, resolveMongoPoolOptions } from './mongo-options.ts';
import { resolvePostgresPoolOptions } from './postgres-options.ts';

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
