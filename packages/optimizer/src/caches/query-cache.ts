import { EventEmitter } from 'node:events';

import { AppError, type CacheSnapshot, type Logger, silentLogger } from '@sizewise/shared';
import { LRUCache } from 'lru-cache';

import { BackgroundWork } from './background-work.ts';
import { type CacheEntry, isAtLeast, type TagVersions } from './cache-entry.ts';
import { type CacheEvents } from './cache-events.ts';
import { CACHE_KINDS, type CacheKind, DEFAULT_TTL } from './cache-kinds.ts';
import { boundedKey, type CacheOptions, checkTags } from './cache-options.ts';
import { serializeValue } from './entry-codec.ts';
import { HitCounter } from './hit-counter.ts';
import { type LoadClaim } from './load-claim.ts';
import { MemoryTier } from './memory-tier.ts';
import { type RedisTier } from './redis-tier.ts';
import { type Flight, SingleFlight } from './single-flight.ts';
import { type PostgresTagVersions } from './tag-versions.ts';

/** Tags whose last invalidation is remembered, so that its echo does not forget what was loaded since. */
const MOST_KNOWN_TAGS = 10_000;

/** How long values live, and where. Durations in seconds. */
export interface QueryCacheOptions {
  /** Bound on the in-process tier; 0 is none. */
  readonly maxBytes: number;
  /** Lifetimes by kind. Default 3600, calculation 7200, spatial 1800. */
  readonly ttl?: Partial<Record<CacheKind, number>> | undefined;
  /** Lifetime of null and undefined, where it is the shorter one. Default 30. */
  readonly negativeTtl?: number | undefined;
  /** How long beyond its lifetime a value stands in for a loader that fails. Default 300, as RFC 5861 has it by example. */
  readonly staleIfError?: number | undefined;
  readonly redis?: RedisTier | null | undefined;
  /** Where strict reads compare versions. Without it they always load. */
  readonly versions?: Pick<PostgresTagVersions, 'versionsOf'> | null | undefined;
  readonly logger?: Logger | undefined;
}

interface Read {
  readonly key: string;
  readonly kind: CacheKind;
  readonly tags: readonly string[];
  readonly options: CacheOptions;
  /** Versions that a strict read asks for. */
  readonly wanted: TagVersions | null;
}

/** Reads through the tiers. Values are shared between callers: treat them as read-only. Plain data comes back as it is. */
export class QueryCache {
  readonly events = new EventEmitter<CacheEvents>();
  readonly #memory: MemoryTier | null;
  readonly #redis: RedisTier | null;
  readonly #versions: Pick<PostgresTagVersions, 'versionsOf'> | null;
  readonly #ttl: Readonly<Record<CacheKind, number>>;
  readonly #negativeTtl: number;
  readonly #staleIfError: number;
  readonly #logger: Logger;
  readonly #flights = new SingleFlight();
  readonly #background: BackgroundWork;
  readonly #known = new LRUCache<string, number>({ max: MOST_KNOWN_TAGS });
  readonly #reads = new HitCounter();
  readonly #kinds = new Map<CacheKind, HitCounter>(CACHE_KINDS.map((kind) => [kind, new HitCounter()]));
  /** Time of day since which invalidations may be missed; null while they arrive. */
  #deafSince: number | null = null;

  constructor(options: QueryCacheOptions) {
    this.#memory =
      options.maxBytes > 0
        ? new MemoryTier(options.maxBytes, (key) =>
            this.#tell('cache:evict', () => ({ key, tier: 'memory' })),
          )
        : null;
    this.#redis = options.redis ?? null;
    this.#versions = options.versions ?? null;
    this.#ttl = { ...DEFAULT_TTL, ...options.ttl };
    this.#negativeTtl = options.negativeTtl ?? 30;
    this.#staleIfError = options.staleIfError ?? 300;
    this.#logger = options.logger ?? silentLogger;
    this.#background = new BackgroundWork(this.#logger);
  }

