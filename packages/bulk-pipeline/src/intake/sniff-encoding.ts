import { isUtf8 } from 'node:buffer';

import { UnsupportedEncodingError } from './errors.ts';

export type Utf16 = 'utf-16le' | 'utf-16be';
/** `eight-bit`: some encoding with one or more bytes per character that is not UTF-8. */
export type TextEncoding = 'utf-8' | 'eight-bit' | Utf16;

/** Share of the bytes on one side of the pairs that must be zero to call a text without BOM UTF-16. */
const ZERO_SHARE = 0.3;

/** Bytes that make up an unfinished character at the end of a sample. */
const LONGEST_UTF8_TAIL = 3;

/**
 * Encoding family of a text by its first bytes.
 * @throws UnsupportedEncodingError for UTF-32.
 */
export function sniffEncoding(head: Buffer): TextEncoding {
  const mark = head.toString('hex', 0, 4);
  if (mark === 'fffe0000' || mark === '0000feff') throw new UnsupportedEncodingError('UTF-32');
  if (mark.startsWith('fffe')) return 'utf-16le';
  if (mark.startsWith('feff')) return 'utf-16be';
  return utf16WithoutMark(head) ?? (isUtf8Prefix(head) ? 'utf-8' : 'eight-bit');
}

function utf16WithoutMark(head: Buffer): Utf16 | null {
  const pairs = Math.min(head.length, 4096) >> 1;
  if (pairs < 2) return null;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < pairs * 2; i += 2) {
    if (head[i] === 0) even += 1;
    if (head[i + 1] === 0) odd += 1;
  }
  if (odd >= pairs * ZERO_SHARE && even === 0) return 'utf-16le';
  if (even >= pairs * ZERO_SHARE && odd === 0) return 'utf-16be';
  return null;
}

function isUtf8Prefix(head: Buffer): boolean {
  for (let cut = 0; cut <= LONGEST_UTF8_TAIL; cut += 1) {
    if (isUtf8(head.subarray(0, Math.max(0, head.length - cut)))) return true;
  }
  return false;
}
