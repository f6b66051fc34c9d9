import { setTimeout as delay } from 'node:timers/promises';

import { type CacheTierSnapshot, type Logger, silentLogger } from '@sizewise/shared';
import { Redis } from 'ioredis';

import { type RedisPool } from '../pools/redis-pool.ts';
import { type CacheEntry, isAtLeast, type TagVersions } from './cache-entry.ts';
import { decodeEntry, decodeHead, type EntryHead, encodeEntry } from './entry-codec.ts';
import { HitCounter } from './hit-counter.ts';
import { LoadClaim } from './load-claim.ts';
import { type EntryKeys, RedisKeys } from './redis-keys.ts';
import { RedisLink } from './redis-link.ts';
import { STORE } from './redis-scripts.ts';
import { TagRelay } from './tag-relay.ts';
import { type PostgresTagVersions } from './tag-versions.ts';

const WAIT_FIRST_MS = 5;
const WAIT_MOST_MS = 50;
/** After so long a reader loads by itself, whoever else may be loading: as long as a statement may take. */
const WAIT_IN_ALL_MS = 30_000;

/** What a reader is told: the value, or that it is its turn to load it. */
export type Turn =
  | { readonly entry: CacheEntry }
  | {
      readonly claim: LoadClaim;
      /** Of the tags before the load; null where they are not known, and the value cannot be shared. */
      readonly versions: TagVersions | null;
      /** True but for its lifetime. */
      readonly expired: CacheEntry | null;
    };

interface Look {
  readonly entry: CacheEntry | null;
  /** Without the tags that Redis does not know. */
  readonly versions: TagVersions;
}

/**
 * Entries that all processes share. An entry carries the versions its tags had before its value was loaded, and counts
 * only while no tag is newer; so a late writer can never bring an old value back. Nothing here rejects.
 */
export class RedisTier {
  readonly name = 'redis';
  readonly counter = new HitCounter();
  readonly #link: RedisLink;
  readonly #relay: TagRelay;
  readonly #versions: PostgresTagVersions;
  readonly #pool: RedisPool;
  #keys: RedisKeys | null = null;
  #size: { entries: number | null; bytes: number | null } = { entries: null, bytes: null };

  constructor(pool: RedisPool, versions: PostgresTagVersions, logger: Logger = silentLogger) {
    this.#pool = pool;
    this.#versions = versions;
    this.#link = new RedisLink(pool, () => this.#catchUp(), logger);
    this.#relay = new TagRelay(this.#link);
  }

  /** True where it is worth asking. */
  usable(): boolean {
    return this.#link.usable() && this.#keys !== null;
  }

  /** Catches up with what it may have missed, then is used again. */
  async recover(): Promise<void> {
    await this.#link.recover();
  }

