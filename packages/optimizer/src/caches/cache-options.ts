import { createHash } from 'node:crypto';

import { CacheTagsError } from '../errors.ts';
import { type CacheKind } from './cache-kinds.ts';

/** How long and under which tags a value is kept. */
export interface CacheOptions {
  /** Sets the lifetime and the line in the report. Default `default`. */
  readonly kind?: CacheKind | undefined;
  /** Seconds; wins over the lifetime of the kind. */
  readonly ttl?: number | undefined;
  /** What an invalidation names later: at most 64, each at most 256 bytes. */
  readonly tags?: readonly string[] | undefined;
  /**
   * `strict` compares the versions of the tags with PostgreSQL before a kept value is used, one statement for each read;
   * without tags it always loads. Default `eventual`: other processes' writes are seen some milliseconds later.
   */
  readonly consistency?: 'eventual' | 'strict' | undefined;
  /** Seconds beyond its lifetime in which a value stands in for a loader that fails; wins over the configuration. */
  readonly staleIfError?: number | undefined;
}

const MOST_TAGS = 64;
const MOST_TAG_BYTES = 256;
const MOST_KEY_LENGTH = 512;

/** @throws CacheTagsError where there are too many, or one is empty or too long. */
export function checkTags(tags: readonly string[]): void {
  if (tags.length > MOST_TAGS) throw new CacheTagsError(`${tags.length} tags; ${MOST_TAGS} are allowed`);
  for (const tag of tags) {
    const bytes = Buffer.byteLength(tag);
    if (bytes === 0 || bytes > MOST_TAG_BYTES || tag.includes('\0'))
      throw new CacheTagsError(`a tag of ${bytes} bytes; 1 to ${MOST_TAG_BYTES} without U+0000 are allowed`);
  }
}

/** SHA-256 of a key, as text that is safe in a key of Redis. */
export function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}

/** A long key, such as one with a user's search text, stands in memory as its digest. */
export function boundedKey(key: string): string {
  return key.length <= MOST_KEY_LENGTH ? key : `sha256:${digestOf(key)}`;
}