  /**
   * The value of `key`: from a tier, else from `loader`, which runs once however many ask, in all processes where they
   * share Redis. An error is not kept; where the loader fails, a value just beyond its lifetime stands in.
   * @throws what the loader throws; CacheTagsError
   */
  async get<T>(key: string, options: CacheOptions, loader: () => Promise<T>): Promise<T> {
    const kind = options.kind ?? 'default';
    const tags = options.tags ?? [];
    let wanted: TagVersions | null = null;
    if (options.consistency === 'strict') {
      checkTags(tags);
      wanted = tags.length === 0 ? null : await this.#wantedVersions(tags);
      if (!wanted) return this.#bypass(key, kind, loader);
    }
    const read = { key: boundedKey(key), kind, tags, options, wanted };
    const entry = this.#fromMemory(read);
    if (entry) {
      this.#count(read, 'memory');
      return entry.value as T;
    }
    checkTags(tags);
    return this.#share(read, loader);
  }

  /** Forgets what was loaded before these versions of its tags, and does not keep what is being loaded. */
  invalidate(versions: TagVersions): void {
    const fresh = new Map([...versions].filter(([tag, version]) => (this.#known.get(tag) ?? -1) < version));
    if (fresh.size === 0) return;
    for (const [tag, version] of fresh) {
      this.#known.set(tag, version);
      this.#memory?.invalidate(tag, version);
    }
    this.#flights.invalidate(fresh);
    this.#redis?.invalidate(fresh);
    this.#tell('cache:invalidate', () => ({ tags: [...fresh.keys()] }));
  }

  /** While invalidations of other processes may be missed, the in-process tier is neither read nor written. */
  async trust(trusted: boolean): Promise<void> {
    this.#flights.invalidateAll();
    if (!trusted) {
      this.#deafSince ??= Date.now();
      return;
    }
    this.#memory?.clear();
    this.#known.clear();
    this.#deafSince = null;
    await this.#redis?.recover();
  }

  /** False while the in-process tier is bypassed. */
  get trusted(): boolean {
    return this.#deafSince === null;
  }

  /** Reads figures of the tiers that only their server knows. */
  async probe(): Promise<void> {
    await this.#redis?.probe();
  }

  snapshot(): CacheSnapshot {
    const memory = this.#memory?.snapshot(this.trusted ? 'up' : 'bypassed');
    const redis = this.#redis?.snapshot();
    const { hitRatio, samples } = this.#reads.snapshot();
    return {
      hitRatio,
      samples,
      memoryUsage: memory?.bytes ?? 0,
      tiers: [memory, redis].filter((tier) => tier !== undefined),
      kinds: CACHE_KINDS.map((name) => ({ name, ...(this.#kinds.get(name) ?? new HitCounter()).snapshot() })),
    };
  }

  /** Waits for what is being stored. */
  async close(): Promise<void> {
    await this.#background.settle();
    await this.#redis?.close();
  }

  #fromMemory({ key, wanted }: Read): CacheEntry | undefined {
    if (this.#memory === null || !this.trusted) return undefined;
    const entry = this.#memory.get(key);
    const found =
      entry !== undefined && entry.freshUntil > Date.now() && (wanted === null || isAtLeast(entry, wanted));
    this.#memory.counter.record(found);
    return found ? entry : undefined;
  }

  async #wantedVersions(tags: readonly string[]): Promise<TagVersions | null> {
    // Where PostgreSQL does not answer, the loader will say so.
    return (await this.#versions?.versionsOf(tags).catch(() => null)) ?? null;
  }

  async #bypass<T>(key: string, kind: CacheKind, loader: () => Promise<T>): Promise<T> {
    this.#count({ key, kind }, null);
    return loader();
  }

  async #share<T>(read: Read, loader: () => Promise<T>): Promise<T> {
    const { key, wanted, tags } = read;
    // Who wants certain versions shares a load only with others who want the same.
    const flight = wanted ? `${key}\0${JSON.stringify([...wanted])}` : key;
    let tier: string | null = null;
    try {
      const result = await this.#flights.run(flight, tags, (running) => this.#fetch(read, loader, running));
      tier = result.tier;
      return result.value as T;
    } finally {
      this.#count(read, tier);
    }
  }

  async #fetch(
    read: Read,
    loader: () => Promise<unknown>,
    flight: Flight,
  ): Promise<{ readonly value: unknown; readonly tier: string | null }> {
    const { key, tags, wanted } = read;
    const turn = this.#redis?.usable() ? await this.#redis.turn(key, tags, wanted) : null;
    if (turn && 'entry' in turn) {
      if (flight.mayKeep(turn.entry.versions)) this.#keep(read, turn.entry);
      return { value: turn.entry.value, tier: 'redis' };
    }
    // A loader whose value nobody can use any more holds up no one.
    if (turn) flight.whenBehind(turn.versions, () => this.#background.add(() => turn.claim.release()));
    try {
      const value = await loader();
      const versions = turn?.versions ?? wanted;
      this.#store(read, value, flight.mayKeep(versions) ? versions : undefined, turn?.claim);
      return { value, tier: null };
    } catch (error) {
      if (turn) this.#background.add(() => turn.claim.release());
      const stale = this.#standIn(read, error, turn?.expired ?? null);
      if (!stale) throw error;
      this.#logger.warn({ error: String(error), kind: read.kind }, 'A stale value stands in for its loader');
      this.#tell('cache:stale', () => ({ key, kind: read.kind, error }));
      return { value: stale.value, tier: null };
    }
  }

  /** @param versions of the tags before the load, null where they are not known, undefined where nothing may be kept */
  #store(read: Read, value: unknown, versions: TagVersions | null | undefined, claim?: LoadClaim): void {
    const bytes = versions === undefined ? undefined : serializeValue(value);
    const entry = bytes && this.#entryOf(read, value, versions ?? null, bytes.byteLength);
    if (entry) this.#keep(read, entry);
    if (!claim) return;
    const redis = entry?.versions ? this.#redis : null;
    const begun = this.#background.add(async () => {
      if (!redis || !entry || !bytes) return claim.release();
      if (await redis.store(claim, entry, bytes))
        this.#tell('cache:set', () => ({ key: read.key, kind: read.kind, tier: redis.name }));
    });
    // A claim that is not ended expires by itself.
    if (!begun) claim.stopRenewing();
  }

  #entryOf(
    { kind, tags, options }: Read,
    value: unknown,
    versions: TagVersions | null,
    bytes: number,
  ): CacheEntry {
    const full = options.ttl ?? this.#ttl[kind];
    const ttl = value === null || value === undefined ? Math.min(full, this.#negativeTtl) : full;
    const freshUntil = Date.now() + ttl * 1000;
    const staleUntil = freshUntil + (options.staleIfError ?? this.#staleIfError) * 1000;
    return { value, tags, versions, freshUntil, staleUntil, bytes };
  }

  #keep({ key, kind }: Read, entry: CacheEntry): void {
    if (!this.trusted || !this.#memory?.set(key, entry)) return;
    this.#tell('cache:set', () => ({ key, kind, tier: 'memory' }));
  }

  /** What may be served instead of an error. An error that is an answer, such as "not found", is not replaced. */
  #standIn({ key, wanted, options }: Read, error: unknown, expired: CacheEntry | null): CacheEntry | null {
    if (wanted !== null || (error instanceof AppError && !error.retryable)) return null;
    const now = Date.now();
    if (expired && expired.staleUntil > now) return expired;
    const bound = (options.staleIfError ?? this.#staleIfError) * 1000;
    if (this.#deafSince !== null && now >= this.#deafSince + bound) return null;
    const entry = this.#memory?.get(key);
    return entry && entry.staleUntil > now ? entry : null;
  }

  #count({ key, kind }: Pick<Read, 'key' | 'kind'>, tier: string | null): void {
    const hit = tier !== null;
    this.#reads.record(hit);
    this.#kinds.get(kind)?.record(hit);
    if (hit) this.#tell('cache:hit', () => ({ key, kind, tier }));
    else this.#tell('cache:miss', () => ({ key, kind }));
  }

  /** A handler that throws is told to the log, not to the reader or writer whose work it watched. */
  #tell<Name extends keyof CacheEvents>(name: Name, payload: () => CacheEvents[Name][0]): void {
    if (this.events.listenerCount(name) === 0) return;
    for (const handler of this.events.rawListeners(name)) {
      try {
        Reflect.apply(handler, this.events, [payload()]);
      } catch (error) {
        this.#logger.error({ error: String(error), event: name }, 'A handler of a cache event failed');
      }
    }
  }
}
