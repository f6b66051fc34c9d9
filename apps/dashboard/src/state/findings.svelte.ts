import { type StoredFinding } from '@sizewise/shared';

import { type ApiError } from '../api/api-error.ts';
import { type ApiClient } from '../api/client.ts';
import { Loaded } from './loaded.svelte.ts';

/** Findings change with a run of the advisors, every five minutes. */
const POLL_MS = 60_000;

/** Findings as the api keeps them, open and resolved, newest first; read again every minute while the page is seen. */
export class Findings {
  readonly #loaded: Loaded<readonly StoredFinding[]>;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(client: ApiClient) {
    this.#loaded = new Loaded((signal) => client.findings('all', signal));
    this.#timer = setInterval(() => {
      if (!document.hidden) void this.load();
    }, POLL_MS);
    void this.load();
  }

  /** null until the first answer. */
  get items(): readonly StoredFinding[] | null {
    return this.#loaded.value;
  }

  /** Those that have not been resolved. */
  get open(): readonly StoredFinding[] | null {
    return this.items?.filter(({ resolvedAt }) => resolvedAt === null) ?? null;
  }

  get error(): ApiError | null {
    return this.#loaded.error;
  }

  async load(): Promise<void> {
    await this.#loaded.load();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#loaded.close();
  }
}
