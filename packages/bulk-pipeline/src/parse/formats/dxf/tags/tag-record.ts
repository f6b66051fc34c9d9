import { KIND_BYTES, valueKind } from './group-codes.ts';
import { parseNumber } from './parse-number.ts';
import { shortHandle } from './short-handle.ts';
import { ShortNames } from './short-names.ts';

/** A number that could not be read. */
export interface NumberFault {
  readonly groupCode: number;
  readonly text: string;
}

/** Decodes the bytes of a text value. */
export type Decode = (bytes: Buffer, start: number, end: number) => string;

/**
 * One record: the tag with group code 0 and all tags up to the next one. It is a view that the reader fills anew, so
 * keep values and never the record. Values are decoded when they are asked for.
 */
export class TagRecord {
  count = 0;
  /** Where the record begins in the file: the byte of its group code 0, and the line (1-based; 0 in a binary file). */
  offset = 0;
  line = 0;
  /** True where the record was longer than the limit and only its first tags are here. */
  cut = false;
  /** True once the group code 0 of the next record is seen. */
  closed = false;
  fault: NumberFault | null = null;
  codes = new Int32Array(256);
  #starts = new Int32Array(256);
  #ends = new Int32Array(256);
  readonly #types = new ShortNames();
  #type: string | null = null;
  #bytes: Buffer = Buffer.alloc(0);
  #base = 0;
  readonly #binary: boolean;
  readonly #decode: Decode;

  constructor(binary: boolean, decode: Decode) {
    this.#binary = binary;
    this.#decode = decode;
  }

  /** What stands behind group code 0: LINE, SECTION, … */
  get type(): string {
    return (this.#type ??= this.count === 0 ? '' : this.#typeName());
  }

  begin(offset: number, line: number): void {
    this.count = 0;
    this.offset = offset;
    this.line = line;
    this.cut = false;
    this.closed = false;
    this.fault = null;
  }

  /** Adds a tag; start and end are relative to the base that `attach` gives later. */
  add(code: number, start: number, end: number): void {
    const at = this.count;
    if (at === this.codes.length) this.#grow();
    this.codes[at] = code;
    this.#starts[at] = start;
    this.#ends[at] = end;
    this.count = at + 1;
  }

  /** Says where the values are. */
  attach(bytes: Buffer, base: number): void {
    this.#bytes = bytes;
    this.#base = base;
    this.#type = null;
  }

  /** Forgets the tags that end behind a length. */
  keepWithin(length: number): void {
    while (this.count > 0 && (this.#ends[this.count - 1] ?? 0) > length) this.count -= 1;
    this.cut = true;
  }

  code(index: number): number {
    return index < this.count ? (this.codes[index] ?? -1) : -1;
  }

  /** Index of the first tag with the code, or -1. */
  find(code: number, from = 1): number {
    for (let i = from; i < this.count; i += 1) if (this.codes[i] === code) return i;
    return -1;
  }

  /** First number behind the code, or the fallback. */
  number(code: number, fallback: number): number {
    const at = this.find(code);
    return at === -1 ? fallback : this.num(at);
  }

  /** First text behind the code, or null. */
  string(code: number): string | null {
    const at = this.find(code);
    return at === -1 ? null : this.text(at);
  }

  /** Value of a tag as a number; NaN, and `fault` set, where it is none. */
  num(index: number): number {
    const start = this.#base + (this.#starts[index] ?? 0);
    const end = this.#base + (this.#ends[index] ?? 0);
    const value = this.#binary ? this.#binaryNumber(index, start, end) : parseNumber(this.#bytes, start, end);
    if (!Number.isFinite(value)) {
      this.fault ??= { groupCode: this.code(index), text: this.#shown(value, start, end) };
    }
    return value;
  }

  /** Value of a tag as a hexadecimal number, as handles are; null for anything else, and from 2^52 on. */
  hex(index: number): number | null {
    const end = this.#base + (this.#ends[index] ?? 0);
    let value = 0;
    let digits = 0;
    for (let at = this.#base + (this.#starts[index] ?? 0); at < end; at += 1) {
      const digit = hexDigit(this.#bytes[at] ?? 0);
      if (digit >= 0) {
        value = value * 16 + digit;
        digits += 1;
      } else if (this.#bytes[at] !== 0x20) return null;
    }
    return digits > 0 && digits <= 13 ? value : null;
  }

  /** Value of a tag as text in the encoding of the file. */
  text(index: number): string {
    return this.#decode(
      this.#bytes,
      this.#base + (this.#starts[index] ?? 0),
      this.#base + (this.#ends[index] ?? 0),
    );
  }

  /** As `text`, without white space around it. */
  trimmedText(index: number): string {
    return trimmed(this.text(index));
  }

  /** Value of a tag as it stands, a handle: without white space around it; null where nothing is left. */
  handle(index: number): string | null {
    const start = this.#base + (this.#starts[index] ?? 0);
    const end = this.#base + (this.#ends[index] ?? 0);
    return shortHandle(this.#bytes, start, end) ?? (this.raw(index).trim() || null);
  }

  /** Value of a tag as ASCII text. */
  raw(index: number): string {
    return this.#bytes.toString(
      'latin1',
      this.#base + (this.#starts[index] ?? 0),
      this.#base + (this.#ends[index] ?? 0),
    );
  }

  /** The bytes of the record as they are in the file, at most `limit`; a copy. */
  bytes(limit: number): Uint8Array {
    const last = this.#ends[this.count - 1] ?? 0;
    return new Uint8Array(this.#bytes.subarray(this.#base, this.#base + Math.min(last, limit)));
  }

  #typeName(): string {
    const start = this.#base + (this.#starts[0] ?? 0);
    const end = this.#base + (this.#ends[0] ?? 0);
    const name = this.#types.get(this.#bytes, start, end);
    return name === null ? this.raw(0).trim() : trimmed(name);
  }

  #shown(value: number, start: number, end: number): string {
    return this.#binary
      ? String(value)
      : this.#bytes.toString('latin1', start, Math.min(end, start + 60)).trim();
  }

  #binaryNumber(index: number, start: number, end: number): number {
    const kind = valueKind(this.code(index)) ?? 'text';
    if (end - start !== KIND_BYTES[kind]) return parseNumber(this.#bytes, start, end);
    if (kind === 'double') return this.#bytes.readDoubleLE(start);
    if (kind === 'int16') return this.#bytes.readInt16LE(start);
    if (kind === 'int32') return this.#bytes.readInt32LE(start);
    if (kind === 'int64') return Number(this.#bytes.readBigInt64LE(start));
    return this.#bytes[start] ?? 0;
  }

  #grow(): void {
    const more = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const next = new Int32Array(old.length * 2);
      next.set(old);
      return next;
    };
    this.codes = more(this.codes);
    this.#starts = more(this.#starts);
    this.#ends = more(this.#ends);
  }
}

/** Looks before it trims: hardly any text has to be. */
function trimmed(text: string): string {
  return isSign(text.charCodeAt(0)) && isSign(text.charCodeAt(text.length - 1)) ? text : text.trim();
}

/** True for ASCII that is no white space; beyond it there are spaces as well. */
function isSign(code: number): boolean {
  return code > 0x20 && code < 0x7f;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
