import { randomUUID } from 'node:crypto';
import { type Readable } from 'node:stream';

import { UnknownUnitError } from './errors.ts';
import { LENGTH_UNITS } from '@sizewise/shared';

import { type IntakeOptions, type IntakeResult } from './import-pipeline.ts';
import { spool, SpoolFullError } from './intake/index.ts';

import { type PipelineParts } from './pipeline-parts.ts';

const MAX_FILE_NAME = 255;

/** The last part of a path in either style, without control characters: a name to show, never one to open. */
export function displayName(fileName: string): string {
  const last = fileName.split(/[\\/]/).at(-1) ?? '';
  const clean = last.replace(/[\u0000-\u001f\u007f]/g, '').trim();
  return clean.length > 0 && clean !== '.' && clean !== '..' ? clean.slice(0, MAX_FILE_NAME) : 'drawing';
}

async function beginUpload(parts: PipelineParts, importId: string, source: Readable): Promise<Disposable> {
  try {
    return await parts.spool.begin(importId, parts.options.instance);
  } catch (error) {
    source.destroy();
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') throw new SpoolFullError(error);
    throw error;
  }
}

/** The intake stage: spools the upload, then creates the import in one transaction. Nothing stays behind after an error. */
export async function acceptUpload(
  parts: PipelineParts,
  source: Readable,
  options: IntakeOptions,
): Promise<IntakeResult> {
  if (options.unit !== undefined && !Object.hasOwn(LENGTH_UNITS, options.unit)) {
    source.destroy();
    throw new UnknownUnitError(options.unit, Object.keys(LENGTH_UNITS));
  }
  parts.pool.warmUp();
  const importId = randomUUID();
  using claim = await beginUpload(parts, importId, source);
  void claim;
  const upload = await spool(source, {
    dir: parts.spool.folder(importId),
    maxBytes: parts.options.maxBytes,
    maxUnpackedBytes: parts.options.maxUnpackedBytes,
    signal: options.signal ?? new AbortController().signal,
  });
  try {
    const result = await parts.store.create(
      {
        id: importId,
        projectId: options.projectId,
        fileName: displayName(options.fileName),
        format: upload.format,
        sha256: upload.sha256,
        bytes: upload.uploadedBytes,
        options: {
          unit: options.unit ?? null,
          crs: options.crs ?? null,
          hidden: options.hidden,
          layers: options.layers,
        },
        idempotencyKey: options.idempotencyKey ?? null,
        force: options.force ?? false,
      },
      parts.options.enqueue,
    );
    if (result.duplicate) await parts.spool.remove(importId);
    return result;
  } catch (error) {
    await parts.spool.remove(importId);
    throw error;
  }
}
