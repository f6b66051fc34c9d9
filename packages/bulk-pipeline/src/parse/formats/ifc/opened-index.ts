import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { LENGTH_UNITS, type WarningCode } from '@sizewise/shared';

import { type ParseOptions, type PrescanRequest, type SpooledFile } from '../../format.ts';
import { openWhole } from '../../whole-file.ts';
import { buildIndex } from './build-index.ts';
import { type CreateBoundsReader } from './element-bounds.ts';
import { ElementReader } from './element/element-reader.ts';
import { type IfcIndex } from './ifc-index.ts';
import { type IfcUnits, readUnits } from './ifc-units.ts';
import { type KeptIndex, readIndexFile, writeIndexFile } from './index-file.ts';
import { NotingModel } from './noting-model.ts';
import { type OpenStepModel, openStepModel } from './open-step-model.ts';

/** An index with its file open: what a chunk is parsed with. */
export interface OpenedIndex {
  readonly index: IfcIndex;
  readonly model: OpenStepModel;
  readonly reader: ElementReader;
  close(): void;
}

export interface OpenRequest {
  readonly file: SpooledFile;
  readonly options: ParseOptions;
  readonly scratchDir: string;
  readonly signal: AbortSignal;
}

export function indexPath(scratchDir: string): string {
  return join(scratchDir, 'ifc-index.bin');
}

/** Builds the index of a file and keeps it in the scratch folder. @throws AppError as buildIndex does. */
async function createIndex(request: OpenRequest): Promise<void> {
  using file = openWhole(request.file);
  const index = await buildIndex(file, request.signal);
  mkdirSync(request.scratchDir, { recursive: true });
  writeIndexFile(indexPath(request.scratchDir), index);
}

/** Leaves the index of a file that is still being written. @throws AppError as buildIndex does. */
export async function prescanIndex({ file, scratchDir, signal }: PrescanRequest): Promise<void> {
  writeIndexFile(indexPath(scratchDir), await buildIndex(file, signal));
}

/** Opens the index that a prescan or another chunk left, else a new one, which is kept. @throws AppError as buildIndex does. */
export async function findIndex(request: OpenRequest): Promise<KeptIndex> {
  const path = indexPath(request.scratchDir);
  const kept = readIndexFile(path);
  if (kept?.bytes === request.file.bytes) return kept;
  kept?.close();
  await createIndex(request);
  const created = readIndexFile(path);
  if (created === null) throw new Error(`${path} was removed while it was opened`);
  return created;
}

/** What identifies an opened index: the file as it is on disk, and what the caller said of it. */
export function openKey({ file, options }: OpenRequest): string {
  const { mtimeMs, size } = statSync(file.path);
  return `${file.path}\n${mtimeMs}\n${size}\n${options.unit ?? ''}`;
}

/** Opens the index that `createIndex` left; a scratch folder without one gets it anew. */
export async function openIndex(
  request: OpenRequest,
  createBoundsReader: CreateBoundsReader,
): Promise<OpenedIndex> {
  const index = await findIndex(request);
  let note: (code: WarningCode, detail: string) => void = () => {};
  let model: OpenStepModel | null = null;
  const close = (): void => {
    model?.close();
    index.close();
  };
  try {
    model = openStepModel({
      path: request.file.path,
      bytes: request.file.bytes,
      instances: index.instances,
      classNames: index.classNames,
      notes: (code, detail) => note(code, detail),
    });
    // A unit that cannot be read was warned of by the plan.
    const readable = new NotingModel(model, () => {});
    const units = withDefaults(readUnits(readable, index.project), request.options);
    const onNotes = (take: typeof note): void => {
      note = take;
    };
    const reader = new ElementReader({ model, index, units, createBoundsReader, onNotes });
    return { index, model, reader, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Units of the file; where it names no length unit the caller's, else metres. Angles are radians unless it says so. */
export function withDefaults(
  units: IfcUnits,
  options: ParseOptions,
): IfcUnits & { length: number; angle: number } {
  const said = options.unit === null ? undefined : LENGTH_UNITS[options.unit];
  return { ...units, length: units.length ?? said ?? 1, angle: units.angle ?? 1 };
}
