import { randomUUID } from 'node:crypto';

import { type ImportMapping, importMappingSchema, LENGTH_UNITS } from '@sizewise/shared';

import { UnknownUnitError } from './errors.ts';
import { type DrawingOptions } from './import-pipeline.ts';
import { discard, spool, type SpooledDrawing, SpoolFullError, type UploadSource } from './intake/index.ts';
import { type ResolvedOptions } from './options.ts';
import { type ParseOptions } from './parse/format.ts';
import { DwgLibraryMissingError } from './parse/formats/dwg/dwg-errors.ts';
import { findDwgLibrary } from './parse/formats/dwg/dwg-library.ts';
import { InvalidMappingError } from './parse/mapping-fault.ts';
import { type Prescans } from './prescans.ts';
import { type SpoolRoom } from './spool/spool-room.ts';
import { type SpoolStore } from './spool/spool-store.ts';
import { paceOfUpload } from './upload-pace.ts';
import { type WorkerPool } from './worker-pool.ts';
import { type ImportFile } from './worker-protocol.ts';

/** What taking an upload needs of a pipeline. */
export interface UploadDeps {
  readonly options: Pick<
    ResolvedOptions,
    'instance' | 'maxBytes' | 'maxUnpackedBytes' | 'budget' | 'throttle'
  >;
  readonly spool: SpoolStore;
  readonly room: SpoolRoom;
  readonly pool: WorkerPool;
  readonly prescans: Prescans;
}

/** An upload that is on disk as a plain drawing. */
export interface ReceivedUpload {
  readonly id: string;
  readonly drawing: SpooledDrawing;
  readonly source: ImportFile;
}

/**
 * Takes a body to the spool, checks what came with it, and hands it to `work`. Nothing stays in the spool when this
 * throws; whether anything stays otherwise is up to `work`.
 * @throws AppError `invalid_unit`, `invalid_mapping`, and those of the spool
 */
export async function receiveUpload<T>(
  deps: UploadDeps,
  body: UploadSource,
  options: DrawingOptions,
  work: (upload: ReceivedUpload) => Promise<T>,
): Promise<T> {
  const parse = parseOptionsOf(body, options);
  const { spool: folders, pool } = deps;
  pool.warmUp();
  const id = randomUUID();
  using claim = await beginUpload(deps, id, body);
  void claim;
  const signal = options.signal ?? new AbortController().signal;
  const { maxBytes, maxUnpackedBytes } = deps.options;
  const follower = deps.prescans.follow(id);
  try {
    const dir = folders.folder(id);
    const checkRoom = (): Promise<void> => deps.room.check(id);
    await checkRoom();
    const pace = paceOfUpload(deps.options);
    const limits = { maxBytes, maxUnpackedBytes };
    const drawing = await spool(body, { dir, ...limits, signal, checkRoom, pace, follower });
    follower.whole();
    if (drawing.format === 'dwg' && findDwgLibrary() === null) throw new DwgLibraryMissingError();
    const source: ImportFile = {
      projectId: options.projectId ?? id,
      importId: id,
      attempt: 1,
      createdAt: Date.now(),
      format: drawing.format,
      file: { path: drawing.path, bytes: drawing.bytes },
      scratchDir: dir,
      options: parse,
    };
    if (parse.table) await pool.checkMapping({ source }, signal);
    return await work({ id, drawing, source });
  } catch (error) {
    discard(body);
    await follower.stop();
    // What cannot be removed now is swept later.
    await folders.remove(id).catch(() => undefined);
    throw error;
  }
}

function parseOptionsOf(body: UploadSource, options: DrawingOptions): ParseOptions {
  try {
    const { unit = null, crs = null, hidden } = options;
    if (unit !== null && !Object.hasOwn(LENGTH_UNITS, unit)) {
      throw new UnknownUnitError(unit, Object.keys(LENGTH_UNITS));
    }
    const { columns, units, layers = [] } = checkedMapping(options.mapping);
    const rules = [...layers, ...(options.layers ?? [])];
    return {
      unit,
      crs,
      ...(hidden ? { hidden } : {}),
      ...(rules.length > 0 ? { layers: rules } : {}),
      ...(columns || units
        ? { table: { ...(columns ? { columns } : {}), ...(units ? { units } : {}) } }
        : {}),
    };
  } catch (error) {
    discard(body);
    throw error;
  }
}

/** @throws InvalidMappingError */
function checkedMapping(mapping: ImportMapping | undefined): ImportMapping {
  const { success, data, error } = importMappingSchema.safeParse(mapping ?? {});
  if (success) return data;
  throw new InvalidMappingError(
    error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message })),
  );
}

async function beginUpload(deps: UploadDeps, id: string, body: UploadSource): Promise<Disposable> {
  try {
    return await deps.spool.begin(id, deps.options.instance);
  } catch (error) {
    discard(body);
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') throw new SpoolFullError(error);
    throw error;
  }
}
