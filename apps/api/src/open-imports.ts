import { setTimeout as sleep } from 'node:timers/promises';

import { createImportPipeline, type ImportPipeline, isPassing } from '@sizewise/bulk-pipeline';
import { invalidateProject } from '@sizewise/data';
import { type Logger } from '@sizewise/shared';

import { type Config } from './config/config.ts';
import { ImportQueue } from './jobs/import-queue.ts';
import { type DatabaseUrls, type Pools } from './pools.ts';
import { spatialTargetOf } from './spatial-target.ts';
import { spoolOptions } from './spool-options.ts';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;

/** What a process needs to take imports and to bring them to their end. */
export interface Imports {
  readonly pipeline: ImportPipeline;
  readonly queue: ImportQueue;
  /** Worker threads. */
  readonly workers: number;
}

/** What the imports of one process stand on. */
export interface ImportsOptions {
  readonly config: Config;
  readonly urls: Pick<DatabaseUrls, 'postgres' | 'mongo'>;
  readonly pools: Pools;
  /** Name of this process; see `PipelineOptions.instance`. */
  readonly instance: string;
  readonly logger: Logger;
}

/**
 * Opens pipeline and queue: the queue's jobs run the pipeline, the pipeline's imports enqueue the jobs.
 * @param stack closes both
 */
export async function openImports(options: ImportsOptions, stack: AsyncDisposableStack): Promise<Imports> {
  const { config, urls, pools, instance, logger } = options;
  const { optimizer, imports } = pools;
  const queue = new ImportQueue({
    database: imports,
    execute: (importId, signal) => pipeline.execute(importId, { signal }),
    giveUp: (importId, reason) => pipeline.giveUp(importId, reason),
    logger,
  });
  const pipeline = createImportPipeline({
    databaseUrl: urls.postgres.url,
    ...spoolOptions(config),
    database: imports,
    spatial: spatialTargetOf(pools, urls),
    workers: config.IMPORT_WORKERS,
    maxBytes: config.IMPORT_MAX_BYTES,
    statementTimeout: config.IMPORT_STATEMENT_TIMEOUT * 1000,
    instance,
    budget: optimizer.createConnectionBudget(Math.max(1, config.IMPORT_WORKERS)),
    throttle: config.IMPORT_THROTTLE,
    enqueue: (session, importId) => queue.enqueue(session, importId),
    onVisibilityChange: invalidateProject,
    logger,
  });
  stack.use(pipeline);
  // Closed before the pipeline: its handlers wait for runs that the pipeline ends.
  stack.use(queue);
  await queue.open();
  return { pipeline, queue, workers: config.IMPORT_WORKERS };
}

/**
 * Takes up what a former run left, and begins to run imports; without worker threads that is left to other processes. A
 * database that goes away meanwhile is waited for, since the server answers by now.
 */
export async function takeUp(
  { pipeline, queue, workers }: Imports,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  for (let delay = FIRST_DELAY_MS; ; delay = Math.min(LONGEST_DELAY_MS, 2 * delay)) {
    try {
      await pipeline.announce();
      const unfinished = await pipeline.unfinished();
      if (unfinished.length > 0) logger.info({ imports: unfinished.length }, 'taking up unfinished imports');
      await queue.takeUp(unfinished.map(({ id }) => id));
      break;
    } catch (error) {
      if (!isPassing(error)) throw error;
      logger.warn({ err: error, delay }, 'unfinished imports wait for the database');
      await sleep(delay, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
    }
  }
  if (workers > 0) await queue.work();
}
