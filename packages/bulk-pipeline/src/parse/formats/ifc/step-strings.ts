import { type WarningCode } from '@sizewise/shared';

/** Hears what had to be assumed or replaced while a string was decoded. */
export type StringNotes = (code: WarningCode, detail: string) => void;

const BACKSLASH = 0x5c;
const REPLACEMENT = '\uFFFD';
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Decodes the bytes between the quotes of a STEP string (ISO 10303-21, 6.4.3): `''` and `\\`, `\X\hh`,
 * `\X2\…\X0\`, `\X4\…\X0\`, `\S\c` and `\PA\`. Bytes beyond ASCII are UTF-8 where they are valid UTF-8, else
 * ISO 8859-1. A broken escape stays as written; U+0000 and lone surrogates become U+FFFD. Each is noted.
 */
export function decodeStepString(bytes: Buffer, start: number, end: number, notes: StringNotes): string {
  let plain = true;
  let high = false;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte >= 0x80) high = true;
    else if (byte === BACKSLASH || byte === 0x27 || byte === 0) plain = false;
  }
  const raw = high ? decodeHigh(bytes, start, end, notes) : bytes.toString('latin1', start, end);
  return plain
    ? raw
    : cleaned(raw.includes('\\') ? decodeEscapes(raw, notes) : raw.replaceAll("''", "'"), notes);
}

function decodeHigh(bytes: Buffer, start: number, end: number, notes: StringNotes): string {
  try {
    return utf8.decode(bytes.subarray(start, end));
  } catch {
    const text = bytes.toString('latin1', start, end);
    notes('encoding_assumed', `Text that is not UTF-8 was read as ISO 8859-1: ${text.slice(0, 80)}`);
    return text;
  }
}

function cleaned(text: string, notes: StringNotes): string {
  if (text.isWellFormed() && !text.includes('\0')) return text;
  notes('character_replaced', 'A NUL character or a lone surrogate was replaced by U+FFFD');
  return text.toWellFormed().replaceAll('\0', REPLACEMENT);
}

const ESCAPE =
  /''|\\\\|\\P([A-I])\\|\\S\\([\s\S])|\\X\\([0-9A-Fa-f]{2})|\\X2\\((?:[0-9A-Fa-f]{4})*)\\X0\\|\\X4\\((?:[0-9A-Fa-f]{8})*)\\X0\\|\\/g;

function decodeEscapes(raw: string, notes: StringNotes): string {
  let page = 'A';
  return raw.replace(
    ESCAPE,
    (match: string, alphabet?: string, shifted?: string, byte?: string, two?: string, four?: string) => {
      if (match === "''") return "'";
      if (match === '\\\\') return '\\';
      if (alphabet !== undefined) {
        page = alphabet;
        return '';
      }
      if (shifted !== undefined) return shiftedCharacter(shifted, page);
      if (byte !== undefined) return String.fromCharCode(Number.parseInt(byte, 16));
      if (two !== undefined) return codeUnits(two, 4);
      if (four !== undefined) return codeUnits(four, 8);
      notes('bad_escape', `A broken escape was kept as written: ${raw.slice(0, 80)}`);
      return match;
    },
  );
}

function codeUnits(hex: string, width: 4 | 8): string {
  let text = '';
  for (let i = 0; i < hex.length; i += width) {
    const code = Number.parseInt(hex.slice(i, i + width), 16);
    if (width === 4) text += String.fromCharCode(code);
    else text += code <= 0x10ffff ? String.fromCodePoint(code) : REPLACEMENT;
  }
  return text;
}

/** `\S\c` is the byte of c plus 128 in the ISO 8859 part that `\PA\` … `\PI\` (parts 1 … 9) chose; part 1 at first. */
function shiftedCharacter(character: string, page: string): string {
  const code = character.charCodeAt(0);
  if (code > 0x7f) return character;
  const part = page.charCodeAt(0) - 0x40;
  if (part === 1) return String.fromCharCode(code + 0x80);
  return new TextDecoder(`iso-8859-${part}`).decode(Uint8Array.of(code + 0x80));
}
