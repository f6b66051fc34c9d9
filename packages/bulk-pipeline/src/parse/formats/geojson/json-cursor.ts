import { ByteWindow } from '../../text/byte-window.ts';
import { BROKEN, NEEDS_MORE, ValueScan } from './value-scan.ts';

const NEWLINE = 10;
const SPACE = 32;
/** RFC 8142 puts this in front of each text of a sequence. */
const RECORD_SEPARATOR = 30;
const COMMA = 44;
/** Raw bytes kept of a record that is too long to be held: what a reject shows at most. */
const KEPT_BYTES = 64 * 1024;
/** Bytes that `lookAhead` has in hand, so that the same pattern is found wherever the blocks end. */
const LOOK_AHEAD = 1024;

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

/** A place in a JSON file that goes forward value by value, holding only the record it is in. */
export class JsonCursor implements AsyncDisposable {
  readonly #window: ByteWindow;
  readonly #maxRecordBytes: number;
  readonly #scan = new ValueScan();
  #at = 0;
  #line: number;
  #heldFrom: number | null = null;
  #kept: Buffer | null = null;

  private constructor(window: ByteWindow, range: CursorRange) {
    this.#window = window;
    this.#line = range.line;
    this.#maxRecordBytes = range.maxRecordBytes;
  }

  static async open(range: CursorRange): Promise<JsonCursor> {
    const cursor = new JsonCursor(await ByteWindow.open(range.path, range.start, range.signal), range);
    try {
      await cursor.#fill();
      if (range.start === 0 && cursor.#window.data.toString('hex', 0, 3) === 'efbbbf') cursor.#at = 3;
    } catch (error) {
      await cursor.close();
      throw error;
    }
    return cursor;
  }

  get offset(): number {
    return this.#window.offset + this.#at;
  }

  get line(): number {
    return this.#line;
  }

  /** Passes over white space, commas and separators. @returns the byte behind them, or -1 at the end of the file. */
  async skipSpace(): Promise<number> {
    for (;;) {
      const { data } = this.#window;
      for (; this.#at < data.length; this.#at += 1) {
        const byte = data[this.#at] ?? 0;
        if (byte === NEWLINE) this.#line += 1;
        else if (byte > SPACE ? byte !== COMMA : byte !== SPACE && !isControlSpace(byte)) return byte;
      }
      if (!(await this.#fill())) return -1;
    }
  }

  /** Passes over one byte that is no newline. */
  skipByte(): void {
    this.#at += 1;
  }

  /** Passes over one value that starts here. `broken`: the cursor stands where it became clear. */
  async skipValue(): Promise<ValueState> {
    this.#scan.begin();
    for (;;) {
      const { data } = this.#window;
      const end = this.#scan.step(data, this.#at);
      if (end === BROKEN) return 'broken';
      this.#at = end === NEEDS_MORE ? data.length : end;
      if (end !== NEEDS_MORE || !(await this.#fill())) break;
      continue;
    }
    this.#line += this.#scan.newlines;
    return this.#finished();
  }

  #finished(): ValueState {
    return this.#scan.isWhole ? 'good' : 'ended';
  }

  /** Keeps the bytes from here on until `takeHeld`. */
  hold(): void {
    this.#heldFrom = this.offset;
    this.#kept = null;
  }

  /** The bytes from `hold` to here, valid until the cursor moves on. */
  takeHeld(): HeldBytes {
    const from = this.#heldFrom;
    this.#heldFrom = null;
    if (from === null) return { bytes: this.#kept ?? Buffer.alloc(0), tooLong: true };
    const bytes = this.#window.data.subarray(from - this.#window.offset, this.#at);
    const tooLong = bytes.length > this.#maxRecordBytes;
    return { bytes: tooLong ? bytes.subarray(0, KEPT_BYTES) : bytes, tooLong };
  }

  async #fill(): Promise<boolean> {
    return await this.#window.more();
  }

  async close(): Promise<void> {
    await this.#window.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function isControlSpace(byte: number): boolean {
  return byte === 9 || byte === 13 || byte === RECORD_SEPARATOR;
}
