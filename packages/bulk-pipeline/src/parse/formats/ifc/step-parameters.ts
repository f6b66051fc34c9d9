import { NonFiniteNumberError, StepSyntaxError } from './ifc-errors.ts';
import { type StepRef, type StepValue } from './step-model.ts';
import { decodeStepString, type StringNotes } from './step-strings.ts';

/** Nesting of lists and typed values beyond this is an attack, not a drawing. */
const MAX_DEPTH = 64;
const NUMBER = /^[+-]?\d+(?:\.\d*)?(?:E[+-]?\d+)?$/i;

/** Reads one parameter list (ISO 10303-21, 6.3) into values. One reader serves one call at a time. */
export class ParameterReader {
  readonly #notes: StringNotes;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;
  #base = 0;

  constructor(notes: StringNotes) {
    this.#notes = notes;
  }

  /** True when the last call failed because the bytes ended, and more of them may help. */
  get exhausted(): boolean {
    return this.#at >= this.#end;
  }

  /**
   * Reads from the byte after the opening bracket up to the `;` behind the closing one.
   * @param base the file offset of `bytes[0]`, for errors.
   * @throws StepSyntaxError where the list cannot be read.
   */
  read(bytes: Buffer, start: number, end: number, base: number): StepValue[] {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    this.#base = base;
    const values = this.#list(0);
    if (this.#skip() !== 0x3b) throw this.#fault('A semicolon is missing');
    return values;
  }

  #list(depth: number): StepValue[] {
    const values: StepValue[] = [];
    let byte = this.#skip();
    if (byte === 0x29) {
      this.#at++;
      return values;
    }
    for (;;) {
      values.push(this.#value(byte, depth));
      byte = this.#skip();
      if (byte === 0x29) {
        this.#at++;
        return values;
      }
      if (byte !== 0x2c) throw this.#fault('A comma or bracket is missing');
      this.#at++;
      byte = this.#skip();
    }
  }

  #value(byte: number, depth: number): StepValue {
    if (depth > MAX_DEPTH) throw this.#fault('Lists are nested too deeply');
    switch (byte) {
      case 0x24: // $
      case 0x2a: // *
        this.#at++;
        return null;
      case 0x23:
        return this.#reference();
      case 0x27:
        return this.#string();
      case 0x28:
        this.#at++;
        return this.#list(depth + 1);
      case 0x2e:
        return this.#enumeration();
      case 0x22:
        return this.#binary();
      case -1:
        throw this.#fault('A value is missing');
      default:
        return isNumberByte(byte) ? this.#number() : this.#typed(depth);
    }
  }

  #reference(): StepRef {
    let ref = 0;
    const start = ++this.#at;
    for (; this.#at < this.#end; this.#at++) {
      const digit = (this.#bytes[this.#at] as number) - 0x30;
      if (digit < 0 || digit > 9) break;
      ref = ref * 10 + digit;
    }
    if (this.#at === start) throw this.#fault('A reference has no number');
    return { ref };
  }

  #string(): string {
    const start = ++this.#at;
    for (;;) {
      const quote = this.#bytes.indexOf(0x27, this.#at);
      if (quote < 0 || quote >= this.#end) throw this.#fault('A string has no end');
      this.#at = quote + 1;
      if (this.#at >= this.#end || this.#bytes[this.#at] !== 0x27) {
        return decodeStepString(this.#bytes, start, quote, this.#notes);
      }
      this.#at++;
    }
  }

  #enumeration(): StepValue {
    const start = ++this.#at;
    while (this.#at < this.#end && isWordByte(this.#bytes[this.#at] as number)) this.#at++;
    if (this.#at === start || this.#bytes[this.#at] !== 0x2e || this.#at >= this.#end) {
      throw this.#fault('An enumeration value is broken');
    }
    const enumeration = this.#bytes.toString('latin1', start, this.#at++);
    if (enumeration === 'T') return true;
    if (enumeration === 'F') return false;
    return { enumeration };
  }

  #binary(): string {
    const start = ++this.#at;
    const quote = this.#bytes.indexOf(0x22, start);
    if (quote < 0 || quote >= this.#end) throw this.#fault('A binary value has no end');
    this.#at = quote + 1;
    return this.#bytes.toString('latin1', start, quote);
  }

  #number(): number {
    const start = this.#at;
    while (this.#at < this.#end && isNumberByte(this.#bytes[this.#at] as number)) this.#at++;
    const short = shortDecimal(this.#bytes, start, this.#at);
    if (!Number.isNaN(short)) return short;
    const text = this.#bytes.toString('latin1', start, this.#at);
    if (!NUMBER.test(text)) throw this.#fault(`${text.slice(0, 40)} is no number`);
    const value = Number(text);
    if (!Number.isFinite(value)) throw new NonFiniteNumberError(text, this.#base + this.#at);
    return value;
  }

  #typed(depth: number): StepValue {
    const start = this.#at;
    while (this.#at < this.#end && isWordByte(this.#bytes[this.#at] as number)) this.#at++;
    const type = this.#bytes.toString('latin1', start, this.#at).toUpperCase();
    if (type === '' || this.#skip() !== 0x28) throw this.#fault('A value cannot be read');
    this.#at++;
    const inner = this.#list(depth + 1);
    if (inner.length !== 1) throw this.#fault(`${type} needs one value`);
    return { type, value: inner[0] ?? null };
  }

  /** Skips spaces and comments; the next byte, or -1 at the end. */
  #skip(): number {
    while (this.#at < this.#end) {
      const byte = this.#bytes[this.#at] as number;
      if (byte > 0x20) {
        if (byte !== 0x2f || this.#bytes[this.#at + 1] !== 0x2a) return byte;
        const close = this.#bytes.indexOf('*/', this.#at + 2, 'latin1');
        if (close < 0 || close >= this.#end) throw this.#fault('A comment has no end');
        this.#at = close + 2;
      } else {
        this.#at++;
      }
    }
    return -1;
  }

  #fault(message: string): StepSyntaxError {
    return new StepSyntaxError(message, this.#base + this.#at);
  }
}

/** Powers of ten that a double holds exactly, as far as `shortDecimal` needs them. */
const POWERS_OF_TEN = Float64Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

/**
 * A decimal of at most 15 digits without exponent, else NaN. Digits and power of ten are then exact doubles, so that
 * their quotient is the nearest double to the decimal (W. D. Clinger, How to read floating point numbers accurately).
 */
function shortDecimal(bytes: Buffer, start: number, end: number): number {
  const negative = bytes[start] === 0x2d;
  const first = negative || bytes[start] === 0x2b ? start + 1 : start;
  if (end - first > 16 || end === first || bytes[first] === 0x2e) return Number.NaN;
  let digits = 0;
  let point = -1;
  for (let i = first; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte >= 0x30 && byte <= 0x39) digits = digits * 10 + byte - 0x30;
    else if (byte === 0x2e && point < 0) point = i;
    else return Number.NaN;
  }
  if (point < 0 && end - first > 15) return Number.NaN;
  const value = point < 0 ? digits : digits / (POWERS_OF_TEN[end - point - 1] as number);
  return negative ? -value : value;
}

/** Digits, sign, point; `E` only follows them, so a value never begins with it. */
function isNumberByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2d ||
    byte === 0x2e ||
    byte === 0x2b ||
    byte === 0x45 ||
    byte === 0x65
  );
}

function isWordByte(byte: number): boolean {
  return (
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x5f
  );
}
