import { DatabasePerformanceOptimizer } from '@sizewise/optimizer';

import { type SpatialStore } from '../contracts.ts';
import { openSpatialStore } from '../spatial/create-spatial-store.ts';
import { type Bench } from './bench.ts';
import { bulkPart } from './bulk-part.ts';
import { cachePart } from './cache-part.ts';
import { fillPlan } from './fill-plan.ts';
import { indexesPart } from './indexes-part.ts';
import { operationsPart } from './operations-part.ts';
import { poolPart } from './pool-part.ts';
import { openScratch } from './scratch.ts';
import {
  PART_IDS,
  type PartId,
  reportOf,
  type ValidationPart,
  type ValidationReport,
} from './validation-report.ts';

const PARTS: Readonly<Record<PartId, (bench: Bench) => Promise<ValidationPart>>> = {
  pool: poolPart,
  cache: cachePart,
  bulk: bulkPart,
  indexes: indexesPart,
  operations: operationsPart,
};
const ROWS = 100_000;

export interface ValidationOptions {
  /** PostgreSQL server on which the scratch database is made; the user must be allowed to create one. */
  readonly databaseUrl: string;
  /** Null where there is no MongoDB. */
  readonly mongoUrl: string | null;
  readonly spatialKind: SpatialStore['kind'];
  /** Pools and cache as the application has them, on other databases. */
  readonly openOptimizer: (databaseUrl: string, mongoUrl: string | null) => DatabasePerformanceOptimizer;
  /** Segments, documents, calculations and projects; default 100,000. */
  readonly rows?: number | undefined;
  /** Only these parts; default all. */
  readonly parts?: readonly PartId[] | undefined;
  /** Runs once the scratch databases are filled: to see what a fault does to the score. */
  readonly onFilled?: ((bench: Bench) => Promise<void>) | undefined;
  /** One line about what is being done. */
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Measures pools, cache, bulk writes, indexes and operations on databases that exist for this run alone and are removed
 * at its end, also where it fails or is aborted. docs/validation.md says how scores are made.
 */
export async function validate(options: ValidationOptions): Promise<ValidationReport> {
  const { onProgress = () => undefined, signal = new AbortController().signal } = options;
  signal.throwIfAborted();
  onProgress('making scratch databases');
  await using stack = new AsyncDisposableStack();
  const scratch = stack.use(await openScratch(options.databaseUrl, options.mongoUrl));
  signal.throwIfAborted();
  const { databaseUrl, mongoUrl } = scratch;
  const optimizer = stack.use(options.openOptimizer(databaseUrl, mongoUrl));
  const uncached = stack.use(
    new DatabasePerformanceOptimizer(
      { connectionString: databaseUrl, name: 'validate', poolSize: 4, maxOverflow: 0, statementTimeout: 0 },
      mongoUrl === null ? null : { url: mongoUrl },
      { maxBytes: 0 },
    ),
  );
  const running = run(options, optimizer, uncached, onProgress, signal);
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([running, aborted.promise]);
  } catch (error) {
    // An abort need not wait for the statement that it interrupts.
    if (signal.aborted) await scratch.remove();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
    running.catch(() => undefined);
  }
}

async function run(
  options: ValidationOptions,
  optimizer: DatabasePerformanceOptimizer,
  uncached: DatabasePerformanceOptimizer,
  onProgress: (line: string) => void,
  signal: AbortSignal,
): Promise<ValidationReport> {
  const { spatialKind, rows = ROWS } = options;
  await optimizer.start();
  await openSpatialStore(uncached, spatialKind).prepare();
  onProgress(`filling them with ${rows} rows`);
  const plan = await fillPlan(uncached, spatialKind, rows);
  signal.throwIfAborted();
  const bench: Bench = { optimizer, uncached, spatialKind, plan, signal };
  await options.onFilled?.(bench);
  const parts: ValidationPart[] = [];
  for (const id of options.parts ?? PART_IDS) {
    onProgress(`measuring ${id}`);
    parts.push(await PARTS[id](bench));
    signal.throwIfAborted();
  }
  return reportOf(parts);
}
