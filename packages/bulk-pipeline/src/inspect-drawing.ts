import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type DryRun } from '@sizewise/shared';

import { type DrawingOptions } from './import-pipeline.ts';
import { inspectUpload } from './inspect-upload.ts';
import { resolveOptions } from './options.ts';
import { createPace } from './pace.ts';
import { Prescans } from './prescans.ts';
import { FolderSpool } from './spool/folder-spool.ts';
import { SpoolRoom } from './spool/spool-room.ts';
import { WorkerPool } from './worker-pool.ts';

export interface InspectOptions extends DrawingOptions {
  /** Most bytes of the file. Default 5 GiB. */
  readonly maxBytes?: number | undefined;
}

/** One thread: chunks of a dry run go one after the other. */
const THREADS = 1;

/**
 * A dry run without a pipeline: no database is needed, and nothing but a temporary folder, removed again, is written.
 * @throws AppError as `ImportPipeline.inspect` does
 */
export async function inspectDrawing(path: string, options: InspectOptions): Promise<DryRun> {
  const dir = await mkdtemp(join(tmpdir(), 'sizewise-dry-run-'));
  try {
    const resolved = resolveOptions(
      {
        databaseUrl: '',
        spoolDir: dir,
        workers: THREADS,
        ...(options.maxBytes && { maxBytes: options.maxBytes }),
      },
      { cores: THREADS, host: '' },
    );
    const { databaseUrl: postgresUrl, statementTimeout, calculations } = resolved;
    const settings = {
      postgresUrl,
      statementTimeout,
      spatial: { kind: 'none' as const },
      calculations,
      lowPriority: false,
      pace: createPace(),
    };
    await using pool = new WorkerPool(settings, THREADS, () => undefined);
    const spool = new FolderSpool(dir);
    const room = new SpoolRoom(spool, { maxBytes: Infinity, minFreeBytes: 0 });
    const prescans = new Prescans(pool, spool, resolved.logger);
    return await inspectUpload({ options: resolved, spool, room, pool, prescans }, path, options);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
