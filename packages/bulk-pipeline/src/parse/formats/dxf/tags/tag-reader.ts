import { closeSync, openSync, readSync } from 'node:fs';

import { scanRecord } from './scan-record.ts';
import { type ScannedTag, type ScanTag, scannerFor } from './scan-tags.ts';
import { findSectionEnd, SECTION_END_BYTES } from './section-end.ts';
import { SkippedLines } from './skipped-lines.ts';
import { type TagEncoding } from './tag-file.ts';
import { type Decode, TagRecord } from './tag-record.ts';

const BLOCK_BYTES = 256 * 1024;
/** A longer record is not held; polylines of any length are made of short ones. */
const MAX_RECORD_BYTES = 32 * 1024 * 1024;
/** A longer line, or a longer text in a binary file, is taken as the end of what can be read. */
const MAX_TAG_BYTES = 64 * 1024 * 1024;
/** As much of a longer record as is kept to name it. */
const KEPT_BYTES = 64 * 1024;

export interface TagRange {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** Number of the first line, 1-based; 0 in a binary file. */
  readonly line: number;
  readonly encoding: TagEncoding;
  readonly decode: Decode;
}

/**
 * Reads the records of a byte range one after the other, holding one of them: memory does not grow with the file.
 * `record` is the one that `advance` read last.
 */
export class TagReader implements Disposable {
  readonly record: TagRecord;
  /** Lines that `skipSection` stepped over; those of records do not count them. */
  readonly skipped: SkippedLines;
  /** Lines (or bytes in a binary file) that are no tag and were stepped over. */
  badTags = 0;
  /** Where nothing more could be read before the end of the range: a binary file gone astray or cut. */
  brokenAt: number | null = null;
  #end: number;
  readonly #scan: ScanTag;
  readonly #isText: boolean;
  readonly #tag: ScannedTag = { code: 0, start: 0, end: 0, next: 0, lines: 0 };
  readonly #fd: number;
  #buffer: Buffer;
  /** Scanned up to here, filled up to `#to`; both in the buffer, which holds the file from `#bufferOffset`. */
  #at = 0;
  #to = 0;
  /** Read up to here: beyond the range, since the next one is most often nearby. */
  #filled = 0;
  #bufferOffset: number;
  #line: number;
  #ended = false;
  #recordStart = 0;
  #started = false;

  constructor(range: TagRange) {
    this.#end = range.end;
    this.#scan = scannerFor(range.encoding);
    this.#isText = range.encoding === 'text';
    this.record = new TagRecord(range.encoding !== 'text', range.decode);
    this.skipped = new SkippedLines(range.path);
    this.#bufferOffset = range.start;
    this.#buffer = fencedBuffer(Math.min(BLOCK_BYTES, range.end - range.start));
    this.#line = range.line;
    this.#fd = openSync(range.path, 'r');
  }

  /** Position in the file up to which records were read: the start of the next one. */
  get offset(): number {
    return this.#bufferOffset + this.#at;
  }

  /** Line of the next record; 0 in a binary file. */
  get line(): number {
    return this.#line;
  }

  /** Goes on with another range of the same file. */
  moveTo({ start, end, line }: Pick<TagRange, 'start' | 'end' | 'line'>): void {
    this.#end = end;
    this.#line = line;
    const isHere = start >= this.#bufferOffset && end <= this.#bufferOffset + this.#filled;
    if (!isHere) {
      this.#bufferOffset = start;
      this.#filled = 0;
    }
    this.#at = start - this.#bufferOffset;
    this.#to = isHere ? end - this.#bufferOffset : 0;
    this.#recordStart = this.#at;
    this.#started = false;
    this.#ended = false;
    this.badTags = 0;
    this.brokenAt = null;
  }

