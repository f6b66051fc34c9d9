import { StepSyntaxError } from './ifc-errors.ts';
import { type StepBytes, type StepRef, type StepValue } from './step-model.ts';
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

  /**
   * @param list the bytes between the outer brackets; `base` is the file offset of `list.buffer[0]`, for errors.
   * @throws StepSyntaxError where the list cannot be read.
   */
  read(list: StepBytes, base: number): StepValue[] {
    const { buffer } = list;
    this.#bytes = Buffer.isBuffer(buffer)
      ? buffer
      : Buffer.from(buffer.buffer, buffer.byteOffset, buffer.length);
    this.#at = list.start;
    this.#end = list.end;
    this.#base = base;
    return this.#list(true, 0);
  }

  #list(outermost: boolean, depth: number): StepValue[] {
    const values: StepValue[] = [];
    let byte = this.#skip();
    if (outermost ? byte === -1 : byte === 0x29) {
      if (!outermost) this.#at++;
      return values;
    }
    for (;;) {
      values.push(this.#value(byte, depth));
      byte = this.#skip();
      if (byte === 0x2c) {
        this.#at++;
        byte = this.#skip();
        continue;
      }
      if (outermost && byte === -1) return values;
      if (!outermost && byte === 0x29) {
        this.#at++;
        return values;
      }
      throw this.#fault('A comma or bracket is missing');
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
        return this.#list(false, depth + 1);
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
    const text = this.#bytes.toString('latin1', start, this.#at);
    if (!NUMBER.test(text)) throw this.#fault(`${text.slice(0, 40)} is no number`);
    const value = Number(text);
    if (!Number.isFinite(value)) throw this.#fault(`${text.slice(0, 40)} is too large`);
    return value;
  }

  #typed(depth: number): StepValue {
    const start = this.#at;
    while (this.#at < this.#end && isWordByte(this.#bytes[this.#at] as number)) this.#at++;
    const type = this.#bytes.toString('latin1', start, this.#at).toUpperCase();
    if (type === '' || this.#skip() !== 0x28) throw this.#fault('A value cannot be read');
    this.#at++;
    const inner = this.#list(false, depth + 1);
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
