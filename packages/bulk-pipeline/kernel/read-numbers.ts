// Lists of numbers and references as nearly all programs write them; what is anything else is left to JavaScript. Wherever
// bytes are read up to an `end`, 64 bytes of memory must lie behind it.

const SLASH: u32 = 0x2f;
const SPACE: u32 = 0x20;
const QUOTES: u32 = 0x22;
const HASH: u32 = 0x23;
const DOLLAR: u32 = 0x24;
const QUOTE: u32 = 0x27;
const OPEN: u32 = 0x28;
const CLOSE: u32 = 0x29;
const PLUS: u32 = 0x2b;
const COMMA: u32 = 0x2c;
const MINUS: u32 = 0x2d;
const DOT: u32 = 0x2e;
const ZERO: u32 = 0x30;
const SEMICOLON: u32 = 0x3b;
const LOWER_E: u32 = 0x65;

/** Powers of ten that a double holds exactly. */
const POWERS = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
  1e20, 1e21, 1e22,
]);
const MAX_POWER: i32 = 22;

/** Where the last call of `numbersFrom` stopped, and how many brackets were open there. */
let place: u32 = 0;
let open: u32 = 0;

/** The place behind the first bracket of the instance at `at`; 0 where its head is anything but plain. */
function listBegin(at: u32, end: u32): u32 {
  // The five that end a head differ in their low halves: each byte is compared with the one of its low half.
  const table = i8x16(-1, 0, 0x22, 0, 0, 0, 0, 0x27, 0x28, 0, 0, 0x3b, 0, 0, 0, 0x2f);
  const low = i8x16.splat(0x0f);
  for (let i = at; i < end; i += 16) {
    const bytes = v128.load(i);
    const hits = i8x16.bitmask(i8x16.eq(i8x16.swizzle(table, v128.and(bytes, low)), bytes));
    if (hits == 0) continue;
    const stop = i + ctz(hits);
    return stop < end && load<u8>(stop) == OPEN ? stop + 1 : 0;
  }
  return 0;
}

/** Where parameter `index` of the instance at `at` begins; 0 where the bytes before it are anything but plain. */
export function parameter(at: u32, end: u32, index: u32): u32 {
  let i = listBegin(at, end);
  if (i == 0) return 0;
  let left = index;
  let depth: u32 = 0;
  for (; left > 0; i++) {
    if (i >= end) return 0;
    const byte: u32 = load<u8>(i);
    if (byte == COMMA && depth == 0) left--;
    else if (byte == OPEN) depth++;
    else if (byte == CLOSE && depth-- == 0) return 0;
    else if (byte == QUOTE) {
      // A doubled quote ends one string and begins another.
      do i++;
      while (i < end && load<u8>(i) != QUOTE);
    } else if (byte == QUOTES || byte == SLASH || byte == SEMICOLON) return 0;
  }
  return i;
}

/**
 * Writes the one to three numbers of the instance `#1=CLASS((1.,2.,3.));` at `at` to `out`, with 0 for those that are not
 * there; false where it is anything but plain or goes beyond the end.
 */
export function readPoint(at: u32, end: u32, out: u32): bool {
  const begin = listBegin(at, end);
  if (begin == 0) return false;
  const count = numbersFrom(begin, end, out, 3, 1);
  if (open != 0 || count == 0) return false;
  for (let i = count; i < 3; i++) store<f64>(out + (i << 3), 0);
  const i = afterSpaces(place, end);
  return load<u8>(i) == CLOSE && endsInstance(i + 1, end);
}

/**
 * Writes the numbers of a list from `at` on to `out`, until it ends, `capacity` are written, the bytes end or something is
 * not plain; answers how many. `depth` is 1 in front of the list and what the last call left where that is gone on with. The
 * place reached is left at `out - 8`, the depth there at `out - 4`: 0 behind the list.
 */
export function readNumbers(at: u32, end: u32, out: u32, capacity: u32, depth: u32): u32 {
  const count = numbersFrom(at, end, out, capacity, depth);
  store<u32>(out - 8, place);
  store<u32>(out - 4, open);
  return count;
}

