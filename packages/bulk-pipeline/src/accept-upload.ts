import { type IntakeOptions, type IntakeResult } from './import-pipeline.ts';
import { type UploadSource } from './intake/index.ts';
import { type PipelineParts } from './pipeline-parts.ts';
import { receiveUpload } from './receive-upload.ts';

const MAX_FILE_NAME = 255;

/** The last part of a path in either style, without control characters: a name to show, never one to open. */
export function displayName(fileName: string): string {
  const last = fileName.split(/[\\/]/).at(-1) ?? '';
  const clean = last.replace(/[\u0000-\u001f\u007f]/g, '').trim();
  return clean.length > 0 && clean !== '.' && clean !== '..' ? clean.slice(0, MAX_FILE_NAME) : 'drawing';
}

/** The intake stage: spools the upload, then creates the import in one transaction. Nothing stays behind after an error. */
export async function acceptUpload(
  parts: PipelineParts,
  body: UploadSource,
  options: IntakeOptions,
): Promise<IntakeResult> {
  return await receiveUpload(parts, body, options, async ({ id, drawing, source }) => {
    await parts.spool.keep(id, options.signal ?? new AbortController().signal);
    const result = await parts.store.create(
      {
        id,
        projectId: options.projectId,
        fileName: displayName(options.fileName),
        format: drawing.format,
        sha256: drawing.sha256,
        bytes: drawing.uploadedBytes,
        options: source.options,
        idempotencyKey: options.idempotencyKey ?? null,
        force: options.force ?? false,
      },
      parts.options.enqueue,
    );
    if (result.duplicate) {
      await parts.prescans.settled(id);
      await parts.spool.remove(id);
    }
    return result;
  });
}
