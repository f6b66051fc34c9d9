import { promisify } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { zstdCompress, zstdDecompress } from 'node:zlib';

import { z } from 'zod';

import { type CacheEntry } from './cache-entry.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Byte 0: layout of what follows. Another one, or another major version of V8's format, reads as no entry. */
const FORMAT = 1;
const PLAIN = 0;
const ZSTD = 1;
const HEADER_BYTES = 6;
// Below, zstd saves less than the thread hop costs; above the second, one value would hold up every other command.
const COMPRESS_FROM = 4096;
const MOST_BYTES = 8 * 1024 ** 2;
const MOST_UNPACKED_BYTES = 64 * 1024 ** 2;

const headSchema = z.object({
  tags: z.array(z.string()),
  versions: z.array(z.number()),
  freshUntil: z.number(),
  staleUntil: z.number(),
});

/** What stands before a value, readable without unpacking it. */
export type EntryHead = Omit<CacheEntry, 'value' | 'bytes'> & {
  readonly body: Uint8Array;
  readonly packing: number;
};

/** Bytes of a value alone, in the structured clone format of V8. Undefined where it cannot be cloned (a function). */
export function serializeValue(value: unknown): Uint8Array | undefined {
  try {
    return serialize(value);
  } catch {
    return undefined;
  }
}

/** An entry as bytes; undefined where it is larger than one value may be. */
export async function encodeEntry(entry: CacheEntry, value: Uint8Array): Promise<Buffer | undefined> {
  if (value.byteLength > MOST_UNPACKED_BYTES) return undefined;
  const { tags, versions, freshUntil, staleUntil } = entry;
  const numbers = tags.map((tag) => versions?.get(tag) ?? -1);
  const head = Buffer.from(JSON.stringify({ tags, versions: numbers, freshUntil, staleUntil }));
  const packed = value.byteLength >= COMPRESS_FROM ? await compress(value) : value;
  if (packed.byteLength > MOST_BYTES) return undefined;
  const prefix = Buffer.alloc(HEADER_BYTES);
  prefix.writeUInt8(FORMAT, 0);
  prefix.writeUInt8(packed === value ? PLAIN : ZSTD, 1);
  prefix.writeUInt32LE(head.byteLength, 2);
  return Buffer.concat([prefix, head, packed]);
}

/** The part before the value; undefined where the bytes are not ours or are damaged. */
export function decodeHead(bytes: Buffer): EntryHead | undefined {
  if (bytes.byteLength < HEADER_BYTES || bytes.readUInt8(0) !== FORMAT) return undefined;
  const bodyAt = HEADER_BYTES + bytes.readUInt32LE(2);
  try {
    const head = headSchema.parse(JSON.parse(bytes.toString('utf8', HEADER_BYTES, bodyAt)));
    const versions = new Map(head.tags.map((tag, i) => [tag, head.versions[i] ?? -1]));
    return { ...head, versions, body: bytes.subarray(bodyAt), packing: bytes.readUInt8(1) };
  } catch {
    return undefined;
  }
}

/** The whole entry; undefined where its value cannot be read. */
export async function decodeEntry(head: EntryHead): Promise<CacheEntry | undefined> {
  const { body, packing, ...rest } = head;
  try {
    // Typed arrays become views of what they are read from: a copy keeps them off the socket's buffer.
    const value =
      packing === ZSTD ? await decompress(body, { maxOutputLength: MOST_UNPACKED_BYTES }) : Buffer.from(body);
    return { ...rest, value: deserialize(value), bytes: value.byteLength };
  } catch {
    return undefined;
  }
}