function numbersFrom(at: u32, end: u32, out: u32, capacity: u32, depth: u32): u32 {
  const limit = out + (capacity << 3);
  let to = out;
  let i = at;
  while (i < end) {
    const byte: u32 = load<u8>(i);
    if (byte <= SPACE || (byte == COMMA && depth > 1)) i++;
    else if (byte == OPEN) {
      depth++;
      i++;
    } else if (depth < 2) break;
    else if (byte == CLOSE) {
      i++;
      if (--depth > 1) continue;
      depth = 0;
      break;
    } else {
      const next = to == limit ? 0 : readNumber(i, end, to);
      if (next == 0) break;
      to += 8;
      i = next;
    }
  }
  place = i;
  open = depth;
  return (to - out) >> 3;
}

/**
 * Marks the one-based places that a list from `at` on names in the bytes at `used`, until the instance ends, the bytes end,
 * or something is not plain: a number that is not whole or not within `length`, or more than one `$` behind the list. Takes and
 * leaves its state as `readNumbers` does, in front of `used`.
 */
export function markIndices(at: u32, end: u32, used: u32, length: u32, depth: u32): void {
  let i = at;
  while (i < end) {
    const byte: u32 = load<u8>(i);
    if (byte - ZERO < 10) {
      let next = i + 1;
      let index: u32 = byte - ZERO;
      let digit: u32 = <u32>load<u8>(next) - ZERO;
      while (digit < 10) {
        index = index * 10 + digit;
        digit = <u32>load<u8>(++next) - ZERO;
      }
      // Nine digits do not overflow; the place after the last byte belongs to no number.
      if (next >= end || next - i > 9 || index - 1 >= length || depth < 2) break;
      store<u8>(used + index - 1, 1);
      i = next;
    } else if (byte == OPEN) {
      depth++;
      i++;
    } else if (byte == CLOSE) {
      if (depth < 2 || (depth == 2 && !endsAbsent(i + 1, end))) break;
      i++;
      if (--depth > 1) continue;
      depth = 0;
      break;
    } else if (byte <= SPACE || (byte == COMMA && depth > 1)) i++;
    else break;
  }
  store<u32>(used - 8, i);
  store<u32>(used - 4, depth);
}

/**
 * Writes the references from `at` on to `out`: those of one parameter, or of the whole instance. `depth` is 1 in front of
 * the first. Takes and leaves its state as `readNumbers` does.
 */
export function readRefs(at: u32, end: u32, out: u32, capacity: u32, depth: u32, whole: bool): u32 {
  const limit = out + (capacity << 2);
  let to = out;
  let i = at;
  while (i < end) {
    const byte: u32 = load<u8>(i);
    if (byte == HASH) {
      let next = i + 1;
      let id: u32 = 0;
      let digit: u32 = <u32>load<u8>(next) - ZERO;
      while (digit < 10) {
        id = id * 10 + digit;
        digit = <u32>load<u8>(++next) - ZERO;
      }
      if (next >= end || next - i - 2 >= 9 || to == limit) break;
      store<u32>(to, id);
      to += 4;
      i = next;
    } else if (byte == CLOSE) {
      if (depth == 1) {
        if (!whole || endsInstance(i + 1, end)) depth = 0;
        break;
      }
      depth--;
      i++;
    } else if (byte == COMMA && depth == 1 && !whole) {
      depth = 0;
      break;
    } else if (byte == OPEN) {
      depth++;
      i++;
    } else if (byte == QUOTE || byte == QUOTES || byte == SLASH || byte == SEMICOLON) break;
    else i++;
  }
  store<u32>(out - 8, i);
  store<u32>(out - 4, depth);
  return (to - out) >> 2;
}

/** Whether the instance ends behind a parameter, or behind a last one that is `$`. */
function endsAbsent(at: u32, end: u32): bool {
  let i = afterSpaces(at, end);
  if (load<u8>(i) == COMMA) {
    i = afterSpaces(i + 1, end);
    if (load<u8>(i) != DOLLAR) return false;
    i = afterSpaces(i + 1, end);
  }
  return load<u8>(i) == CLOSE && endsInstance(i + 1, end);
}

function endsInstance(at: u32, end: u32): bool {
  const i = afterSpaces(at, end);
  return i < end && load<u8>(i) == SEMICOLON;
}

function afterSpaces(at: u32, end: u32): u32 {
  let i = at;
  while (i < end && load<u8>(i) <= SPACE) i++;
  return i;
}

/**
 * Writes the number at `at` to `out` and answers where it ends; 0 where it is not plain, does not end before `end`, or has
 * more than 32 bytes. It is the nearest double where its digits are an integer below 2^53 and its power of ten one that a double
 * holds (W. D. Clinger, How to read floating point numbers accurately), else within three roundings of it.
 */
