import { type StepBytes } from '../step-model.ts';

const SPACE = 32;
const HASH = 35;
const QUOTE = 39;
const OPEN = 40;
const CLOSE = 41;
const STAR = 42;
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

/** A growing list of doubles. */
class Doubles {
  #data: Float64Array;
  length = 0;

  constructor(capacity: number) {
    this.#data = new Float64Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.#data.length) {
      const grown = new Float64Array(this.#data.length * 2);
      grown.set(this.#data);
      this.#data = grown;
    }
    this.#data[this.length++] = value;
  }

  take(): Float64Array {
    return this.#data.subarray(0, this.length);
  }
}

/** End of a string that begins at `at`; a doubled quote is part of it. */
function skipString(buffer: Uint8Array, at: number, end: number): number {
  let i = at + 1;
  while (i < end) {
    if (buffer[i] === QUOTE) {
      if (buffer[i + 1] !== QUOTE) return i + 1;
      i++;
    }
    i++;
  }
  return end;
}

/** End of a comment that begins at `at`, or `at` where none begins. */
function skipComment(buffer: Uint8Array, at: number, end: number): number {
  if (buffer[at + 1] !== STAR) return at + 1;
  let i = at + 2;
  while (i + 1 < end && !(buffer[i] === STAR && buffer[i + 1] === SLASH)) i++;
  return Math.min(i + 2, end);
}

/** The parts of a parameter list, one for each parameter. */
export function parameters(raw: StepBytes): StepBytes[] {
  const { buffer, end } = raw;
  const parts: StepBytes[] = [];
  let depth = 0;
  let from = raw.start;
  let i = raw.start;
  while (i < end) {
    const c = buffer[i];
    if (c === QUOTE) {
      i = skipString(buffer, i, end);
      continue;
    }
    if (c === SLASH) {
      i = skipComment(buffer, i, end);
      continue;
    }
    if (c === OPEN) depth++;
    else if (c === CLOSE) depth--;
    else if (c === COMMA && depth === 0) {
      parts.push({ buffer, start: from, end: i });
      from = i + 1;
    }
    i++;
  }
  parts.push({ buffer, start: from, end });
  return parts;
}

/** Every value in a piece of a parameter list, at any depth, in order; what is no number is NaN, so that triples stay aligned. */
export function readNumbers(raw: StepBytes): Float64Array {
  const { buffer, end } = raw;
  const out = new Doubles(Math.max(8, (end - raw.start) >> 2));
  let i = raw.start;
  while (i < end) {
    const c = buffer[i] ?? 0;
    if (c <= SPACE || c === COMMA || c === OPEN || c === CLOSE) i++;
    else if (c === SLASH) i = skipComment(buffer, i, end);
    else if (c === QUOTE) {
      i = skipString(buffer, i, end);
      out.push(NaN);
    } else {
      i = readNumber(buffer, i, end);
      out.push(lastNumber);
    }
  }
  return out.take();
}

/** The first three values of a short list such as the coordinates of a point, as `readNumbers` reads them; absent ones are 0. */
export function readTriple(raw: StepBytes): [number, number, number] {
  const { buffer, end } = raw;
  const triple: [number, number, number] = [0, 0, 0];
  let count = 0;
  let i = raw.start;
  while (i < end && count < 3) {
    const c = buffer[i] ?? 0;
    if (c <= SPACE || c === COMMA || c === OPEN || c === CLOSE) i++;
    else if (c === SLASH) i = skipComment(buffer, i, end);
    else if (c === QUOTE) {
      i = skipString(buffer, i, end);
      triple[count++] = NaN;
    } else {
      i = readNumber(buffer, i, end);
      triple[count++] = lastNumber;
    }
  }
  if (count === 0) triple[0] = NaN;
  return triple;
}

/** What `readNumber` read: it returns where it stopped, and a pair for each of millions of numbers would cost more than they do. */
let lastNumber = NaN;

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

/** Digits past 9e14 change nothing that a bound of 1e8 m to 1e-6 m could show, and keep the integer exact. */
function readNumber(buffer: Uint8Array, at: number, end: number): number {
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

/** Every reference `#n` in a piece of a parameter list, at any depth, in order. */
export function readRefs(raw: StepBytes): number[] {
  const { buffer, end } = raw;
  const refs: number[] = [];
  let i = raw.start;
  while (i < end) {
    const c = buffer[i];
    if (c === HASH) {
      let id = 0;
      i++;
      for (; i < end; i++) {
        const digit = buffer[i] ?? 0;
        if (digit < ZERO || digit > NINE) break;
        id = id * 10 + (digit - ZERO);
      }
      refs.push(id);
    } else if (c === QUOTE) i = skipString(buffer, i, end);
    else if (c === SLASH) i = skipComment(buffer, i, end);
    else i++;
  }
  return refs;
}
