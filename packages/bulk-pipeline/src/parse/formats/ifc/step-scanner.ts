import { CLASS_NAME_LIMIT, type ClassNames, hashStep } from './class-names.ts';
import { LOOK_BEHIND, type PlainInstances, PlainScan } from './plain-scan.ts';

/** Who hears of instances, in file order. */
export interface InstanceListener {
  /** One instance: its number, the offset of its `#`, its class, and whether its head cannot be read. */
  onInstance(id: number, offset: number, classId: number, broken: boolean): void;
  /** A stretch of plain ones. */
  onPlain(instances: PlainInstances): void;
}

/** Class number of an instance whose class cannot be read. */
export const NO_CLASS = -1;

const BLOCK_BYTES = 4 * 1024 * 1024;

const BETWEEN = 0;
const NUMBER = 1;
const EQUALS = 2;
const CLASS_START = 3;
const CLASS_NAME = 4;
const CLASS_END = 5;
const BODY = 6;
const STRING = 7;
const STRING_LINE = 8;
const STRING_NUMBER = 9;
const STRING_EQUALS = 10;
const STRING_CLASS = 11;
const SLASH = 12;
const COMMENT = 13;
const COMMENT_STAR = 14;
const KEYWORD = 15;
const ENDED = 16;

const TAB = 0x09;
const NEWLINE = 0x0a;
const SPACE = 0x20;
const HASH = 0x23;
const QUOTE = 0x27;
const OPEN = 0x28;
const STAR = 0x2a;
const SLASH_BYTE = 0x2f;
const SEMICOLON = 0x3b;
const EQUALS_BYTE = 0x3d;
const LETTER_I = 0x49;

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isLetter = (byte: number): boolean => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
const isSpace = (byte: number): boolean => byte <= SPACE;

/**
 * Finds every instance of a DATA section in one pass over its bytes, whatever blocks they come in. It knows strings and
 * comments; it does not look into parameters. PlainScan does what is plain, the states the rest. Two faults would swallow the instances that follow, and are recovered
 * from: a missing `;` (an `=` inside a body) and a missing quote (a line inside a string that begins `#1=I`).
 */
export class StepScanner {
  readonly #classes: ClassNames;
  readonly #listener: InstanceListener;
  readonly #onPlain: (instances: PlainInstances) => void;
  readonly #plain: PlainScan;
  readonly #name = new Uint8Array(CLASS_NAME_LIMIT);
  #state = BETWEEN;
  #back = BETWEEN;
  #id = 0;
  #offset = 0;
  #nextId = 0;
  #nextOffset = 0;
  #class = NO_CLASS;
  #nameLength = 0;
  #hash = 0;
  #broken = false;
  #open = false;
  #keyword = '';

  /** @param blockBytes that are scanned at once, at most */
  constructor(classes: ClassNames, listener: InstanceListener, blockBytes = BLOCK_BYTES) {
    this.#classes = classes;
    this.#listener = listener;
    this.#onPlain = (instances) => listener.onPlain(instances);
    this.#plain = new PlainScan(blockBytes);
  }

  /** Where the next bytes of the file are put. */
  get block(): Uint8Array {
    return this.#plain.block;
  }

  /** True once END-ISO-10303-21 has been read. */
  get ended(): boolean {
    return this.#state === ENDED;
  }

  /** True while an instance has begun and not ended. */
  get insideInstance(): boolean {
    return this.#open;
  }

  /** Scans the first `length` bytes of the block, which stand at `offset` in the file. */
  push(length: number, offset: number): void {
    const plain = this.#plain;
    const { bytes, start } = plain;
    const to = start + length;
    const base = offset - start;
    let i = start;
    while (i < to) {
      switch (this.#state) {
        case BODY: {
          i = plain.bodyStop(i, to);
          if (i === to) break;
          const byte = bytes[i] as number;
          if (byte === SEMICOLON) this.#emit(false);
          else if (byte === QUOTE) this.#state = STRING;
          else if (byte === SLASH_BYTE) this.#maybeComment(BODY);
          else this.#restartAt(bytes, i, base);
          i++;
          break;
        }
        case STRING: {
          i = plain.stringStop(i, to);
          if (i === to) break;
          this.#state = bytes[i] === QUOTE ? BODY : STRING_LINE;
          i++;
          break;
        }
        case COMMENT: {
          while (i < to && bytes[i] !== STAR) i++;
          if (i === to) break;
          this.#state = COMMENT_STAR;
          i++;
          break;
        }
        case CLASS_NAME: {
          i = this.#readName(bytes, i, to);
          break;
        }
        case BETWEEN: {
          i = plain.scan(i, to, base, this.#onPlain);
          if (i < to && this.#step(bytes[i] as number, base + i)) i++;
          break;
        }
        default:
          if (this.#step(bytes[i] as number, base + i)) i++;
      }
    }
    plain.keepEnd(to);
  }

  /** Handles one byte of the rarer states; false when the byte must be looked at again in the new state. */
  #step(byte: number, at: number): boolean {
    switch (this.#state) {
      case BETWEEN:
        return this.#between(byte, at);
      case NUMBER:
        if (isDigit(byte)) {
          this.#id = this.#id * 10 + byte - 0x30;
          return true;
        }
        this.#state = EQUALS;
        return false;
      case EQUALS:
        if (byte === EQUALS_BYTE) this.#state = CLASS_START;
        else if (byte === SLASH_BYTE) this.#maybeComment(EQUALS);
        else if (!isSpace(byte)) return this.#spoil();
        return true;
      case CLASS_START:
        if (isSpace(byte)) return true;
        if (byte === SLASH_BYTE) return this.#maybeComment(CLASS_START);
        if (!isLetter(byte)) return this.#spoil();
        this.#startName();
        return false;
      case CLASS_END:
        if (isSpace(byte)) return true;
        if (byte === SLASH_BYTE) return this.#maybeComment(CLASS_END);
        if (byte !== OPEN) return this.#spoil();
        this.#state = BODY;
        return true;
      case SLASH:
        this.#state = byte === STAR ? COMMENT : this.#back;
        return byte === STAR;
      case COMMENT_STAR:
        if (byte === SLASH_BYTE) this.#state = this.#back;
        else if (byte !== STAR) this.#state = COMMENT;
        return true;
      case KEYWORD:
        return this.#readKeyword(byte);
      case ENDED:
        return true;
      default:
        return this.#insideString(byte, at);
    }
  }

  #between(byte: number, at: number): boolean {
    if (isSpace(byte) || byte === SEMICOLON) return true;
    if (byte === SLASH_BYTE) return this.#maybeComment(BETWEEN);
    if (byte === HASH) {
      this.#begin(0, at, NUMBER);
      return true;
    }
    if (isLetter(byte)) {
      this.#keyword = '';
      this.#state = KEYWORD;
      return false;
    }
    this.#begin(0, at, BODY);
    this.#broken = true;
    return true;
  }

  #begin(id: number, offset: number, state: number): void {
    this.#id = id;
    this.#offset = offset;
    this.#class = NO_CLASS;
    this.#broken = false;
    this.#open = true;
    this.#state = state;
  }

