import { isUtf8 } from 'node:buffer';

import { ByteWindow } from '../../text/byte-window.ts';
import { CR, LF, QUOTE, type CsvDialect } from './csv-dialect.ts';
import { scanRecord, type RecordScan, type ScanRules } from './scan-record.ts';

const BYTE_ORDER_MARK = 'efbbbf';
/** Raw bytes kept of a record that is too long to be held: one more than a reject shows, so that the cut is seen. */
const KEPT_BYTES = 64 * 1024 + 1;

/** One record of the table, without the newline at its end. */
export interface RawRecord {
  /** 1 for the first line of the file; quoted newlines count. */
  readonly line: number;
  readonly byteOffset: number;
  /** Where the next record begins, and on which line. */
  readonly nextOffset: number;
  readonly nextLine: number;
  /** Valid until the reader goes on. */
  readonly bytes: Buffer;
  readonly quoted: boolean;
  /**
   * `too_long`: `bytes` holds only the start. `bad_quote`: a quoted field does not end as it should; `bytes` is the first
   * line of it and the next record begins on the next line. `invalid`: the bytes are not UTF-8.
   */
  readonly state: 'good' | 'too_long' | 'bad_quote' | 'invalid';
}

export interface RecordRange {
  readonly path: string;
  readonly start: number;
  /** Records that start here or later are not read. */
  readonly end: number;
  readonly firstLine: number;
  readonly dialect: CsvDialect;
  readonly maxRecordBytes: number;
  readonly signal: AbortSignal;
}

/** Reads the records of a range and waits for `onRecord` where it returns a promise. Blank lines are passed over. */
export async function readRecords(
  range: RecordRange,
  onRecord: (record: RawRecord) => Promise<void> | undefined,
): Promise<void> {
  await using window = await ByteWindow.open(range.path, range.start, range.signal);
  const cursor = new RecordCursor(window, range);
  await cursor.start();
  for (;;) {
    const record = cursor.next();
    if (record === 'end') return;
    if (record === 'more') {
      await cursor.more();
      continue;
    }
    const whole = record === 'too_long' ? await cursor.passOver() : record;
    const waiting = whole.bytes.length === 0 ? undefined : onRecord(whole);
    if (waiting !== undefined) await waiting;
  }
}

class RecordCursor {
  readonly #window: ByteWindow;
  readonly #range: RecordRange;
  readonly #rules: ScanRules;
  readonly #checksUtf8: boolean;
  #at = 0;
  #line: number;
  /** First quote at or behind `#at` in hand; the length of what is in hand where there is none. */
  #quoteAt = 0;
  #validUpTo = 0;

  constructor(window: ByteWindow, range: RecordRange) {
    this.#window = window;
    this.#range = range;
    this.#line = range.firstLine;
    this.#rules = { delimiter: range.dialect.delimiter.charCodeAt(0), newline: range.dialect.newline };
    this.#checksUtf8 = range.dialect.encoding === 'utf-8';
  }

  async start(): Promise<void> {
    await this.#window.more();
    if (this.#range.start === 0 && this.#window.data.toString('hex', 0, 3) === BYTE_ORDER_MARK) this.#at = 3;
    this.#look();
  }

  async more(): Promise<void> {
    this.#window.drop(this.#at);
    this.#at = 0;
    await this.#window.more();
    this.#look();
  }

  /** Passes over a line that is too long to be held. */
  async passOver(): Promise<RawRecord> {
    const byteOffset = this.#window.offset + this.#at;
    const bytes = Buffer.from(this.#window.data.subarray(this.#at, this.#at + KEPT_BYTES));
    let newline = -1;
    do {
      this.#window.drop(this.#window.data.length);
      this.#at = 0;
      if (!(await this.#window.more())) break;
      newline = this.#window.data.indexOf(this.#rules.newline);
    } while (newline === -1);
    this.#at = newline + 1;
    this.#look();
    const line = this.#line;
    this.#line += 1;
    const nextOffset = this.#window.offset + this.#at;
    return { line, byteOffset, nextOffset, nextLine: this.#line, bytes, quoted: false, state: 'too_long' };
  }

  next(): RawRecord | 'more' | 'too_long' | 'end' {
    const { data, offset, ended } = this.#window;
    if (offset + this.#at >= this.#range.end || (ended && this.#at >= data.length)) return 'end';
    const scan = this.#scan(data, ended);
    const max = this.#range.maxRecordBytes;
    if (scan.kind === 'record' && scan.end - this.#at <= max) {
      return this.#record(this.#contentEnd(data, scan.end), scan.next, scan.quoted, 'good');
    }
    const overLimit = data.length - this.#at > max;
    if (scan.kind === 'partial' && !ended && !overLimit) return 'more';
    return this.#faulty(data, ended, max, overLimit);
  }

  #scan(data: Buffer, ended: boolean): RecordScan {
    if (this.#quoteAt < this.#at) this.#findQuote(data);
    const newline = data.indexOf(this.#rules.newline, this.#at);
    const end = newline === -1 ? data.length : newline;
    if (this.#quoteAt < end) return scanRecord(data, this.#at, ended, this.#rules);
    if (newline === -1 && !ended) return { kind: 'partial', inQuotes: false };
    return { kind: 'record', end, next: newline === -1 ? end : end + 1, quoted: false };
  }

  /** The first line of a record that cannot be held or whose quotes do not fit. */
  #faulty(data: Buffer, ended: boolean, max: number, overLimit: boolean): RawRecord | 'more' | 'too_long' {
    const newline = data.indexOf(this.#rules.newline, this.#at);
    if (newline === -1 && !ended && !overLimit) return 'more';
    const end = newline === -1 ? data.length : newline;
    if (end - this.#at <= max) {
      return this.#record(this.#contentEnd(data, end), newline === -1 ? end : end + 1, true, 'bad_quote');
    }
    if (newline === -1 && !ended) return 'too_long';
    return this.#record(this.#at + KEPT_BYTES, newline === -1 ? end : end + 1, false, 'too_long');
  }

  #record(end: number, next: number, quoted: boolean, state: RawRecord['state']): RawRecord {
    const { data, offset } = this.#window;
    const at = this.#at;
    const line = this.#line;
    const bytes = data.subarray(at, end);
    this.#at = next;
    this.#line += quoted && state === 'good' ? countLines(data.subarray(at, next), this.#rules.newline) : 1;
    const isValid = state !== 'good' || !this.#checksUtf8 || end <= this.#validUpTo || isUtf8(bytes);
    return {
      line,
      byteOffset: offset + at,
      nextOffset: offset + next,
      nextLine: this.#line,
      bytes,
      quoted,
      state: isValid ? state : 'invalid',
    };
  }

  #contentEnd(data: Buffer, end: number): number {
    return this.#rules.newline === LF && end > this.#at && data[end - 1] === CR ? end - 1 : end;
  }

  #look(): void {
    const { data, ended } = this.#window;
    this.#findQuote(data);
    if (!this.#checksUtf8) return;
    const complete = ended ? data.length : data.lastIndexOf(this.#rules.newline);
    this.#validUpTo = complete > 0 && isUtf8(data.subarray(0, complete)) ? complete : 0;
  }

  #findQuote(data: Buffer): void {
    const found = data.indexOf(QUOTE, this.#at);
    this.#quoteAt = found === -1 ? data.length : found;
  }
}

function countLines(bytes: Buffer, newline: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) lines += 1;
  return lines;
}
