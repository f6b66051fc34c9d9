import { jsonObjectEnd } from '../../text/json-object-end.ts';

const KEY = Buffer.from(',"properties":{');
const BRACE = 0x7d;

/** One line whose properties were not looked into: they are most of a line, and stored as they stand. */
export interface SplitLine {
  /** Everything but the properties. */
  readonly object: object;
  /** The properties as JSON: part of the line. */
  readonly properties: Buffer;
}

/** The line up to `end` and a brace, which stands there for as long as it takes: joining texts copies them once more. */
function closed(bytes: Buffer, end: number): string {
  const kept = bytes[end] ?? BRACE;
  bytes[end] = BRACE;
  const text = bytes.toString('utf8', 0, end + 1);
  bytes[end] = kept;
  return text;
}

/**
 * Splits a line that ends with its properties, as the export writes it; null for any other, which is to be read whole.
 * @param bytes valid UTF-8
 */
export function splitLine(bytes: Buffer): SplitLine | null {
  const key = bytes.indexOf(KEY);
  if (key < 0) return null;
  const start = key + KEY.length - 1;
  const end = jsonObjectEnd(bytes, start);
  if (end < 0 || bytes[end] !== BRACE || bytes.length !== end + 1) return null;
  const head = closed(bytes, key);
  // What an escape stands for may be a character that cannot be stored.
  if (head.includes('\\u')) return null;
  try {
    // Properties of an object inside the line leave it open, which is no JSON.
    const object: unknown = JSON.parse(head);
    if (typeof object !== 'object' || object === null) return null;
    return { object, properties: bytes.subarray(start, end) };
  } catch {
    return null;
  }
}
