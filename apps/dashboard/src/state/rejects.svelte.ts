import { type Reject } from '@sizewise/shared';

import { type ApiError, asApiError, isAbort } from '../api/api-error.ts';
import { type ApiClient } from '../api/client.ts';

const PAGE = 50;
const MOST = 1000;

/** The first rejects of an import, more on demand; all of them are a download. */
export class RejectList {
  readonly #client: ApiClient;
  readonly #importId: string;
  #controller = new AbortController();
  #items = $state.raw<readonly Reject[] | null>(null);
  #more = $state(false);
  #loading = $state(false);
  #error = $state.raw<ApiError | null>(null);

  constructor(client: ApiClient, importId: string) {
    this.#client = client;
    this.#importId = importId;
  }

  get items(): readonly Reject[] | null {
    return this.#items;
  }

  get canLoadMore(): boolean {
    return this.#more && (this.#items?.length ?? 0) < MOST;
  }

  get isLoading(): boolean {
    return this.#loading;
  }

  get error(): ApiError | null {
    return this.#error;
  }

  async load(): Promise<void> {
    this.#controller.abort();
    this.#controller = new AbortController();
    this.#loading = true;
    try {
      const limit = Math.min(MOST, (this.#items?.length ?? 0) + PAGE);
      const page = await this.#client.rejects(this.#importId, limit, this.#controller.signal);
      this.#items = page.items;
      this.#more = page.more;
      this.#error = null;
    } catch (error) {
      if (isAbort(error)) return;
      this.#error = asApiError(error);
    }
    this.#loading = false;
  }

  close(): void {
    this.#controller.abort();
  }
}
