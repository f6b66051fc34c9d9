import { type CacheSnapshot } from '@sizewise/shared';

import { CACHE_KINDS, type CacheKind, DEFAULT_TTL } from './cache-kinds.ts';
import { type CacheTier } from './cache-tier.ts';
import { HitCounter } from './hit-counter.ts';
import { SingleFlight } from './single-flight.ts';

/** How long and under which tags a value is kept. */
export interface CacheOptions {
  /** Sets the lifetime and the line in the report. Default `default`. */
  readonly kind?: CacheKind | undefined;
  /** Seconds; wins over the lifetime of the kind. */
  readonly ttl?: number | undefined;
  /** What `invalidateTags` names later. */
  readonly tags?: readonly string[] | undefined;
}

/** Reads through the tiers. Values are shared between callers: treat them as read-only. */
export class QueryCache {
  readonly #tiers: readonly CacheTier[];
  readonly #ttl: Readonly<Record<CacheKind, number>>;
  readonly #flights = new SingleFlight();
  readonly #reads = new HitCounter();
  readonly #kinds = new Map<CacheKind, HitCounter>(CACHE_KINDS.map((kind) => [kind, new HitCounter()]));
  #trusted = true;

  /**
   * @param tiers from the nearest to the farthest
   * @param ttl lifetimes in seconds that differ from the defaults
   */
  constructor(tiers: readonly CacheTier[], ttl: Partial<Record<CacheKind, number>> = {}) {
    this.#tiers = tiers;
    this.#ttl = { ...DEFAULT_TTL, ...ttl };
  }

  /**
   * The value of `key`: from a tier, else from `loader`, which runs once however many ask. An error is not kept.
   * @throws what the loader throws.
   */
  async get<T>(key: string, options: CacheOptions, loader: () => Promise<T>): Promise<T> {
    const kind = options.kind ?? 'default';
    const found = this.#trusted ? await this.#find(key) : undefined;
    this.#reads.record(found !== undefined);
    this.#kinds.get(kind)?.record(found !== undefined);
    if (found) return found.value as T;
    const tags = options.tags ?? [];
    return this.#flights.run(key, tags, async (mayKeep) => {
      const value = await loader();
      if (mayKeep() && this.#trusted && value !== undefined) {
        const entry = { value, tags, ttl: options.ttl ?? this.#ttl[kind] };
        await Promise.all(this.#tiers.map((tier) => tier.set(key, entry)));
      }
      return value;
    });
  }

  /** Forgets every value that carries one of the tags, those being loaded included. */
  async invalidateTags(tags: readonly string[]): Promise<void> {
    this.#flights.invalidate(tags);
    await Promise.all(this.#tiers.map((tier) => tier.invalidateTags(tags)));
  }

  async clear(): Promise<void> {
    this.#flights.invalidate();
    await Promise.all(this.#tiers.map((tier) => tier.clear()));
  }

  /** While invalidations of other processes may be missed, nothing is read from or written to the tiers. */
  async trust(trusted: boolean): Promise<void> {
    this.#trusted = trusted;
    await this.clear();
  }

  /** False while the tiers are bypassed. */
  get trusted(): boolean {
    return this.#trusted;
  }

  snapshot(): CacheSnapshot {
    const tiers = this.#tiers.map((tier) => tier.snapshot());
    const { hitRatio, samples } = this.#reads.snapshot();
    return {
      hitRatio,
      samples,
      memoryUsage: tiers.find((tier) => tier.name === 'memory')?.bytes ?? 0,
      tiers,
      kinds: CACHE_KINDS.map((name) => ({ name, ...(this.#kinds.get(name) ?? new HitCounter()).snapshot() })),
    };
  }

  async #find(key: string): Promise<{ readonly value: unknown } | undefined> {
    for (const [place, tier] of this.#tiers.entries()) {
      const entry = await tier.get(key);
      if (!entry) continue;
      await Promise.all(this.#tiers.slice(0, place).map((nearer) => nearer.set(key, entry)));
      return entry;
    }
    return undefined;
  }
}
