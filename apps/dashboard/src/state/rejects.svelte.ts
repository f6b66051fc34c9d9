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

  /** Corrected records among those shown that are not stored yet. */
  get waiting(): number {
    return this.#items?.filter((item) => item.corrected !== null && item.resolvedAt === null).length ?? 0;
  }

  get isLoading(): boolean {
    return this.#loading;
  }

  get error(): ApiError | null {
    return this.#error;
  }

  /** The first page, then one more each time. */
  async load(): Promise<void> {
    await this.#show(Math.min(MOST, (this.#items?.length ?? 0) + PAGE));
  }

  /** Keeps a corrected record and shows it. @throws ApiError */
  async correct(id: string, record: Record<string, unknown>): Promise<void> {
    const kept = await this.#client.correctReject(this.#importId, id, record);
    this.#items = this.#items?.map((item) => (item.id === id ? kept : item)) ?? null;
  }

  /**
   * Stores every corrected record.
   * @returns why the one named was refused; null where it was not
   * @throws ApiError
   */
  async retry(id: string | null): Promise<{ code: string; reason: string } | null> {
    const { stillRejected } = await this.#client.retryRejects(this.#importId);
    await this.#show(this.#items?.length ?? PAGE);
    return stillRejected.find((one) => one.id === id) ?? null;
  }

  close(): void {
    this.#controller.abort();
  }

  async #show(limit: number): Promise<void> {
    this.#controller.abort();
    this.#controller = new AbortController();
    this.#loading = true;
    try {
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
}
