import { type Alert } from '@sizewise/shared';

import { type ApiClient } from '../api/client.ts';
import { Loaded } from './loaded.svelte.ts';

/** Samples are judged every ten seconds. */
const POLL_MS = 10_000;

/** Alerts that are open now; read again while the page is seen. */
export class Alerts {
  readonly #loaded: Loaded<readonly Alert[]>;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(client: ApiClient) {
    this.#loaded = new Loaded((signal) => client.alerts({ state: 'open' }, signal));
    this.#timer = setInterval(() => {
      if (!document.hidden) void this.load();
    }, POLL_MS);
    void this.load();
  }

  /** null until the first answer. */
  get items(): readonly Alert[] | null {
    return this.#loaded.value;
  }

  async load(): Promise<void> {
    await this.#loaded.load();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#loaded.close();
  }
}
