import { NIBBLES } from './copy-binary.ts';

const ORDINAL_BITS = 24;
const CHUNK_BITS = 20;

/** Most chunks an import may have, and most records a chunk may have, so that both fit into a row's id. */
export const MAX_CHUNKS = 2 ** CHUNK_BITS;
export const MAX_RECORDS_PER_CHUNK = 2 ** ORDINAL_BITS;

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

// The finaliser of MurmurHash3 (Austin Appleby, public domain): every input bit reaches every output bit.
function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
/** Two digits for each byte: ids are made for every row, and looking digits up is several times faster. */
const BYTES: readonly string[] = Array.from({ length: 256 }, (_, value) => hex(value, 2));
const byte = (value: number): string => BYTES[value & 0xff] ?? '';

/** Whose rows they are. */
export interface IdOwner {
  readonly importId: string;
  /** Of the import: another attempt may cut the file otherwise, so its rows must not have the same ids. */
  readonly attempt: number;
  /** Creation time of the import, milliseconds since 1970. */
  readonly createdAt: number;
  /** Below MAX_CHUNKS. */
  readonly chunk: number;
}

/**
 * Makes the ids of one chunk's rows: UUIDv8 (RFC 9562) of 48 bits time, 20 bits chunk, 24 bits ordinal and 30 bits
 * hash. The same import, attempt, chunk and ordinal give the same id, and ids of one import grow with chunk and ordinal.
 */
export function rowIdsOf({ importId, attempt, createdAt, chunk }: IdOwner): (ordinal: number) => string {
  const time = hex(createdAt, 12);
  const prefix = `${time.slice(0, 8)}-${time.slice(8)}-8${hex(chunk >>> 8, 3)}-`;
  const chunkLow = (chunk & 0xff) << 6;
  const seed = fnv1a(`${importId}/${attempt}/${chunk}`);
  return (ordinal) => {
    const head = 0x8000 | chunkLow | (ordinal >>> 18);
    const hash = mix(seed ^ Math.imul(ordinal + 1, 0x9e3779b1)) >>> 2;
    // 48 bits: the low 18 of the ordinal, then 30 of the hash.
    const high = (ordinal & 0x3ffff) >>> 2;
    const low = ((ordinal & 3) << 30) | hash;
    return (
      `${prefix}${byte(head >>> 8)}${byte(head)}-${byte(high >>> 8)}${byte(high)}` +
      `${byte(low >>> 24)}${byte(low >>> 16)}${byte(low >>> 8)}${byte(low)}`
    );
  };
}

/** Where the ids of one import lie: all of them begin with the time of its creation. */
export interface IdRange {
  /** Smaller than any of them. */
  readonly before: string;
  /** Not smaller than any of them. */
  readonly last: string;
}

/** @param createdAt creation time of the import, milliseconds since 1970 */
export function idRangeOf(createdAt: number): IdRange {
  const time = hex(createdAt, 12);
  const prefix = `${time.slice(0, 8)}-${time.slice(8)}`;
  return { before: `${prefix}-0000-0000-000000000000`, last: `${prefix}-8fff-bfff-ffffffffffff` };
}

/** Number of the chunk that a row's id was made for. */
export function chunkOfId(id: string): number {
  return (
    (Number.parseInt(id.slice(15, 18), 16) << 8) | ((Number.parseInt(id.slice(19, 23), 16) >>> 6) & 0xff)
  );
}

const HASH_AT = 28;

/** What an id adds to the `id_sum` of its chunk: the hash it ends with. */
export function hashOfId(id: string): number {
  let hash = 0;
  for (let i = HASH_AT; i < id.length; i++) hash = hash * 16 + (NIBBLES[id.charCodeAt(i)] ?? 0);
  return hash;
}
