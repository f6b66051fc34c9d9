import { type StepBytes } from '../step-model.ts';
import { Doubles } from './doubles.ts';
import { type IdList } from './id-list.ts';
import { lastNumber, readNumber } from './read-number.ts';

// Lists as nearly all programs write them, read in one go from behind the opening bracket of an instance whose end is not
// known. What is anything else is left to raw-lists.ts, which takes longer.

const SPACE = 32;
const HASH = 35;
const DOLLAR = 36;
const QUOTE = 39;
const OPEN = 40;
const CLOSE = 41;
const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const SLASH = 47;
const ZERO = 48;
const NINE = 57;
const SEMICOLON = 59;

/** Filled by one call and copied out of. */
const numbers = new Doubles(4096);

/**
 * Adds every reference of an instance to a list, from behind its opening bracket on; false, and nothing is added, where
 * its bytes are anything but plain or go beyond the end.
 */
export function addPlainRefs({ buffer, start, end }: StepBytes, list: IdList): boolean {
  const before = list.length;
  let depth = 1;
  let i = start;
  while (i < end) {
    const c = buffer[i] as number;
    if (c === HASH) {
      let id = 0;
      let digit = buffer[++i] as number;
      while (digit >= ZERO && digit <= NINE && i < end) {
        id = id * 10 + digit - ZERO;
        digit = buffer[++i] as number;
      }
      list.push(id);
      continue;
    }
    i++;
    if (c === OPEN) depth++;
    else if (c === CLOSE && --depth === 0) {
      if (endsInstance(buffer, i, end)) return true;
      break;
    } else if (c === QUOTE || c === SLASH || c === SEMICOLON) break;
  }
  list.length = before;
  return false;
}

/** As `readTriple`, from behind the opening bracket on; false where the bytes are anything but plain or go beyond the end. */
export function readPlainTriple({ buffer, start, end }: StepBytes, triple: Float64Array): boolean {
  triple.fill(0);
  let count = 0;
  let depth = 1;
  let i = start;
  while (i < end) {
    const c = buffer[i] as number;
    if (c === COMMA || c <= SPACE) i++;
    else if (c === OPEN) {
      depth++;
      i++;
    } else if (c === CLOSE) {
      i++;
      if (--depth > 0) continue;
      if (count === 0) triple[0] = NaN;
      return endsInstance(buffer, i, end);
    } else if (count === 3 || !beginsNumber(c)) return false;
    else {
      i = readNumber(buffer, i, end);
      triple[count++] = lastNumber;
    }
  }
  return false;
}

function endsInstance(buffer: Uint8Array, at: number, end: number): boolean {
  const i = afterSpaces(buffer, at, end);
  return i < end && buffer[i] === SEMICOLON;
}

/** Where parameter `index` begins, behind the opening bracket; -1 where the bytes before it are anything but plain. */
export function plainParameter({ buffer, start, end }: StepBytes, index: number): number {
  let left = index;
  let depth = 0;
  for (let i = start; i < end; i++) {
    if (left === 0) return i;
    const c = buffer[i] as number;
    if (c === COMMA && depth === 0) left--;
    else if (c === OPEN) depth++;
    else if (c === QUOTE || c === SLASH || c === SEMICOLON || (c === CLOSE && --depth < 0)) return -1;
  }
  return -1;
}

/** The numbers of the list that begins at a place, as `readNumbers` reads them; null where it is anything but plain. */
export function readPlainNumbers(buffer: Uint8Array, start: number, end: number): Float64Array | null {
  numbers.clear();
  let depth = 0;
  let i = start;
  while (i < end) {
    const c = buffer[i] as number;
    if (c === COMMA || c <= SPACE) i++;
    else if (c === OPEN) {
      depth++;
      i++;
    } else if (c === CLOSE) {
      i++;
      if (--depth === 0) return numbers.copy();
    } else if (depth === 0 || !beginsNumber(c)) return null;
    else {
      i = readNumber(buffer, i, end);
      numbers.push(lastNumber);
    }
  }
  return null;
}

/**
 * Marks the one-based places that the list at `start` names, where they are whole numbers within `used` and at most one
 * `$` follows in the instance; false otherwise, with some of them marked.
 */
export function markPlainIndices(buffer: Uint8Array, start: number, end: number, used: Uint8Array): boolean {
  let depth = 0;
  let i = start;
  while (i < end) {
    const c = buffer[i++] as number;
    if (c >= ZERO && c <= NINE) {
      let index = c - ZERO;
      let digit = buffer[i] as number;
      for (; digit >= ZERO && digit <= NINE && i < end; digit = buffer[++i] as number) {
        index = index * 10 + digit - ZERO;
      }
      if (index < 1 || index > used.length || depth === 0) return false;
      used[index - 1] = 1;
    } else if (c === OPEN) depth++;
    else if (c === CLOSE) {
      if (--depth === 0) return endsAbsent(buffer, i, end);
    } else if (c !== COMMA && c > SPACE) return false;
  }
  return false;
}

/** Whether the instance ends behind a parameter, or behind a last one that is `$`. */
function endsAbsent(buffer: Uint8Array, at: number, end: number): boolean {
  let i = afterSpaces(buffer, at, end);
  if (buffer[i] === COMMA) {
    i = afterSpaces(buffer, i + 1, end);
    if (buffer[i] !== DOLLAR) return false;
    i = afterSpaces(buffer, i + 1, end);
  }
  return buffer[i] === CLOSE && endsInstance(buffer, i + 1, end);
}

function afterSpaces(buffer: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && (buffer[i] as number) <= SPACE) i++;
  return i;
}

function beginsNumber(c: number): boolean {
  return (c >= ZERO && c <= NINE) || c === MINUS || c === DOT || c === PLUS;
}
