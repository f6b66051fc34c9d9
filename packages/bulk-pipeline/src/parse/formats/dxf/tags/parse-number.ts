/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, i) => 10 ** i);
const EXACT = Number.MAX_SAFE_INTEGER;

/**
 * Number written between two positions, white space around it allowed; NaN where there is none. The common case, no
 * more than 2^53 as digits and no exponent, needs no string: such a quotient is correctly rounded (Clinger 1990).
 */
export function parseNumber(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(bytes[at])) at += 1;
  const first = at;
  const negative = bytes[at] === 0x2d;
  if (negative || bytes[at] === 0x2b) at += 1;
  let digits = 0;
  let whole = 0;
  let decimals = -1;
  for (; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x30 && byte <= 0x39) {
      whole = whole * 10 + (byte - 0x30);
      digits += 1;
      if (decimals >= 0) decimals += 1;
    } else if (byte === 0x2e && decimals < 0) decimals = 0;
    else break;
  }
  let rest = at;
  while (rest < end && isSpace(bytes[rest])) rest += 1;
  if (digits === 0 || rest < end) return slow(bytes, first, end);
  if (whole > EXACT || decimals > 22) return Number(bytes.toString('latin1', first, at));
  const value = decimals > 0 ? whole / (POWERS[decimals] ?? 1) : whole;
  return negative ? -value : value;
}

/** Exponents, with E or the D of Fortran, and all that is no number. */
function slow(bytes: Buffer, start: number, end: number): number {
  const text = bytes.toString('latin1', start, end).trim();
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?$/.test(text)
    ? Number(text.replace(/[dD]/, 'e'))
    : Number.NaN;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}
