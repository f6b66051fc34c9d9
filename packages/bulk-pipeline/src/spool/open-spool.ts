import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { FolderSpool } from './folder-spool.ts';
import { type S3Location } from './s3-location.ts';
import { S3Spool } from './s3-spool.ts';
import { type SpoolStore } from './spool-store.ts';

export interface SpoolOptions {
  /** The folder that keeps uploads; with a bucket, where each process has copies of its own. */
  readonly spoolDir: string;
  readonly bucket?: S3Location | undefined;
  /** Name of this process. */
  readonly instance: string;
}

/** Connects nothing yet. */
export function openSpool({ spoolDir, bucket, instance }: SpoolOptions): SpoolStore {
  if (!bucket) return new FolderSpool(spoolDir);
  const name = createHash('sha256').update(instance).digest('hex').slice(0, 12);
  return new S3Spool(bucket, join(spoolDir, `copies-${name}`));
}
