import { FIRST_GROUP_CODE, KIND_BYTES, LAST_GROUP_CODE, valueKind } from './group-codes.ts';
import { type TagEncoding } from './tag-file.ts';

/** What a scanner found; one object per reader, filled anew. `next` is where the following tag begins. */
export interface ScannedTag {
  code: number;
  start: number;
  end: number;
  next: number;
  lines: number;
}

/** `more`: the tag is not whole in the bytes given. `bad`: no tag; `next` says where to try again. `unreadable`: nothing after this can be read. */
export type ScanResult = 'tag' | 'more' | 'bad' | 'unreadable';

export type ScanTag = (bytes: Buffer, at: number, to: number, ended: boolean, tag: ScannedTag) => ScanResult;

export function scannerFor(encoding: TagEncoding): ScanTag {
  if (encoding === 'text') return scanTextTag;
  return encoding === 'binary-1'
    ? (bytes, at, to, _, tag) => scanBinaryTag(bytes, at, to, tag, false)
    : (bytes, at, to, _, tag) => scanBinaryTag(bytes, at, to, tag, true);
}

/** Lines end at LF, CR or CRLF and at nothing else: VT, FF and NEL are part of texts. */
function scanTextTag(bytes: Buffer, at: number, to: number, ended: boolean, tag: ScannedTag): ScanResult {
  let p = at;
  while (p < to && (bytes[p] === 0x20 || bytes[p] === 0x09)) p += 1;
  const negative = bytes[p] === 0x2d;
  if (negative) p += 1;
  let code = 0;
  let digits = 0;
  for (; p < to; p += 1, digits += 1) {
    const digit = (bytes[p] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) break;
    code = code * 10 + digit;
  }
  while (p < to && (bytes[p] === 0x20 || bytes[p] === 0x09)) p += 1;
  const isCode = digits > 0 && digits < 9 && p < to && (bytes[p] === 0x0a || bytes[p] === 0x0d);
  const codeEnd = isCode ? p : lineEnd(bytes, p, to);
  if (codeEnd >= to && !ended) return 'more';
  const start = afterLine(bytes, codeEnd, to, ended);
  if (start < 0) return 'more';
  if (!isCode) {
    tag.next = start;
    tag.lines = 1;
    return codeEnd >= to ? 'more' : 'bad';
  }
  const end = lineEnd(bytes, start, to);
  if (end >= to && (!ended || start >= to)) return 'more';
  const next = afterLine(bytes, end, to, ended);
  if (next < 0) return 'more';
  tag.code = negative ? -code : code;
  tag.start = start;
  tag.end = end;
  tag.next = next;
  tag.lines = 2;
  return tag.code < FIRST_GROUP_CODE || tag.code > LAST_GROUP_CODE ? 'bad' : 'tag';
}

function lineEnd(bytes: Buffer, from: number, to: number): number {
  let p = from;
  while (p < to && bytes[p] !== 0x0a && bytes[p] !== 0x0d) p += 1;
  return p;
}

/** Start of the next line, or -1 where a CR is the last byte in hand and an LF may follow. */
function afterLine(bytes: Buffer, end: number, to: number, ended: boolean): number {
  if (end >= to) return to;
  if (bytes[end] === 0x0a) return end + 1;
  if (end + 1 >= to) return ended ? to : -1;
  return bytes[end + 1] === 0x0a ? end + 2 : end + 1;
}

function scanBinaryTag(bytes: Buffer, at: number, to: number, tag: ScannedTag, wide: boolean): ScanResult {
  let p = at + (wide ? 2 : 1);
  if (p > to) return 'more';
  let code = wide ? bytes.readInt16LE(at) : (bytes[at] ?? 0);
  // A one-byte code of 255 says that the code follows in two bytes: application data of R12.
  if (!wide && code === 255) {
    if (p + 2 > to) return 'more';
    code = bytes.readInt16LE(p);
    p += 2;
  }
  const kind = code < FIRST_GROUP_CODE ? null : valueKind(code);
  if (kind === null) return 'unreadable';
  let end = p + KIND_BYTES[kind];
  let next = end;
  if (kind === 'text') {
    end = bytes.indexOf(0, p);
    if (end === -1 || end >= to) return 'more';
    next = end + 1;
  } else if (kind === 'chunk') {
    if (p + 1 > to) return 'more';
    end = p + 1 + (bytes[p] ?? 0);
    p += 1;
    next = end;
  }
  if (next > to) return 'more';
  tag.code = code;
  tag.start = p;
  tag.end = end;
  tag.next = next;
  tag.lines = 0;
  return 'tag';
}
