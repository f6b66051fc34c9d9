import { type StepBytes } from '../step-model.ts';
import { Doubles } from './doubles.ts';
import { lastNumber, readNumber } from './read-number.ts';

const SPACE = 32;
const HASH = 35;
const QUOTE = 39;
const OPEN = 40;
const CLOSE = 41;
const STAR = 42;
const COMMA = 44;
const SLASH = 47;
const ZERO = 48;
const NINE = 57;

/** Filled by one call and copied out of: long lists would otherwise be grown, and given up, anew each time. */
const numbers = new Doubles(4096);

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
  const out = numbers;
  out.clear();
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
  return out.copy();
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