  invalidate(versions: TagVersions): void {
    if (this.#keys) this.#relay.tell(this.#keys, versions);
  }

  /**
   * The value, or the right to load it: one reader of all processes has it at a time, the others wait for the value.
   * Null where Redis fails, or the wait has become too long.
   * @param wanted versions that the value must have been loaded at, or later ones
   */
  async turn(key: string, tags: readonly string[], wanted: TagVersions | null): Promise<Turn | null> {
    const keys = this.#keys?.of(key);
    if (!keys) return null;
    const turn = await this.#findOrClaim(keys, tags, wanted);
    this.counter.record(turn !== null && 'entry' in turn);
    return turn;
  }

  async #findOrClaim(
    keys: EntryKeys,
    tags: readonly string[],
    wanted: TagVersions | null,
  ): Promise<Turn | null> {
    const first = await this.#look(keys, tags);
    if (first === undefined) return null;
    if (isUsable(first.entry, wanted) && first.entry) return { entry: first.entry };
    const claim = new LoadClaim(this.#link, keys);
    const until = performance.now() + WAIT_IN_ALL_MS;
    for (let pause = WAIT_FIRST_MS; performance.now() < until; pause = Math.min(WAIT_MOST_MS, pause * 1.5)) {
      // In this order: whoever has the claim sees what was stored before it.
      const mine = await claim.take();
      const look = mine === undefined ? undefined : await this.#look(keys, tags);
      if (look === undefined) break;
      if (isUsable(look.entry, wanted) && look.entry) {
        if (mine) await claim.release();
        return { entry: look.entry };
      }
      if (mine) {
        const versions = wanted ?? (await this.#versionsToLoadAt(tags, look.versions));
        return { claim, versions, expired: look.entry };
      }
      await delay(pause * (0.75 + Math.random() / 2));
    }
    await claim.release();
    return null;
  }

  /** Keeps the value and ends the claim, in one step. False where it was not kept. */
  async store(claim: LoadClaim, entry: CacheEntry, value: Uint8Array): Promise<boolean> {
    const bytes = await encodeEntry(entry, value);
    const life = Math.ceil(entry.staleUntil - Date.now());
    if (!bytes || life <= 0) {
      await claim.release();
      return false;
    }
    claim.stopRenewing();
    const { entry: entryKey, lock } = claim.keys;
    return (await this.#link.ask((c) => c.eval(STORE, 2, entryKey, lock, claim.token, bytes, life))) === 1;
  }

  /** Reads the size of the server's database. */
  async probe(): Promise<void> {
    const client = this.usable() ? this.#pool.client() : null;
    const answers =
      client instanceof Redis
        ? await this.#link.ask(() => Promise.all([client.dbsize(), client.info('memory')]))
        : undefined;
    const used = /used_memory:(\d+)/.exec(answers?.[1] ?? '')?.[1];
    this.#size = { entries: answers?.[0] ?? null, bytes: used === undefined ? null : Number(used) };
  }

  snapshot(): CacheTierSnapshot {
    return { name: this.name, state: this.#link.state, ...this.counter.snapshot(), ...this.#size };
  }

  async close(): Promise<void> {
    await this.#link.close();
  }

  async #catchUp(): Promise<void> {
    const history = await this.#versions.history();
    const keys = new RedisKeys(history.name);
    // From here on invalidations are told under these keys, also while what came before is still being caught up.
    this.#keys = keys;
    await this.#relay.catchUp(keys, this.#versions, history);
  }

  /** Undefined where Redis failed. */
  async #look(keys: EntryKeys, tags: readonly string[]): Promise<Look | undefined> {
    const [bytes, versions] = await Promise.all([
      this.#link.ask((client) => client.getBuffer(keys.entry)),
      this.#knownVersions(tags),
    ]);
    if (bytes === undefined || versions === undefined) return undefined;
    const head = bytes === null ? undefined : decodeHead(bytes);
    const entry = head && (await this.#isTrue(head, versions)) ? await decodeEntry(head) : undefined;
    return { entry: entry ?? null, versions };
  }

  async #isTrue(head: EntryHead, versions: TagVersions): Promise<boolean> {
    const others = head.tags.filter((tag) => !versions.has(tag));
    const known = others.length === 0 ? versions : await this.#knownVersions(head.tags);
    return head.tags.every((tag) => {
      const version = known?.get(tag);
      return version !== undefined && (head.versions?.get(tag) ?? -1) >= this.#relay.atLeast(tag, version);
    });
  }

  async #knownVersions(tags: readonly string[]): Promise<TagVersions | undefined> {
    const keys = this.#keys;
    if (!keys) return undefined;
    const texts = await this.#link.ask((client) => Promise.all(tags.map((tag) => client.get(keys.tag(tag)))));
    if (!texts) return undefined;
    return new Map(
      tags.flatMap((tag, i): [string, number][] => {
        const text = texts[i];
        return text == null ? [] : [[tag, this.#relay.atLeast(tag, Number(text))]];
      }),
    );
  }

  async #versionsToLoadAt(tags: readonly string[], known: TagVersions): Promise<TagVersions | null> {
    const missing = tags.filter((tag) => !known.has(tag));
    const keys = this.#keys;
    if (missing.length === 0 || !keys) return known;
    try {
      const read = await this.#versions.versionsOf(missing);
      await this.#link.ask(() => this.#relay.raise(keys, read).then(() => true));
      return new Map([...known, ...read]);
    } catch {
      return null;
    }
  }
}

function isUsable(entry: CacheEntry | null, wanted: TagVersions | null): boolean {
  return entry !== null && entry.freshUntil > Date.now() && (wanted === null || isAtLeast(entry, wanted));
}
