/** Bytes of tiles kept in memory, on screen or near it. */
export const CACHED_BYTES = 96 * 1024 * 1024;

/** Metres; the store refuses coordinates beyond (shared's bounds schema has the same figure). */
export const MAX_COORDINATE = 1e8;
