import { digestOf } from './cache-options.ts';

/** Where one value and the right to load it lie; in a cluster, on one node. */
export interface EntryKeys {
  readonly entry: string;
  readonly lock: string;
}

/** Keys of one history of one database. After a restore or a failover they are others, and the old ones expire. */
export class RedisKeys {
  readonly #prefix: string;

  constructor(history: string) {
    this.#prefix = `sizewise:cache:${digestOf(history).slice(0, 16)}:`;
  }

  /** Up to which transaction the tags here are known to be complete. */
  get horizon(): string {
    return `${this.#prefix}horizon`;
  }

  tag(tag: string): string {
    return `${this.#prefix}tag:${tag}`;
  }

  of(key: string): EntryKeys {
    const slot = `${this.#prefix}{${digestOf(key)}}`;
    return { entry: `${slot}:entry`, lock: `${slot}:lock` };
  }
}
