import { AppError, type DryRun } from '@sizewise/shared';

import { displayName } from './accept-upload.ts';
import { type DrawingOptions } from './import-pipeline.ts';
import { type UploadSource } from './intake/index.ts';
import { DryRunReport } from './inspect/dry-run-report.ts';
import { checkRejectLimit } from './job/reject-limit.ts';
import { chunkBytesFor, type ResolvedOptions } from './options.ts';
import { receiveUpload, type ReceivedUpload, type UploadDeps } from './receive-upload.ts';

/** What a dry run needs of a pipeline. */
export interface InspectDeps extends UploadDeps {
  readonly options: UploadDeps['options'] & Pick<ResolvedOptions, 'chunkBytes' | 'rejectLimit' | 'workers'>;
}

/**
 * A dry run: spools the upload, reads it on the worker threads as an import would, counts, and removes it again.
 * Chunks go one after the other, so that a dry run takes its turn with the chunks of imports and holds one thread.
 * @throws AppError as intake and plan do
 */
export async function inspectUpload(
  deps: InspectDeps,
  body: UploadSource,
  options: DrawingOptions,
): Promise<DryRun> {
  return await receiveUpload(deps, body, options, async (upload) => {
    const report = await inspect(deps, upload, options);
    await deps.spool.remove(upload.id);
    return report;
  });
}

async function inspect(
  { pool, prescans, options }: InspectDeps,
  { drawing, source }: ReceivedUpload,
  { fileName, signal = new AbortController().signal }: DrawingOptions,
): Promise<DryRun> {
  const chunkBytes = options.chunkBytes ?? chunkBytesFor(drawing.bytes, options.workers);
  await prescans.settled(source.importId);
  const plan = await pool.plan({ source, chunkBytes }, signal);
  const file = { fileName: displayName(fileName), format: drawing.format, bytes: drawing.uploadedBytes };
  const report = new DryRunReport(file, source.options, plan);
  for (const range of plan.chunks) {
    report.add(await pool.inspect({ source, shared: plan.shared, range }, signal));
  }
  return report.end(whatStops(report, options.rejectLimit));
}

function whatStops({ totals }: DryRunReport, share: number): DryRun['error'] {
  const { segments: rows, rejected: rejects, ignored, first } = totals;
  try {
    checkRejectLimit({ rows, rejects, ignored, unitsDone: 1, unitsTotal: 1 }, share, first);
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, detail: error.message };
  }
}
