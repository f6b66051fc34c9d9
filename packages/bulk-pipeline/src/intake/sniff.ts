import { type Format } from '@sizewise/shared';

import { UnknownFormatError } from './errors.ts';
import { isDxf } from './sniff-dxf.ts';
import { isGeoJson } from './sniff-geojson.ts';
import { foreignSignature } from './sniff-signatures.ts';
import { looksLikeTable } from './sniff-table.ts';

/** Lines that are tried where the first line of an NDJSON file is broken: one bad record does not condemn the file. */
const TRIED_LINES = 20;
const SHOWN_BYTES = 16;

/**
 * Format of a plain file (no archive, no UTF-16) by its first bytes; its name plays no part.
 * @param head up to SNIFF_BYTES bytes from the start of the file.
 * @param whole true when `head` is the whole file.
 * @throws UnknownFormatError with the first bytes and what they look like.
 */
export function sniffFormat(head: Buffer, whole: boolean): Format {
  const text = decodeHead(head);
  if (isStep(text)) return 'ifc';
  if (isGeoJson(text)) return 'geojson';
  if (isDxf(text)) return 'dxf';
  if (isDwg(text)) return 'dwg';
  const looksLike = foreignSignature(head) ?? foreignText(text, head);
  if (looksLike === null) {
    if (isNdjson(text, whole)) return 'ndjson';
    if (looksLikeTable(text, whole)) return 'csv';
  }
  throw new UnknownFormatError({
    firstBytes: head.toString('hex', 0, SHOWN_BYTES),
    looksLike: looksLike ?? (/^\s*\{/.test(text) ? 'json' : 'text'),
  });
}

/** A DWG of any version since R13 begins with its name, such as AC1027, and a NUL. */
function isDwg(text: string): boolean {
  return /^AC10(?:1[2-9]|[23]\d)\0/.test(text);
}

/** White space and comments may stand before the first token of a STEP file. */
function isStep(text: string): boolean {
  let at = 0;
  for (;;) {
    while (/\s/.test(text.charAt(at))) at += 1;
    if (!text.startsWith('/*', at)) return /^ISO-10303-21\s*;/i.test(text.slice(at, at + 64));
    const end = text.indexOf('*/', at + 2);
    if (end === -1) return false;
    at = end + 2;
  }
}

function decodeHead(head: Buffer): string {
  const text = head.toString('latin1');
  return text.startsWith('\u{EF}\u{BB}\u{BF}') ? text.slice(3) : text;
}

function foreignText(text: string, head: Buffer): string | null {
  if (hasControlBytes(head)) return 'binary';
  if (/^\s*</.test(text)) return 'xml';
  if (/^\s*\[/.test(text)) return 'json array';
  return null;
}

/** Bytes below the space that no text has; a Ctrl-Z (26) at the end is a habit of old editors. NUL is judged by the parser. */
function hasControlBytes(head: Buffer): boolean {
  let nuls = 0;
  for (const byte of head) {
    if (byte === 0) nuls += 1;
    else if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 26) return true;
  }
  return nuls * 100 > head.length;
}

function isNdjson(text: string, whole: boolean): boolean {
  const lines = text.split('\n');
  const complete = whole ? lines : lines.slice(0, -1);
  const filled = complete.map((line) => line.trim()).filter((line) => line !== '');
  // A first record longer than the sample cannot be parsed here; the parser judges it.
  if (filled.length === 0) return !whole && /^\s*\{\s*"/.test(text);
  if (filled[0]?.startsWith('{') !== true) return false;
  return filled.slice(0, TRIED_LINES).some(isJsonObject);
}

function isJsonObject(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
