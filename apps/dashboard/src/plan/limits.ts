/** The most documents the api gives for one box. */
export const SPATIAL_LIMIT = 10_000;

/** Items kept in memory, on screen or near it: about 100 MB of a browser's heap. */
export const CACHED_ITEMS = 150_000;

/** Metres; the store refuses coordinates beyond (shared's bounds schema has the same figure). */
export const MAX_COORDINATE = 1e8;

/** Segments whose system is looked up one page after the other before the plan stops asking. */
export const SYSTEM_LOOKUP_LIMIT = 20_000;
