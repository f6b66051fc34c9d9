import { MAX_JSON_DEPTH } from './json-depth.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
/** More digits may stand for a number that no double holds. */
const MAX_NUMBER = 300;
const NO_END = -1;

const table = (bytes: string): Uint8Array => {
  const marks = new Uint8Array(256);
  for (const byte of bytes) marks[byte.charCodeAt(0)] = 1;
  return marks;
};
const SPACE = table(' \t\r\n');
const DIGIT = table('0123456789');
/** What may follow a backslash, but for `u`: what that stands for may be a character that cannot be stored. */
const ESCAPED = table('"\\/bfnrt');
/** Bytes inside a string that need a look: its end, an escape, and control characters, which may not stand there. */
const STRING_STOP = table('"\\');
STRING_STOP.fill(1, 0, 0x20);
const WORDS = new Map(['true', 'false', 'null'].map((word) => [word.charCodeAt(0), word]));

/**
 * Where the JSON object that begins at `start` ends, if it is plain: valid JSON that can be stored as it stands, without
 * `\u` escapes and exponents, not nested deeper than MAX_JSON_DEPTH. -1 says that it has to be looked at more closely.
 * @param bytes valid UTF-8; `bytes[start]` is the opening brace
 * @returns the place behind the closing brace
 */
export function jsonObjectEnd(bytes: Uint8Array, start: number): number {
  return objectEnd(bytes, start + 1, 1);
}

function objectEnd(bytes: Uint8Array, start: number, depth: number): number {
  if (depth > MAX_JSON_DEPTH) return NO_END;
  let at = skipSpace(bytes, start);
  if (bytes[at] === CLOSE_OBJECT) return at + 1;
  for (;;) {
    if (bytes[at] !== QUOTE) return NO_END;
    at = stringEnd(bytes, at + 1);
    if (at === NO_END) return NO_END;
    at = skipSpace(bytes, at);
    if (bytes[at] !== COLON) return NO_END;
    at = valueEnd(bytes, skipSpace(bytes, at + 1), depth);
    if (at === NO_END) return NO_END;
    at = skipSpace(bytes, at);
    if (bytes[at] === CLOSE_OBJECT) return at + 1;
    if (bytes[at] !== COMMA) return NO_END;
    at = skipSpace(bytes, at + 1);
  }
}

function listEnd(bytes: Uint8Array, start: number, depth: number): number {
  if (depth > MAX_JSON_DEPTH) return NO_END;
  let at = skipSpace(bytes, start);
  if (bytes[at] === CLOSE_LIST) return at + 1;
  for (;;) {
    at = valueEnd(bytes, at, depth);
    if (at === NO_END) return NO_END;
    at = skipSpace(bytes, at);
    if (bytes[at] === CLOSE_LIST) return at + 1;
    if (bytes[at] !== COMMA) return NO_END;
    at = skipSpace(bytes, at + 1);
  }
}

function valueEnd(bytes: Uint8Array, at: number, depth: number): number {
  const byte = bytes[at] ?? 0;
  if (byte === QUOTE) return stringEnd(bytes, at + 1);
  if (byte === MINUS || DIGIT[byte] === 1) return numberEnd(bytes, at);
  if (byte === OPEN_OBJECT) return objectEnd(bytes, at + 1, depth + 1);
  if (byte === OPEN_LIST) return listEnd(bytes, at + 1, depth + 1);
  return wordEnd(bytes, at);
}

function stringEnd(bytes: Uint8Array, start: number): number {
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (STRING_STOP[byte] === 0) continue;
    if (byte === QUOTE) return at + 1;
    if (byte !== BACKSLASH || ESCAPED[bytes[++at] ?? 0] === 0) return NO_END;
  }
  return NO_END;
}

function numberEnd(bytes: Uint8Array, start: number): number {
  const first = bytes[start] === MINUS ? start + 1 : start;
  let at = digitsEnd(bytes, first);
  if (at === first || (bytes[first] === ZERO && at > first + 1)) return NO_END;
  if (bytes[at] === POINT) {
    const fraction = at + 1;
    at = digitsEnd(bytes, fraction);
    if (at === fraction) return NO_END;
  }
  // An exponent is left where it stands, and no value goes on with it.
  return at - start > MAX_NUMBER ? NO_END : at;
}

function digitsEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && DIGIT[bytes[at] as number] === 1) at++;
  return at;
}

function wordEnd(bytes: Uint8Array, at: number): number {
  const word = WORDS.get(bytes[at] ?? 0);
  if (word === undefined) return NO_END;
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return NO_END;
  return at + word.length;
}

function skipSpace(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && SPACE[bytes[at] as number] === 1) at++;
  return at;
}
