// AssemblyScript: https://www.assemblyscript.org. Everything here works on addresses of the one memory.

/** A head is looked for only where this many bytes are left: it is never cut by the end. */
const HEAD_BYTES: u32 = 256;
const MAX_DIGITS: u32 = 9;
const MAX_NAME: u32 = 127;

/** Bytes of a slot of the table of classes: hash, class + 1 (0 is free), address and length of the name. */
const SLOT_BYTES: u32 = 16;

const NEWLINE: u32 = 0x0a;
const SPACE: u32 = 0x20;
const HASH: u32 = 0x23;
const QUOTE: u32 = 0x27;
const OPEN: u32 = 0x28;
const STAR: u32 = 0x2a;
const SLASH: u32 = 0x2f;
const SEMICOLON: u32 = 0x3b;
const EQUALS: u32 = 0x3d;

/**
 * Scans plain instances `#12=IFCWALL(…);` from `from` on, which is between two instances, and writes three columns to
 * `columns`, each for `capacity` of them: numbers and addresses of 4 bytes, classes of 2. It stops in front of the first
 * instance that is not plain: with a comment, an `=` in its body, a line end in a string, a class that is not in the
 * table, or cut by `to`; also when the columns are full. `to` must have 16 bytes of memory behind it. Answers how many
 * instances there are; the place where it stopped is at `columns - 4`.
 */
export function scanInstances(from: u32, to: u32, columns: u32, capacity: u32, classes: u32, mask: u32): u32 {
  let count: u32 = 0;
  let at = from;
  const addresses = columns + 4 * capacity;
  const classColumn = addresses + 4 * capacity;
  while (count < capacity) {
    let i = at;
    while (i < to && load<u8>(i) <= SPACE) i++;
    at = i;
    if (i + HEAD_BYTES > to || load<u8>(i) != HASH) break;
    const firstDigit = ++i;
    let id: u32 = 0;
    let byte: u32 = load<u8>(i);
    while (byte - 0x30 < 10) {
      id = id * 10 + byte - 0x30;
      byte = load<u8>(++i);
    }
    const digits = i - firstDigit;
    if (digits - 1 >= MAX_DIGITS) break;
    while (byte == SPACE) byte = load<u8>(++i);
    if (byte != EQUALS) break;
    byte = load<u8>(++i);
    while (byte == SPACE) byte = load<u8>(++i);
    const name = i;
    while (byte - 0x41 < 26 || byte - 0x30 < 10) byte = load<u8>(++i);
    const length = i - name;
    if (length - 1 >= MAX_NAME) break;
    while (byte == SPACE) byte = load<u8>(++i);
    if (byte != OPEN) break;
    const found = classOf(name, length, classes, mask);
    if (found == 0) break;
    const end = bodyEnd(i + 1, to);
    if (end == 0) break;
    store<u32>(columns + 4 * count, id);
    store<u32>(addresses + 4 * count, at);
    store<u16>(classColumn + 2 * count, <u16>(found - 1));
    count++;
    at = end;
  }
  store<u32>(columns - 4, at);
  return count;
}

/** The place behind the `;` of a body; 0 where it is not plain or does not end before `to`. */
function bodyEnd(from: u32, to: u32): u32 {
  let i = from;
  while (true) {
    i = bodyStop(i, to);
    if (i >= to) return 0;
    const byte: u32 = load<u8>(i++);
    if (byte == SEMICOLON) return i;
    if (byte == QUOTE) {
      i = stringStop(i, to);
      if (i >= to || load<u8>(i) == NEWLINE) return 0;
      i++;
    } else if (byte == EQUALS || (byte == SLASH && load<u8>(i) == STAR)) return 0;
  }
}

/** The first of `;`, `'`, `/` and `=` from `from` on, or `to`. `to` must have 16 bytes of memory behind it. */
export function bodyStop(from: u32, to: u32): u32 {
  // The four differ in their low halves: each byte is compared with the one of its low half.
  const table = i8x16(-1, 0, 0, 0, 0, 0, 0, 0x27, 0, 0, 0, 0x3b, 0, 0x3d, 0, 0x2f);
  const low = i8x16.splat(0x0f);
  for (let i = from; i < to; i += 16) {
    const bytes = v128.load(i);
    const hits = i8x16.bitmask(i8x16.eq(i8x16.swizzle(table, v128.and(bytes, low)), bytes));
    if (hits != 0) return min(i + ctz(hits), to);
  }
  return to;
}

/** The first `'` or line end from `from` on, or `to`. `to` must have 16 bytes of memory behind it. */
export function stringStop(from: u32, to: u32): u32 {
  const quote = i8x16.splat(<u8>QUOTE);
  const newline = i8x16.splat(<u8>NEWLINE);
  for (let i = from; i < to; i += 16) {
    const bytes = v128.load(i);
    const hits = i8x16.bitmask(v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, newline)));
    if (hits != 0) return min(i + ctz(hits), to);
  }
  return to;
}

/** Adds a class to the table, which must have a free slot. The name must stay where it is. */
export function addClass(name: u32, length: u32, id: u32, classes: u32, mask: u32): void {
  const hash = hashOf(name, length);
  let slot = hash & mask;
  while (load<u32>(classes + slot * SLOT_BYTES, 4) != 0) slot = (slot + 1) & mask;
  const at = classes + slot * SLOT_BYTES;
  store<u32>(at, hash);
  store<u32>(at, id + 1, 4);
  store<u32>(at, name, 8);
  store<u32>(at, length, 12);
}

/** The class of a name, plus one; 0 where the table has none. */
function classOf(name: u32, length: u32, classes: u32, mask: u32): u32 {
  const hash = hashOf(name, length);
  let slot = hash & mask;
  while (true) {
    const at = classes + slot * SLOT_BYTES;
    const id = load<u32>(at, 4);
    if (id == 0) return 0;
    if (load<u32>(at) == hash && load<u32>(at, 12) == length && same(load<u32>(at, 8), name, length))
      return id;
    slot = (slot + 1) & mask;
  }
}

/** Of the length, the first four bytes and the last eight, which tell nearly all classes of one schema apart. */
function hashOf(name: u32, length: u32): u32 {
  let hash = <u64>length;
  if (length >= 8) hash ^= load<u64>(name + length - 8) ^ ((<u64>load<u32>(name + length / 2 - 2)) << 13);
  else for (let i: u32 = 0; i < length; i++) hash = hash * 31 + load<u8>(name + i);
  // The golden ratio of 2^64 spreads it (Knuth, The Art of Computer Programming 6.4).
  return <u32>((hash * 0x9e3779b97f4a7c15) >> 32);
}

function same(a: u32, b: u32, length: u32): bool {
  let i: u32 = 0;
  for (; i + 8 <= length; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return false;
  for (; i < length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false;
  return true;
}
