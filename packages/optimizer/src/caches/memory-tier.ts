import { type CacheTierSnapshot } from '@sizewise/shared';
import { LRUCache } from 'lru-cache';

import { type CacheEntry } from './cache-entry.ts';
import { HitCounter } from './hit-counter.ts';

// What V8 holds beside the value: measured on the heap with 100,000 entries, each tag carried by one of them.
const ENTRY_BYTES = 250;
const TAG_BYTES = 300;

/** Entries of this process, least recently used ones dropped first when their bytes exceed the bound. */
export class MemoryTier {
  readonly name = 'memory';
  readonly counter = new HitCounter();
  readonly #entries: LRUCache<string, CacheEntry>;
  readonly #keysOfTag = new Map<string, Set<string>>();

  /**
   * @param maxBytes bound on the serialized size of all values together, keys and tags included
   * @param onEvict told of each entry that gives way
   */
  constructor(maxBytes: number, onEvict: (key: string) => void = () => undefined) {
    this.#entries = new LRUCache<string, CacheEntry>({
      maxSize: maxBytes,
      // The bound is on what is held, so a value larger than the share of one entry is not kept at all.
      maxEntrySize: Math.max(1, Math.floor(maxBytes / 8)),
      dispose: (entry, key, reason) => {
        this.#untag(key, entry.tags);
        if (reason === 'evict') onEvict(key);
      },
    });
  }

  /** Counts as a use of the entry, also where its lifetime is over. */
  get(key: string): CacheEntry | undefined {
    return this.#entries.get(key);
  }

  /** False where the entry is too large to be kept. */
  set(key: string, entry: CacheEntry): boolean {
    const size = ENTRY_BYTES + entry.bytes + key.length + entry.tags.length * TAG_BYTES;
    this.#entries.set(key, entry, { size });
    if (this.#entries.peek(key) !== entry) return false;
    for (const tag of entry.tags) {
      const keys = this.#keysOfTag.get(tag) ?? new Set();
      this.#keysOfTag.set(tag, keys.add(key));
    }
    return true;
  }

  /** Forgets what carries the tag and was not loaded at this version or a later one. */
  invalidate(tag: string, version: number): void {
    for (const key of this.#keysOfTag.get(tag) ?? []) {
      const known = this.#entries.peek(key)?.versions?.get(tag) ?? -1;
      if (known < version) this.#entries.delete(key);
    }
  }

  clear(): void {
    this.#entries.clear();
  }

  snapshot(state: CacheTierSnapshot['state']): CacheTierSnapshot {
    return {
      name: this.name,
      state,
      ...this.counter.snapshot(),
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
