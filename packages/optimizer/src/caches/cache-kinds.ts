/** What a cached value is; each kind has a lifetime of its own. */
export const CACHE_KINDS = ['default', 'calculation', 'spatial'] as const;
export type CacheKind = (typeof CACHE_KINDS)[number];

/** Lifetimes in seconds: calculations change least, spatial reads most. */
export const DEFAULT_TTL: Readonly<Record<CacheKind, number>> = {
  default: 3600,
  calculation: 7200,
  spatial: 1800,
};
