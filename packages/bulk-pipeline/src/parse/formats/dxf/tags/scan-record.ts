import { LAST_GROUP_CODE } from './group-codes.ts';
import { type TagRecord } from './tag-record.ts';

/** A group code with its line end is never longer in a sound file. */
const MARGIN = 64;

/**
 * Adds the tags of a text record that are whole and plain, without a call for each: most of every file. Ends behind the
 * last tag of the record, which is then closed, or at what the careful scanner has to look at: a comment, no tag, the
 * end of what is in hand.
 * @param base where the record begins. @param limit position that no added value reaches beyond.
 * @returns where the tag begins that was not added.
 */
export function scanRecord(
  bytes: Buffer,
  at: number,
  to: number,
  base: number,
  limit: number,
  record: TagRecord,
): number {
  let from = at;
  while (to - from > MARGIN) {
    let p = from;
    let byte = bytes[p] ?? 0;
    while (byte === 0x20) byte = bytes[++p] ?? 0;
    const first = byte - 0x30;
    if (first < 0 || first > 9) return from;
    let code = first;
    byte = bytes[++p] ?? 0;
    while (byte >= 0x30 && byte <= 0x39) {
      code = code * 10 + (byte - 0x30);
      byte = bytes[++p] ?? 0;
    }
    if (code === 999 || code > LAST_GROUP_CODE) return from;
    if (byte === 0x0d && bytes[p + 1] === 0x0a) p += 2;
    else if (byte === 0x0a || byte === 0x0d) p += 1;
    else return from;
    if (p >= to) return from;
    if (code === 0) {
      record.closed = record.count > 0;
      if (record.closed) return from;
    } else if (record.count === 0) return from;
    const start = p;
    byte = bytes[p] ?? 0;
    // It ends at the fence of the buffer at the latest.
    while (byte > 0x0d || (byte !== 0x0a && byte !== 0x0d)) byte = bytes[++p] ?? 0x0a;
    if (p >= to) return from;
    const end = p;
    if (byte === 0x0d) {
      if (++p >= to) return from;
      if (bytes[p] === 0x0a) p += 1;
    } else p += 1;
    if (end > limit) return from;
    record.add(code, start - base, end - base);
    from = p;
  }
  return from;
}
