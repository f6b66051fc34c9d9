import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { type CacheConfig, initializeDatabaseOptimization } from '@sizewise/optimizer';
import { openRedis } from '@sizewise/services';
import { silentLogger } from '@sizewise/shared';

import { BenchmarkSkipped } from '../measures/benchmark.ts';
import { type BenchContext } from './context.ts';

export interface BenchRedis extends AsyncDisposable {
  readonly url: string;
  readonly detail: string;
}

/** The product's Redis. @throws BenchmarkSkipped where there is no redis-server */
export async function openBenchRedis({ folder, path, signal, say }: BenchContext): Promise<BenchRedis> {
  const dataDir = join(folder, 'redis-data');
  await mkdir(dataDir, { recursive: true });
  const opened = await openRedis({ dataDir, path }, { signal, progress: say, logger: silentLogger });
  const { url, detail } = opened.service;
  if (url === null) throw new BenchmarkSkipped(`no Redis: ${detail}`);
  return { url, detail, [Symbol.asyncDispose]: () => opened.close() };
}

/** An optimizer whose tiers are in use. */
export async function openCache(databaseUrl: string, cache: CacheConfig, redisUrl: string | null = null) {
  const optimizer = await initializeDatabaseOptimization({ databaseUrl, redisUrl, cache });
  while (optimizer.cache.snapshot().tiers.some(({ state }) => state !== 'up')) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return optimizer;
}
