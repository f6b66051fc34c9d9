import { serialize } from 'node:v8';

import { type CacheSnapshot } from '@sizewise/shared';
import { LRUCache } from 'lru-cache';

import { type CacheEntry, type CacheTier } from './cache-tier.ts';
import { HitCounter } from './hit-counter.ts';

/** Entries of this process, least recently used ones dropped first when their bytes exceed the bound. */
export class MemoryTier implements CacheTier {
  readonly name = 'memory';
  readonly #entries: LRUCache<string, CacheEntry>;
  readonly #keysOfTag = new Map<string, Set<string>>();
  readonly #counter = new HitCounter();

  /** @param maxBytes bound on the serialized size of all values together */
  constructor(maxBytes: number) {
    this.#entries = new LRUCache<string, CacheEntry>({
      maxSize: maxBytes,
      // The bound is on what is held, so a value larger than the share of one entry is not kept at all.
      maxEntrySize: Math.max(1, Math.floor(maxBytes / 8)),
      sizeCalculation: (entry, key) => Math.max(1, serialize(entry.value).byteLength + key.length * 2),
      dispose: (entry, key) => this.#untag(key, entry.tags),
    });
  }

  async get(key: string): Promise<CacheEntry | undefined> {
    const entry = this.#entries.get(key);
    this.#counter.record(entry !== undefined);
    return entry;
  }

  async set(key: string, entry: CacheEntry): Promise<void> {
    this.#entries.set(key, entry, { ttl: entry.ttl * 1000 });
    if (this.#entries.peek(key) !== entry) return;
    for (const tag of entry.tags) {
      const keys = this.#keysOfTag.get(tag) ?? new Set();
      this.#keysOfTag.set(tag, keys.add(key));
    }
  }

  async invalidateTags(tags: readonly string[]): Promise<void> {
    for (const tag of tags) {
      for (const key of this.#keysOfTag.get(tag) ?? []) this.#entries.delete(key);
    }
  }

  async clear(): Promise<void> {
    this.#entries.clear();
  }

  snapshot(): CacheSnapshot['tiers'][number] {
    this.#entries.purgeStale();
    return {
      name: this.name,
      ...this.#counter.snapshot(),
      entries: this.#entries.size,
      bytes: this.#entries.calculatedSize,
    };
  }

  #untag(key: string, tags: readonly string[]): void {
    for (const tag of tags) {
      const keys = this.#keysOfTag.get(tag);
      keys?.delete(key);
      if (keys?.size === 0) this.#keysOfTag.delete(tag);
    }
  }
}
