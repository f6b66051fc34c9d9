import { basename } from 'node:path';

import { AppError, type ImportProgress } from '@sizewise/shared';

import { type ImportTarget } from './import-target.ts';

/** Files that are sent and followed at once. */
const AT_ONCE = 4;

/** How one file went. */
export type FileOutcome =
  | { readonly file: string; readonly duplicate: boolean; readonly import: ImportProgress }
  | { readonly file: string; readonly error: { readonly code: string; readonly detail: string } };

/** Shows how imports go. */
export interface ImportView {
  update(file: string, progress: ImportProgress): void;
  end(outcome: FileOutcome): void;
}

/**
 * Imports files into one project and follows each to its end. One file's failure does not stop the others; when
 * the signal aborts, what is under way is cancelled.
 */
export async function importFiles(
  target: ImportTarget,
  files: readonly string[],
  project: string,
  view: ImportView,
  signal: AbortSignal,
): Promise<FileOutcome[]> {
  const projectId = await target.projectId(project);
  const outcomes: FileOutcome[] = [];
  const queue = files.entries();
  async function worker(): Promise<void> {
    for (const [index, path] of queue) {
      if (signal.aborted) return;
      const outcome = await importOne(target, projectId, path, view, signal);
      outcomes[index] = outcome;
      view.end(outcome);
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, files.length) }, worker));
  return outcomes.filter((outcome) => outcome !== undefined);
}

async function importOne(
  target: ImportTarget,
  projectId: string,
  path: string,
  view: ImportView,
  signal: AbortSignal,
): Promise<FileOutcome> {
  const file = basename(path);
  let importId: string | undefined;
  try {
    const intake = await target.upload(projectId, path);
    importId = intake.importId;
    let last: ImportProgress | undefined;
    for await (const progress of target.watch(importId, signal)) {
      last = progress;
      view.update(file, progress);
    }
    signal.throwIfAborted();
    if (last === undefined) throw new AppError('import_not_found', 'The import is gone');
    return { file, duplicate: intake.duplicate, import: last };
  } catch (error) {
    if (signal.aborted && importId !== undefined) await target.cancel(importId).catch(() => undefined);
    return { file, error: reasonOf(error, signal) };
  }
}

function reasonOf(error: unknown, signal: AbortSignal): { code: string; detail: string } {
  if (signal.aborted) return { code: 'import_cancelled', detail: 'interrupted' };
  const detail = error instanceof Error ? error.message : String(error);
  return { code: error instanceof AppError ? error.code : 'internal_error', detail };
}

/** True for a file whose import ended as it should. */
export function isCompleted(outcome: FileOutcome): boolean {
  return 'import' in outcome && outcome.import.status === 'completed';
}
