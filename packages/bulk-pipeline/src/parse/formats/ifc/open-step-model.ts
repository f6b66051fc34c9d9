import { closeSync, openSync } from 'node:fs';

import { FilePages, type FileWindow } from './file-pages.ts';
import { StepSyntaxError } from './ifc-errors.ts';
import { type InstanceTable } from './instance-table.ts';
import { PlainLists } from './plain-lists.ts';
import { type StepBytes, type StepModel, type StepValue } from './step-model.ts';
import { ParameterReader } from './step-parameters.ts';
import { type StringNotes } from './step-strings.ts';

/** Longest instance that is read; a longer one is refused as broken. */
const MAX_INSTANCE_BYTES = 512 * 1024 * 1024;

export interface StepModelSource {
  readonly bytes: number;
  readonly instances: InstanceTable;
  /** Class names by class number. */
  readonly classNames: readonly string[];
  /** Bytes of the file that are kept in memory; 8 MiB when absent. */
  readonly cacheBytes?: number;
  readonly notes?: StringNotes;
}

/** A StepModel over an open file. */
export interface OpenStepModel extends StepModel, AsyncDisposable {
  /** The text of one instance from its `#` on, at most `limit` bytes. */
  text(offset: number, limit: number): Buffer;
  /** Attributes of the instance whose `#` is at this offset, wherever its number leads. @throws StepSyntaxError */
  argsAt(offset: number): readonly StepValue[];
  offsetOf(id: number): number;
  /** The cached bytes from an offset on. */
  window(offset: number): FileWindow;
  close(): void;
}

/** Opens a scanned file for reading instances by their number. Close it to give the file back. */
export function openStepModel(source: StepModelSource & { readonly path: string }): OpenStepModel {
  const fd = openSync(source.path, 'r');
  return new FileStepModel(fd, source, () => closeSync(fd));
}

/** The same over a file that is open, and stays so. */
export function stepModelOn(fd: number, source: StepModelSource): OpenStepModel {
  return new FileStepModel(fd, source, () => {});
}

class FileStepModel implements OpenStepModel {
  readonly plain: PlainLists;
  readonly #instances: InstanceTable;
  readonly #classNames: readonly string[];
  readonly #pages: FilePages;
  readonly #reader: ParameterReader;
  #close: () => void;

  constructor(fd: number, source: StepModelSource, close: () => void) {
    this.#instances = source.instances;
    this.#classNames = source.classNames;
    this.#close = close;
    this.#pages = new FilePages(fd, source.bytes, source.cacheBytes);
    this.plain = new PlainLists(this.#pages, source.instances);
    this.#reader = new ParameterReader(source.notes ?? (() => {}));
  }

  typeOf(id: number): string | null {
    return this.#classNames[this.#instances.classOf(id)] ?? null;
  }

  offsetOf(id: number): number {
    return this.#instances.offsetOf(id);
  }

  window(offset: number): FileWindow {
    return this.#pages.window(offset);
  }

  args(id: number): readonly StepValue[] | null {
    const offset = this.#instances.offsetOf(id);
    return offset < 0 ? null : this.argsAt(offset);
  }

  argsAt(offset: number): readonly StepValue[] {
    const { buffer, start, end } = this.#pages.window(offset);
    const open = plainOpening(buffer, start, end);
    if (open >= 0) {
      try {
        return this.#reader.read(buffer, open + 1, end, offset - start);
      } catch (error) {
        // The window may end inside the instance; only then is a longer one worth reading.
        if (!(error instanceof StepSyntaxError) || !this.#reader.exhausted) throw error;
      }
    }
    const list = this.#list(offset);
    return this.#reader.read(list.buffer, list.start, list.limit, offset - list.head);
  }

  raw(id: number): StepBytes | null {
    const offset = this.#instances.offsetOf(id);
    return offset < 0 ? null : this.#list(offset);
  }

  text(offset: number, limit: number): Buffer {
    const buffer = Buffer.alloc(Math.min(limit, this.#pages.bytes - offset));
    return buffer.subarray(0, this.#pages.read(offset, buffer));
  }

  /** The parameter list of the instance at an offset, whose `#` stands at `head` in bytes that are valid up to `limit`. */
  #list(offset: number): StepBytes & {
    readonly buffer: Buffer;
    readonly head: number;
    readonly limit: number;
  } {
    const { buffer, start, end } = this.#pages.window(offset);
    const list = findList(buffer, start, end, offset);
    if (list !== null) return { buffer, head: start, limit: end, ...list };
    const left = this.#pages.bytes - offset;
    for (let size = 1 << 18; ; size *= 4) {
      const whole = Buffer.allocUnsafeSlow(Math.min(size, left));
      const length = this.#pages.read(offset, whole);
      const found = findList(whole, 0, length, offset);
      if (found !== null) return { buffer: whole, head: 0, limit: length, ...found };
      if (size >= left || size >= MAX_INSTANCE_BYTES)
        throw new StepSyntaxError('The instance has no end', offset);
    }
  }

  close(): void {
    this.#close();
    this.#close = () => {};
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }
}

const OPENING_STOP = new Uint8Array(256);
for (const byte of [0x22, 0x27, 0x2f, 0x3b]) OPENING_STOP[byte] = 1;

/** The first bracket of an instance whose head is free of comments and damage, else -1. */
function plainOpening(buffer: Buffer, start: number, end: number): number {
  for (let i = start; i < end; i++) {
    const byte = buffer[i] as number;
    if (byte === 0x28) return i;
    if (OPENING_STOP[byte] === 1) return -1;
  }
  return -1;
}

/** Where the parameters of `#1=CLASS(…);` begin and end; null where the buffer ends first. */
function findList(
  buffer: Buffer,
  head: number,
  limit: number,
  offset: number,
): { readonly start: number; readonly end: number } | null {
  let depth = 0;
  let start = -1;
  for (let i = head; i < limit; i++) {
    const byte = buffer[i] as number;
    if (byte === 0x28) {
      if (depth++ === 0) start = i + 1;
    } else if (byte === 0x29) {
      if (--depth < 0) throw new StepSyntaxError('A bracket closes that was not opened', offset + i - head);
      if (depth === 0) return endsHere(buffer, i + 1, limit, offset + i - head) ? { start, end: i } : null;
    } else if (byte === 0x27) {
      i = buffer.indexOf(0x27, i + 1);
      if (i < 0 || i >= limit) return null;
    } else if (byte === 0x3b) {
      throw new StepSyntaxError('The instance ends inside its brackets', offset + i - head);
    } else if (byte === 0x2f && buffer[i + 1] === 0x2a) {
      i = buffer.indexOf('*/', i + 2, 'latin1') + 1;
      if (i <= 0 || i >= limit) return null;
    }
  }
  return null;
}

/** True when `;` follows; false where the buffer ends first. */
function endsHere(buffer: Buffer, from: number, limit: number, at: number): boolean {
  for (let i = from; i < limit; i++) {
    const byte = buffer[i] as number;
    if (byte === 0x3b) return true;
    if (byte === 0x2f && buffer[i + 1] === 0x2a) {
      const close = buffer.indexOf('*/', i + 2, 'latin1');
      if (close < 0 || close + 1 >= limit) return false;
      i = close + 1;
    } else if (byte > 0x20) {
      throw new StepSyntaxError('A semicolon is missing', at);
    }
  }
  return false;
}
