import { isUtf8 } from 'node:buffer';

import { ByteWindow } from './byte-window.ts';

const NEWLINE = 10;
const BYTE_ORDER_MARK = 'efbbbf';
/** Raw bytes kept of a line that is too long to be held: one more than a reject shows, so that the cut is seen. */
const KEPT_BYTES = 64 * 1024 + 1;

/** One line of a file, without its newline. */
export interface Line {
  /** 1 for the first line of the file. */
  readonly number: number;
  readonly byteOffset: number;
  /** Valid until the reader goes on. */
  readonly bytes: Buffer;
  /** `too_long`: `bytes` holds only the start. `invalid`: the bytes are not UTF-8. */
  readonly state: 'good' | 'too_long' | 'invalid';
}

export interface LineRange {
  readonly path: string;
  /** First byte, at the start of a line. */
  readonly start: number;
  /** Lines that start here or later are not read. */
  readonly end: number;
  /** Number of the line that begins at `start`. */
  readonly firstLine: number;
  readonly maxLineBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Reads the lines of a byte range in blocks and waits for `onLine` where it returns a promise. A line beyond the limit
 * is passed over without being held.
 */
export async function readLines(
  range: LineRange,
  onLine: (line: Line) => Promise<void> | undefined,
): Promise<void> {
  await using window = await ByteWindow.open(range.path, range.start, range.signal);
  await window.more();
  let at = range.start === 0 && window.data.toString('hex', 0, 3) === BYTE_ORDER_MARK ? 3 : 0;
  let searchFrom = at;
  let validUpTo = validLength(window);
  let number = range.firstLine;
  while (window.offset + at < range.end) {
    const { data, offset, ended } = window;
    const newline = data.indexOf(NEWLINE, searchFrom);
    const tooLong = (newline === -1 ? data.length : newline) - at > range.maxLineBytes;
    if (newline === -1 && !ended && !tooLong) {
      window.drop(at);
      searchFrom = data.length - at;
      at = 0;
      await window.more();
      validUpTo = validLength(window);
      continue;
    }
    if (newline === -1 && at >= data.length) return;
    const end = newline === -1 ? data.length : newline;
    const bytes = data.subarray(at, tooLong ? at + KEPT_BYTES : end);
    const state = tooLong ? 'too_long' : end <= validUpTo || isUtf8(bytes) ? 'good' : 'invalid';
    const waiting = onLine({ number, byteOffset: offset + at, bytes, state });
    if (waiting !== undefined) await waiting;
    number += 1;
    at = newline === -1 ? await skipToNewline(window) : end + 1;
    searchFrom = at;
    if (newline === -1) validUpTo = validLength(window);
  }
}

/** Bytes in hand, counted to the last newline, that are known to be UTF-8: one check for many lines. */
function validLength(window: ByteWindow): number {
  const { data, ended } = window;
  const complete = ended ? data.length : data.lastIndexOf(NEWLINE);
  return complete > 0 && isUtf8(data.subarray(0, complete)) ? complete : 0;
}

/** Lets go of everything up to the next newline. @returns where the next line begins in what is in hand. */
async function skipToNewline(window: ByteWindow): Promise<number> {
  for (;;) {
    window.drop(window.data.length);
    if (!(await window.more())) return 0;
    const newline = window.data.indexOf(NEWLINE);
    if (newline !== -1) return newline + 1;
  }
}
