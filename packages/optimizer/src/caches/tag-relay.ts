import { type TagVersions } from './cache-entry.ts';
import { type RedisKeys } from './redis-keys.ts';
import { type RedisLink } from './redis-link.ts';
import { RAISE } from './redis-scripts.ts';
import { type TagHistory, type PostgresTagVersions } from './tag-versions.ts';

/** A tag that Redis has forgotten is read from PostgreSQL, so this bounds memory and nothing else. */
const TAG_SECONDS = 24 * 3600;
const HORIZON_SECONDS = 30 * TAG_SECONDS;
const MOST_PENDING = 10_000;

/** Tells Redis the versions of tags, and knows those that Redis has not confirmed yet. */
export class TagRelay {
  readonly #link: RedisLink;
  readonly #pending = new Map<string, number>();

  constructor(link: RedisLink) {
    this.#link = link;
  }

  /** The version a value must have been loaded at: never below what this process has heard. */
  atLeast(tag: string, version: number): number {
    return Math.max(version, this.#pending.get(tag) ?? 0);
  }

  /** Tells Redis in the background. What cannot be told is caught up by `catchUp` before Redis is used again. */
  tell(keys: RedisKeys, versions: TagVersions): void {
    if (this.#link.state === 'down') return;
    for (const [tag, version] of versions) this.#pending.set(tag, this.atLeast(tag, version));
    if (this.#pending.size > MOST_PENDING) {
      this.#pending.clear();
      this.#link.lost(new Error('too many invalidations wait for Redis'));
      return;
    }
    this.raise(keys, versions).then(
      () => this.#confirm(versions),
      (error: unknown) => {
        this.#confirm(versions);
        this.#link.lost(error);
      },
    );
  }

  /** @throws the driver's errors. */
  async raise(keys: RedisKeys, versions: TagVersions): Promise<void> {
    const client = this.#link.client();
    await Promise.all(
      [...versions].map(([tag, version]) => client.eval(RAISE, 1, keys.tag(tag), version, TAG_SECONDS)),
    );
  }

  /**
   * Tells Redis every version that it may have missed: those since the horizon that it remembers itself, so that a
   * server that came back with older data names an older horizon.
   * @throws the driver's errors of Redis and PostgreSQL.
   */
  async catchUp(keys: RedisKeys, versions: PostgresTagVersions, history: TagHistory): Promise<void> {
    const client = this.#link.client();
    const since = Number((await client.get(keys.horizon)) ?? 0);
    for await (const batch of versions.changedSince(since)) await this.raise(keys, batch);
    await client.eval(RAISE, 1, keys.horizon, history.horizon, HORIZON_SECONDS);
  }

  #confirm(versions: TagVersions): void {
    for (const [tag, version] of versions) {
      if (this.#pending.get(tag) === version) this.#pending.delete(tag);
    }
  }
}
