import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type PipelineOptions } from '@sizewise/bulk-pipeline';

import { type Config } from './config/config.ts';

type SpoolOptions = Pick<
  PipelineOptions,
  'spoolDir' | 'bucket' | 'spoolMaxBytes' | 'spoolMinFreeBytes' | 'spoolKeepSeconds'
>;

/** Where uploads are kept, and within which limits. */
export function spoolOptions(config: Config): SpoolOptions {
  const limits = {
    ...(config.SPOOL_MAX_BYTES === undefined ? {} : { spoolMaxBytes: config.SPOOL_MAX_BYTES }),
    spoolMinFreeBytes: config.SPOOL_MIN_FREE,
    spoolKeepSeconds: config.SPOOL_KEEP,
  };
  const spoolDir = spoolFolder(config);
  if (!isBucket(config)) return { spoolDir, ...limits };
  const bucket = {
    url: config.SPOOL_URL ?? '',
    endpoint: config.SPOOL_ENDPOINT,
    region: config.SPOOL_REGION,
    cacheBytes: config.SPOOL_CACHE_BYTES,
  };
  return { spoolDir, bucket, ...limits };
}

/** Whether uploads are kept in a bucket. */
function isBucket({ SPOOL_URL: url }: Config): boolean {
  return url?.startsWith('s3:') ?? false;
}

/** The folder that keeps uploads, or copies of those in a bucket. */
function spoolFolder(config: Config): string {
  const url = config.SPOOL_URL ?? '';
  return url.startsWith('file:') ? fileURLToPath(url) : join(config.DATA_DIR, 'spool');
}