  #startName(): void {
    this.#nameLength = 0;
    this.#hash = 0;
    this.#state = CLASS_NAME;
  }

  #readName(bytes: Uint8Array, start: number, to: number): number {
    let i = start;
    let hash = this.#hash;
    let length = this.#nameLength;
    for (; i < to; i++) {
      let byte = bytes[i] as number;
      if (byte >= 0x61 && byte <= 0x7a) byte -= 0x20;
      else if (!(byte >= 0x41 && byte <= 0x5a) && !isDigit(byte) && byte !== 0x5f) break;
      if (length < CLASS_NAME_LIMIT) {
        this.#name[length++] = byte;
        hash = hashStep(hash, byte);
      }
    }
    this.#hash = hash;
    this.#nameLength = length;
    if (i < to) {
      this.#class = this.#classes.idOf(this.#name, length, hash);
      this.#plain.addClass(this.#class, this.#name, length);
      this.#state = CLASS_END;
    }
    return i;
  }

  #readKeyword(byte: number): boolean {
    if (byte === SEMICOLON || byte === OPEN || isSpace(byte)) {
      this.#state = this.#keyword === 'END-ISO-10303-21' ? ENDED : BETWEEN;
      if (byte === OPEN) this.#begin(0, -1, BODY);
      return true;
    }
    if (this.#keyword.length < CLASS_NAME_LIMIT) this.#keyword += String.fromCharCode(byte).toUpperCase();
    return true;
  }

  /** `END-ISO-10303-21` as the very last bytes, without `;`, still ends the file. */
  finish(): void {
    if (this.#state === KEYWORD) this.#readKeyword(SPACE);
  }

  #maybeComment(back: number): true {
    this.#back = back;
    this.#state = SLASH;
    return true;
  }

  #spoil(): false {
    this.#broken = true;
    this.#state = BODY;
    return false;
  }

  #emit(broken: boolean): void {
    this.#open = false;
    this.#state = BETWEEN;
    // Offset -1 stands for the parameters of a section keyword, such as DATA('x',('IFC4')).
    if (this.#offset >= 0)
      this.#listener.onInstance(this.#id, this.#offset, this.#class, broken || this.#broken);
  }

  #restartAt(bytes: Uint8Array, equals: number, base: number): void {
    let i = equals - 1;
    const low = Math.max(0, equals - LOOK_BEHIND);
    while (i > low && isSpace(bytes[i] as number)) i--;
    const lastDigit = i;
    let id = 0;
    for (let power = 1; i > low && isDigit(bytes[i] as number); i--, power *= 10) {
      id += ((bytes[i] as number) - 0x30) * power;
    }
    if (i === lastDigit || bytes[i] !== HASH || base + i <= this.#offset) return;
    this.#emit(true);
    this.#begin(id, base + i, CLASS_START);
  }

  #insideString(byte: number, at: number): boolean {
    const blank = byte === SPACE || byte === TAB || byte === 0x0d || byte === NEWLINE;
    if (this.#state === STRING_LINE) {
      if (blank) return true;
      if (byte !== HASH) return this.#backToString();
      this.#nextOffset = at;
      this.#nextId = 0;
      this.#state = STRING_NUMBER;
      return true;
    }
    if (this.#state === STRING_NUMBER) {
      if (isDigit(byte)) {
        this.#nextId = this.#nextId * 10 + byte - 0x30;
        return true;
      }
      this.#state = STRING_EQUALS;
      return false;
    }
    if (blank) return true;
    if (this.#state === STRING_EQUALS) {
      if (byte !== EQUALS_BYTE) return this.#backToString();
      this.#state = STRING_CLASS;
      return true;
    }
    if (byte !== LETTER_I) return this.#backToString();
    this.#emit(true);
    this.#begin(this.#nextId, this.#nextOffset, CLASS_START);
    return false;
  }

  #backToString(): false {
    this.#state = STRING;
    return false;
  }
}
