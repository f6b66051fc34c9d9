import { randomUUID } from 'node:crypto';

import { type EntryKeys } from './redis-keys.ts';
import { type RedisLink } from './redis-link.ts';
import { RELEASE, RENEW } from './redis-scripts.ts';

/** A process that dies holds up the readers of its keys for no longer than this. */
const LEASE_MS = 5000;

/**
 * The right to load one value. It expires unless it is renewed, and its token fences it: who has lost it can neither
 * store nor end the claim of another.
 */
export class LoadClaim {
  readonly keys: EntryKeys;
  readonly token: string = randomUUID();
  readonly #link: RedisLink;
  #renewal: NodeJS.Timeout | undefined;
  #released = false;

  constructor(link: RedisLink, keys: EntryKeys) {
    this.#link = link;
    this.keys = keys;
  }

  /** True where it is ours, false where another has it, undefined where Redis failed. */
  async take(): Promise<boolean | undefined> {
    const { lock } = this.keys;
    const answer = await this.#link.ask((client) => client.set(lock, this.token, 'PX', LEASE_MS, 'NX'));
    if (answer !== 'OK') return answer === undefined ? undefined : false;
    this.#renewal = setInterval(() => void this.#renew(), LEASE_MS / 3);
    this.#renewal.unref();
    return true;
  }

  stopRenewing(): void {
    clearInterval(this.#renewal);
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    this.stopRenewing();
    await this.#link.ask((client) => client.eval(RELEASE, 1, this.keys.lock, this.token));
  }

  async #renew(): Promise<void> {
    await this.#link.ask((client) => client.eval(RENEW, 1, this.keys.lock, this.token, LEASE_MS));
  }
}
