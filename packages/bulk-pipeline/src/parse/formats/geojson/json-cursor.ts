import { ByteWindow } from '../../text/byte-window.ts';
import { BROKEN, NEEDS_MORE, ValueScan } from './value-scan.ts';

const NEWLINE = 10;
const COMMA = 44;
const SPACE = 32;
/** Tab, carriage return, and the separator that RFC 8142 puts in front of each text of a sequence. */
const OTHER_SPACE: ReadonlySet<number> = new Set([9, 13, 30]);
const BYTE_ORDER_MARK = 'efbbbf';
/** Raw bytes kept of a record that is too long to be held: what a reject shows at most. */
const KEPT_BYTES = 64 * 1024;
/** Bytes in hand behind a place that is compared with a pattern, wherever the blocks of the file end. */
export const LOOK_AHEAD = 512;

/** `broken`: the cursor stands where that became clear. `ended`: the file ends inside the value. */
export type ValueState = 'good' | 'broken' | 'ended';

/** Bytes that were held; `tooLong` where they are only the first of many. */
export interface HeldBytes {
  readonly bytes: Buffer;
  readonly tooLong: boolean;
}

export interface CursorRange {
  readonly path: string;
  readonly start: number;
  /** Number of the line at `start`. */
  readonly line: number;
  readonly maxRecordBytes: number;
  readonly signal: AbortSignal;
}

/** A place in a JSON file that goes forward value by value and holds no more than the record it is in. */
export class JsonCursor implements AsyncDisposable {
  readonly #window: ByteWindow;
  readonly #maxRecordBytes: number;
  readonly #scan = new ValueScan();
  #at = 0;
  #line: number;
  /** Offset and line from which bytes are held; null where none are, or too many were. */
  #held: { readonly offset: number; readonly line: number } | null = null;
  #kept: Buffer | null = null;

  private constructor(window: ByteWindow, range: CursorRange) {
    this.#window = window;
    this.#line = range.line;
    this.#maxRecordBytes = range.maxRecordBytes;
  }

  /** Opens a file at a byte offset; a byte order mark is passed over. */
  static async open(range: CursorRange): Promise<JsonCursor> {
    const cursor = new JsonCursor(await ByteWindow.open(range.path, range.start, range.signal), range);
    try {
      await cursor.#fill();
      const hasMark = range.start === 0 && cursor.#window.data.toString('hex', 0, 3) === BYTE_ORDER_MARK;
      if (hasMark) cursor.#at = 3;
      return cursor;
    } catch (error) {
      await cursor.close();
      throw error;
    }
  }

  /** Position in the file. */
  get offset(): number {
    return this.#window.offset + this.#at;
  }

  get line(): number {
    return this.#line;
  }

  /** Passes over white space, commas and separators. @returns the byte behind them, or -1 at the end of the file. */
  async skipSpace(): Promise<number> {
    do {
      const { data } = this.#window;
      for (; this.#at < data.length; this.#at += 1) {
        const byte = data[this.#at] ?? 0;
        if (byte === NEWLINE) this.#line += 1;
        else if (byte !== SPACE && byte !== COMMA && !OTHER_SPACE.has(byte)) return byte;
      }
    } while (await this.#fill());
    return -1;
  }

  /** Passes over one byte that is no newline. */
  skipByte(): void {
    this.#at += 1;
  }

  /** Passes over the value that starts here. */
  async skipValue(): Promise<ValueState> {
    const scan = this.#scan;
    scan.begin();
    for (;;) {
      const end = scan.step(this.#window.data, this.#at);
      this.#at = end === BROKEN ? scan.fault : end === NEEDS_MORE ? this.#window.data.length : end;
      if (end === NEEDS_MORE && (await this.#fill())) continue;
      this.#line += scan.newlines;
      if (end === BROKEN) return 'broken';
      return end !== NEEDS_MORE || scan.inScalar ? 'good' : 'ended';
    }
  }

  /** Keeps the bytes from here on until `takeHeld`. */
  hold(): void {
    this.#held = { offset: this.offset, line: this.#line };
    this.#kept = null;
  }

  /** True while bytes are held. */
  get holds(): boolean {
    return this.#held !== null || this.#kept !== null;
  }

  /** Bytes from an offset up to here, or null where they are no longer in hand. */
  bytesFrom(offset: number): Buffer | null {
    const from = offset - this.#window.offset;
    return from < 0 ? null : this.#window.data.subarray(from, this.#at);
  }

  /** The bytes from `hold` to here, valid until the cursor moves on. */
  takeHeld(): HeldBytes {
    const held = this.#held === null ? null : this.bytesFrom(this.#held.offset);
    const kept = this.#kept ?? Buffer.alloc(0);
    this.#held = null;
    this.#kept = null;
    if (held === null) return { bytes: kept, tooLong: true };
    return held.length > this.#maxRecordBytes
      ? { bytes: held.subarray(0, KEPT_BYTES), tooLong: true }
      : { bytes: held, tooLong: false };
  }

  /**
   * Goes back to the byte behind `hold`, where that is still in hand.
   * @returns false where the record is already longer than the limit; the cursor then stays.
   */
  rewind(): boolean {
    const held = this.#held;
    if (held === null || this.offset - held.offset > this.#maxRecordBytes) return false;
    this.#at = held.offset + 1 - this.#window.offset;
    this.#line = held.line;
    return true;
  }

  /** Goes on to the next place that a test finds, or to the end of the file. It sees up to LOOK_AHEAD bytes. */
  async seek(isThere: (data: Buffer, at: number) => boolean): Promise<boolean> {
    for (;;) {
      const { data, ended } = this.#window;
      const last = ended ? data.length : data.length - LOOK_AHEAD;
      for (; this.#at < last; this.#at += 1) {
        if (isThere(data, this.#at)) return true;
        if (data[this.#at] === NEWLINE) this.#line += 1;
      }
      if (ended) return false;
      await this.#fill();
    }
  }

  /** Has at least LOOK_AHEAD bytes in hand behind the cursor, where the file has them. */
  async lookAhead(): Promise<Buffer> {
    while (this.#window.data.length - this.#at < LOOK_AHEAD && (await this.#fill()));
    return this.#window.data.subarray(this.#at, this.#at + LOOK_AHEAD);
  }

  async close(): Promise<void> {
    await this.#window.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #fill(): Promise<boolean> {
    const window = this.#window;
    const held = this.#held === null ? this.#at : this.#held.offset - window.offset;
    if (this.#at - held > this.#maxRecordBytes) {
      this.#kept = Buffer.from(window.data.subarray(held, held + KEPT_BYTES));
      this.#held = null;
      window.drop(this.#at);
      this.#at = 0;
    } else {
      window.drop(held);
      this.#at -= held;
    }
    return await window.more();
  }
}
