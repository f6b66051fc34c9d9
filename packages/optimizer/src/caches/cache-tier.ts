import { type CacheSnapshot } from '@sizewise/shared';

/** One cached value. */
export interface CacheEntry {
  readonly value: unknown;
  readonly tags: readonly string[];
  /** Seconds from now until it is forgotten. */
  readonly ttl: number;
}

/** A place where values are kept. Tiers are asked from the nearest to the farthest. */
export interface CacheTier {
  readonly name: string;
  get(key: string): Promise<CacheEntry | undefined>;
  set(key: string, entry: CacheEntry): Promise<void>;
  /** Forgets every entry that carries one of the tags. */
  invalidateTags(tags: readonly string[]): Promise<void>;
  clear(): Promise<void>;
  snapshot(): CacheSnapshot['tiers'][number];
}
