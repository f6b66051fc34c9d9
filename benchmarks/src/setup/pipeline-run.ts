import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { createImportPipeline, type ImportPipeline, type SpatialTarget } from '@sizewise/bulk-pipeline';
import { type Import } from '@sizewise/shared';

import { type BenchDatabase } from './bench-database.ts';
import { type BenchContext, WORKERS } from './context.ts';
import { median } from '../statistics.ts';

/** Seconds of the stages of one import. */
export interface ImportStages {
  readonly intake: number;
  readonly plan: number;
  readonly write: number;
  readonly publish: number;
}

export interface PipelineRun {
  /** From the request to the published import, seconds. */
  readonly seconds: number;
  readonly import: Import;
  readonly stages: ImportStages;
}

/**
 * A pipeline as a server keeps it open between imports. Ducts are calculated only where it is asked for: rivals compute
 * nothing.
 */
export async function openPipeline(
  context: BenchContext,
  spatial: SpatialTarget,
  { calculations = false }: { calculations?: boolean } = {},
): Promise<ImportPipeline & { readonly spoolDir: string }> {
  const spoolDir = join(context.folder, `spool-${spatial.kind}`);
  await mkdir(spoolDir, { recursive: true });
  const options = { databaseUrl: context.database.url, spoolDir, spatial, workers: WORKERS, calculations };
  return Object.assign(createImportPipeline(options), { spoolDir });
}

/**
 * Imports one file and says where the time went.
 * @throws Error when the import does not complete with so many rows
 */
export async function runImport(
  pipeline: ImportPipeline,
  database: BenchDatabase,
  file: string,
  rows: number,
): Promise<PipelineRun> {
  const startedAt = Date.now();
  const started = performance.now();
  const done = await pipeline.run(file, { projectId: database.projectId, fileName: 'segments.ndjson' });
  const seconds = (performance.now() - started) / 1000;
  if (done.status !== 'completed' || done.segmentsWritten !== rows) {
    throw new Error(`The import ended as ${done.status} with ${done.segmentsWritten} of ${rows} rows`);
  }
  return { seconds, import: done, stages: await stagesOf(database, done.id, startedAt / 1000, seconds) };
}

/** Server and pipeline share a clock. The ledger's `done_at` is its transaction's now(), which is when the chunk began. */
async function stagesOf(
  database: BenchDatabase,
  importId: string,
  startedAt: number,
  seconds: number,
): Promise<ImportStages> {
  const { rows } = await database.client.query<{ planned: number; writing: number; published: number }>(
    `SELECT extract(epoch FROM i.started_at)::float8 AS planned,
       extract(epoch FROM min(c.done_at))::float8 AS writing,
       extract(epoch FROM i.published_at)::float8 AS published
     FROM sizewise.imports i JOIN sizewise.import_chunks c ON c.import_id = i.id
     WHERE i.id = $1 GROUP BY i.started_at, i.published_at`,
    [importId],
  );
  const { planned = NaN, writing = NaN, published = NaN } = rows[0] ?? {};
  return {
    intake: planned - startedAt,
    plan: writing - planned,
    write: published - writing,
    publish: startedAt + seconds - published,
  };
}

/** Median of every stage over the rounds. */
export function medianStages(runs: readonly PipelineRun[]): Record<string, number> {
  const names = ['intake', 'plan', 'write', 'publish'] as const;
  return Object.fromEntries(names.map((name) => [name, median(runs.map((run) => run.stages[name]))]));
}