function readNumber(at: u32, end: u32, out: u32): u32 {
  const negative = load<u8>(at) == MINUS;
  const begin = at + u32(negative);
  const bytes = v128.load(begin);
  const digits = i8x16.sub(bytes, i8x16.splat(<i8>ZERO));
  const dots = i8x16.eq(bytes, i8x16.splat(<i8>DOT));
  const mask = <u32>i8x16.bitmask(v128.or(i8x16.lt_u(digits, i8x16.splat(10)), dots));
  const length = ctz(~mask);
  const dot = (<u32>i8x16.bitmask(dots)) & ~(-1 << length);
  // Where there is no dot, it stands behind the last digit.
  const point = min(ctz(dot), length);
  const count = length - u32(dot != 0);
  let decimals: i32 = count - point;
  let value = integerOf(digits, count, point);
  let i = begin + length;
  if (length == 16) {
    // Not from `i`, which is known later.
    const more = v128.load(begin, 16);
    const moreDigits = i8x16.sub(more, i8x16.splat(<i8>ZERO));
    const moreDots = i8x16.eq(more, i8x16.splat(<i8>DOT));
    const moreMask = <u32>i8x16.bitmask(v128.or(i8x16.lt_u(moreDigits, i8x16.splat(10)), moreDots));
    const moreLength = ctz(~moreMask);
    const moreDot = (<u32>i8x16.bitmask(moreDots)) & ~(-1 << moreLength);
    if (moreLength == 16 || (moreDot & (moreDot - 1)) != 0 || (dot != 0 && moreDot != 0)) return 0;
    const morePoint = min(ctz(moreDot), moreLength);
    const moreCount = moreLength - u32(moreDot != 0);
    decimals = dot != 0 ? decimals + moreCount : moreCount - morePoint;
    value = value * power(moreCount) + integerOf(moreDigits, moreCount, morePoint);
    i = begin + 16 + moreLength;
  }
  if (count == 0 || (dot & (dot - 1)) != 0) return 0;
  let byte: u32 = load<u8>(i);
  if ((byte | 0x20) == LOWER_E) {
    const sign: u32 = load<u8>(++i);
    if (sign == MINUS || sign == PLUS) i++;
    const firstDigit = i;
    let exponent: i32 = 0;
    byte = load<u8>(i);
    while (byte - ZERO < 10) {
      exponent = exponent * 10 + (byte - ZERO);
      byte = load<u8>(++i);
    }
    if (i - firstDigit - 1 >= 3) return 0;
    decimals -= sign == MINUS ? -exponent : exponent;
  }
  if (i >= end || (byte != COMMA && byte != CLOSE && byte > SPACE)) return 0;
  if (<u32>decimals <= <u32>MAX_POWER) value /= power(decimals);
  else if (decimals < 0) {
    if (decimals < -MAX_POWER) return 0;
    value *= power(-decimals);
  } else {
    if (decimals > 2 * MAX_POWER) return 0;
    value = value / power(MAX_POWER) / power(decimals - MAX_POWER);
  }
  store<f64>(out, negative ? -value : value);
  return i;
}

function power(exponent: i32): f64 {
  return load<f64>(POWERS + (exponent << 3));
}

/** The integer of the first `count` lanes that hold digits; the lane `point` is left out where it is among them. */
function integerOf(digits: v128, count: u32, point: u32): f64 {
  // The digits go to the last lanes: lanes below 0 are read as 0.
  const left = i8x16.sub(
    i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
    i8x16.splat(<i8>(16 - count)),
  );
  const lanes = i8x16.sub(left, i8x16.ge_s(left, i8x16.splat(<i8>point)));
  const aligned = i8x16.swizzle(digits, lanes);
  // Pairs, fours, eights of digits.
  const twos = i16x8.add(
    i16x8.mul(v128.and(aligned, i16x8.splat(0xff)), i16x8.splat(10)),
    i16x8.shr_u(aligned, 8),
  );
  const fours = i32x4.dot_i16x8_s(twos, i16x8(100, 1, 100, 1, 100, 1, 100, 1));
  const eights = i32x4.dot_i16x8_s(
    i16x8.narrow_i32x4_u(fours, fours),
    i16x8(10000, 1, 10000, 1, 10000, 1, 10000, 1),
  );
  return <f64>i32x4.extract_lane(eights, 0) * 1e8 + <f64>i32x4.extract_lane(eights, 1);
}
