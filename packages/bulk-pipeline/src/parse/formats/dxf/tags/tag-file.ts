import { readSync } from 'node:fs';

/** How the tags of a file are written: as lines, or as bytes with group codes of one (R12) or two bytes. */
export type TagEncoding = 'text' | 'binary-1' | 'binary-2';

export interface TagLayout {
  readonly encoding: TagEncoding;
  /** Bytes in front of the first tag. */
  readonly start: number;
}

const SENTINEL = 'AutoCAD Binary DXF';
const SENTINEL_BYTES = 22;

/**
 * Layout by the first bytes. A file that bears the sentinel of a binary DXF and goes on as text is read as text.
 * @param fd an open file.
 */
export function detectLayout(fd: number): TagLayout {
  const head = Buffer.alloc(64);
  const length = readSync(fd, head, 0, head.length, 0);
  const text = head.toString('latin1', 0, length);
  if (text.startsWith(`${SENTINEL}\r\n\u{1a}\0`)) {
    if (/^\s*(?:0|999)\s*[\r\n]/.test(text.slice(SENTINEL_BYTES))) {
      return { encoding: 'text', start: SENTINEL_BYTES };
    }
    const wide = head[SENTINEL_BYTES] === 0 && head[SENTINEL_BYTES + 1] === 0;
    return { encoding: wide ? 'binary-2' : 'binary-1', start: SENTINEL_BYTES };
  }
  if (text.startsWith(SENTINEL)) return { encoding: 'text', start: SENTINEL.length };
  return { encoding: 'text', start: text.startsWith('\u{EF}\u{BB}\u{BF}') ? 3 : 0 };
}