  /** Reads the next record into `record`. @returns false at the end of the range. */
  advance(): boolean {
    const { record } = this;
    this.#recordStart = this.#at;
    record.begin(this.offset, this.#line);
    let prefix: Buffer | null = null;
    for (;;) {
      if (this.#isText && prefix === null) {
        this.#scanPlain();
        if (record.closed) break;
      }
      if (!this.#next()) break;
      const { code, start, end, next, lines } = this.#tag;
      if (code === 0) {
        if (record.count > 0) break;
        this.#recordStart = this.#at;
        record.begin(this.offset, this.#line);
        this.#started = true;
      }
      this.#at = next;
      this.#line += lines;
      if (!this.#started || code === 999) continue;
      if (prefix !== null) this.#recordStart = this.#at;
      else if (end - this.#recordStart > MAX_RECORD_BYTES) {
        prefix = Buffer.from(this.#buffer.subarray(this.#recordStart, this.#recordStart + KEPT_BYTES));
        record.keepWithin(KEPT_BYTES);
        this.#recordStart = this.#at;
      } else record.add(code, start - this.#recordStart, end - this.#recordStart);
    }
    if (prefix === null) record.attach(this.#buffer, this.#recordStart);
    else record.attach(prefix, 0);
    return record.count > 0;
  }

  /**
   * Goes on to the record that ends the section in hand, or to the end of the range, without a look at what stands
   * between. In a binary file it stays where it is.
   */
  skipSection(): void {
    if (!this.#isText) return;
    const from = this.offset;
    let found = findSectionEnd(this.#buffer, this.#at, this.#to, this.#ended);
    while (found === -1) {
      this.#at = Math.max(this.#at, this.#to - SECTION_END_BYTES);
      this.#recordStart = this.#at;
      if (!this.#fill()) break;
      found = findSectionEnd(this.#buffer, this.#at, this.#to, this.#ended);
    }
    this.#at = found === -1 ? this.#to : found;
    this.skipped.add(from, this.offset);
  }

  /** Steps over the tags of the record that need no second look. */
  #scanPlain(): void {
    const { record } = this;
    const before = record.count;
    const limit = this.#recordStart + MAX_RECORD_BYTES;
    this.#at = scanRecord(this.#buffer, this.#at, this.#to, this.#recordStart, limit, record);
    const added = record.count - before;
    this.#line += 2 * added;
    if (added > 0) this.#started = true;
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }

  /** Scans the tag at `#at` without stepping over it. */
  #next(): boolean {
    for (;;) {
      const result = this.#scan(this.#buffer, this.#at, this.#to, this.#ended, this.#tag);
      if (result === 'tag') return true;
      if (result === 'bad') {
        if (this.#started) this.badTags += 1;
        this.#at = this.#tag.next;
        this.#line += this.#tag.lines;
      } else if (result === 'unreadable') {
        this.brokenAt ??= this.offset;
        this.#at = this.#to;
        this.#ended = true;
        return false;
      } else if (!this.#fill()) {
        if (this.#at < this.#to && !this.#isBlank()) this.brokenAt ??= this.offset;
        return false;
      }
    }
  }

  #isBlank(): boolean {
    return this.#buffer.toString('latin1', this.#at, Math.min(this.#to, this.#at + 4096)).trim() === '';
  }

  #fill(): boolean {
    if (this.#ended || this.#to - this.#at > MAX_TAG_BYTES) return false;
    if (this.#bufferOffset + this.#to >= this.#end) {
      // The last tag of a range has no line end behind it to wait for, so scanning goes on once more.
      this.#ended = true;
      return true;
    }
    this.#makeRoom();
    const wanted = this.#buffer.length - 1 - this.#to;
    const read = readSync(this.#fd, this.#buffer, this.#to, wanted, this.#bufferOffset + this.#to);
    this.#filled = this.#to + read;
    this.#to = Math.min(this.#filled, this.#end - this.#bufferOffset);
    if (read === 0) this.#ended = true;
    return true;
  }

  /** Moves what is still needed to the front, in a larger buffer where it fills more than half. */
  #makeRoom(): void {
    const held = this.#to - this.#recordStart;
    const target = held * 2 < this.#buffer.length ? this.#buffer : fencedBuffer(held * 2 + BLOCK_BYTES);
    this.#buffer.copy(target, 0, this.#recordStart, this.#to);
    this.#buffer = target;
    this.#bufferOffset += this.#recordStart;
    this.#at -= this.#recordStart;
    this.#to = held;
    this.#recordStart = 0;
  }
}

/** Room for so many bytes and a line end behind them, where every search for one ends. */
function fencedBuffer(bytes: number): Buffer {
  const buffer = Buffer.allocUnsafeSlow(bytes + 1);
  buffer[bytes] = 0x0a;
  return buffer;
}
