import { type StoredFinding } from '@sizewise/shared';

import { type ApiError, asApiError, isAbort } from '../api/api-error.ts';
import { type ApiClient } from '../api/client.ts';

/** Findings change with a run of the advisors, every five minutes. */
const POLL_MS = 60_000;

/** Findings as the api keeps them, open and resolved, newest first; read again every minute while the page is seen. */
export class Findings {
  readonly #client: ApiClient;
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;
  #items = $state.raw<readonly StoredFinding[] | null>(null);
  #error = $state.raw<ApiError | null>(null);

  constructor(client: ApiClient) {
    this.#client = client;
    this.#timer = setInterval(() => {
      if (!document.hidden) void this.load();
    }, POLL_MS);
    void this.load();
  }

  /** null until the first answer. */
  get items(): readonly StoredFinding[] | null {
    return this.#items;
  }

  /** Those that have not been resolved. */
  get open(): readonly StoredFinding[] | null {
    return this.#items?.filter(({ resolvedAt }) => resolvedAt === null) ?? null;
  }

  get error(): ApiError | null {
    return this.#error;
  }

  async load(): Promise<void> {
    try {
      this.#items = await this.#client.findings('all', this.#controller.signal);
      this.#error = null;
    } catch (error) {
      if (!isAbort(error)) this.#error = asApiError(error);
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#controller.abort();
  }
}
