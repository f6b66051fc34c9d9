const SPACE = 32;
const CLOSE = 41;
const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const SLASH = 47;
const ZERO = 48;
const NINE = 57;
const UPPER_E = 69;
const LOWER_E = 101;

const POWERS = Float64Array.from({ length: 23 }, (_, i) => 10 ** i);

/** What `readNumber` read: it returns where it stopped, and a pair for each of many numbers would cost more than they do. */
export let lastNumber = NaN;

/** Whether a number was too large for a double since `takeOverflow` was called last. */
let overflow = false;

/** True where a number read since the last call is infinite. */
export function takeOverflow(): boolean {
  const was = overflow;
  overflow = false;
  return was;
}

function isDigit(c: number): boolean {
  return c >= ZERO && c <= NINE;
}

function endsValue(c: number): boolean {
  return c <= SPACE || c === COMMA || c === CLOSE || c === SLASH;
}

/**
 * Reads the number at a place into `lastNumber`, NaN where there is none, and answers where it ends. Digits past 9e14 change
 * nothing that a bound of 1e8 m to 1e-6 m could show, and keep the integer exact.
 */
export function readNumber(buffer: Uint8Array, at: number, end: number): number {
  let i = at;
  const negative = buffer[i] === MINUS;
  if (negative || buffer[i] === PLUS) i++;
  let mantissa = 0;
  let exponent = 0;
  let fraction = false;
  let digits = 0;
  for (; i < end; i++) {
    const c = buffer[i] ?? 0;
    if (isDigit(c)) {
      digits++;
      if (mantissa < 9e14) {
        mantissa = mantissa * 10 + (c - ZERO);
        if (fraction) exponent--;
      } else if (!fraction) exponent++;
    } else if (c === DOT && !fraction) fraction = true;
    else break;
  }
  const c = buffer[i];
  if (digits > 0 && (c === UPPER_E || c === LOWER_E)) {
    i++;
    const sign = buffer[i] === MINUS ? -1 : 1;
    if (buffer[i] === MINUS || buffer[i] === PLUS) i++;
    let power = 0;
    for (; i < end && isDigit(buffer[i] ?? 0); i++) power = power * 10 + ((buffer[i] ?? 0) - ZERO);
    exponent += sign * power;
  }
  if (digits === 0 || (i < end && !endsValue(buffer[i] ?? 0))) {
    lastNumber = NaN;
    while (i < end && !endsValue(buffer[i] ?? 0)) i++;
    return Math.max(i, at + 1);
  }
  const value =
    exponent < 0 && exponent >= -22
      ? mantissa / (POWERS[-exponent] ?? 1)
      : mantissa === 0
        ? 0
        : mantissa * (POWERS[exponent] ?? 10 ** exponent);
  if (value === Infinity) overflow = true;
  lastNumber = negative ? -value : value;
  return i;
}
