import { readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { type GrowingFile } from '../../format.ts';
import { ClassNames } from './class-names.ts';
import { TruncatedFileError } from './ifc-errors.ts';
import { type InstanceList, InstanceTableBuilder } from './instance-table.ts';
import { HEADER_LIMIT, readStepHeader, type StepHeader } from './step-header.ts';
import { NO_CLASS, StepScanner } from './step-scanner.ts';

const MAX_ID = 0xffffffff;
/** Class numbers are kept in 16 bits; no schema comes near. */
const MAX_CLASSES = 0xfffe;

/** An instance that is not in the table: its head is broken, or its number is taken. */
export interface StrayInstance {
  readonly id: number;
  readonly offset: number;
  /** Null where the class cannot be read. */
  readonly className: string | null;
  readonly fault: 'broken' | 'duplicate_number';
}

export interface ScannedFile {
  readonly bytes: number;
  readonly header: StepHeader;
  readonly instances: InstanceList;
  readonly classNames: readonly string[];
  readonly strays: readonly StrayInstance[];
}

export interface ScanOptions {
  readonly signal?: AbortSignal;
  /** Asked once per class: whether `onWanted` shall hear of its instances, in file order. */
  readonly wants?: (className: string, header: StepHeader) => boolean;
  readonly onWanted?: (id: number, offset: number, classId: number, className: string) => void;
}

/**
 * Reads a STEP file once, as far as it has come, and records where every instance stands.
 * @throws AppError `unknown_format`, `unsupported_encoding`, `unsupported_schema`, `missing_data_section`,
 *   `truncated_file`, what `file.extent` throws; the signal's reason when aborted.
 */
export async function scanStepFile(file: GrowingFile, options: ScanOptions = {}): Promise<ScannedFile> {
  const head = await file.extent(HEADER_LIMIT);
  const header = readStepHeader(file.fd, head.whole ? head.bytes : Infinity);
  const classes = new ClassNames();
  const builder = new InstanceTableBuilder();
  const strays: StrayInstance[] = [];
  const wanted: boolean[] = [];
  const { wants, onWanted } = options;
  const isWanted = (classId: number): boolean =>
    (wanted[classId] ??= wants?.(classes.names[classId] ?? '', header) ?? true);
  const scanner = new StepScanner(classes, {
    onInstance(id, offset, classId, broken) {
      if (broken || id > MAX_ID || classId > MAX_CLASSES) {
        const className = classId === NO_CLASS ? null : (classes.names[classId] ?? null);
        strays.push({ id, offset, className, fault: 'broken' });
        return;
      }
      builder.add(id, offset, classId);
      if (isWanted(classId)) onWanted?.(id, offset, classId, classes.names[classId] ?? '');
    },
    onPlain(plain) {
      builder.addAll(plain);
      for (let i = 0; i < plain.count; i++) {
        const classId = plain.classes[i] as number;
        if (!isWanted(classId)) continue;
        const offset = plain.base + (plain.places[i] as number);
        onWanted?.(plain.ids[i] as number, offset, classId, classes.names[classId] ?? '');
      }
    },
  });

  const { block } = scanner;
  let offset = header.dataOffset;
  while (!scanner.ended) {
    const { bytes } = await file.extent(offset + block.length);
    const length = readSync(file.fd, block, 0, Math.min(block.length, bytes - offset), offset);
    if (length === 0) break;
    scanner.push(length, offset);
    offset += length;
    await nextTurn();
    options.signal?.throwIfAborted();
  }
  scanner.finish();
  if (!scanner.ended) {
    throw new TruncatedFileError(
      scanner.insideInstance ? 'inside an instance' : 'before END-ISO-10303-21',
      offset,
    );
  }
  const instances = builder.build((id, at, classId) => {
    strays.push({ id, offset: at, className: classes.names[classId] ?? null, fault: 'duplicate_number' });
  });
  const { bytes } = await file.extent(Infinity);
  return { bytes, header, instances, classNames: classes.names, strays };
}
