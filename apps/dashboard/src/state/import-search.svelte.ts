import { type Import, type ImportCounts } from '@sizewise/shared';

import { type ApiError, asApiError, isAbort } from '../api/api-error.ts';
import { type ApiClient } from '../api/client.ts';
import { isLive } from '../lib/import-progress.ts';
import { type ImportQuery } from '../lib/import-query.ts';

const POLL_LIVE = 2000;
const POLL_IDLE = 15_000;
const PAGE = 50;
/** Imports that are shown at most; a search finds the others. */
const MOST = 1000;

/** Imports of all projects that fit a query, read again by itself while some of them are under way. */
export class ImportSearch {
  readonly #client: ApiClient;
  #query: ImportQuery;
  #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #items = $state.raw<readonly Import[] | null>(null);
  #counts = $state.raw<ImportCounts | null>(null);
  #shown = $state(PAGE);
  #hasMore = $state(false);
  #loading = $state(false);
  #error = $state.raw<ApiError | null>(null);

  constructor(client: ApiClient, query: ImportQuery) {
    this.#client = client;
    this.#query = query;
  }

  /** Newest first; null until the first answer. */
  get items(): readonly Import[] | null {
    return this.#items;
  }

  /** Of every status and format, whatever status the query asks for. */
  get counts(): ImportCounts | null {
    return this.#counts;
  }

  get hasMore(): boolean {
    return this.#hasMore && this.#shown < MOST;
  }

  get isLoading(): boolean {
    return this.#loading;
  }

  get error(): ApiError | null {
    return this.#error;
  }

  /** Shows other imports, from the newest. */
  choose(query: ImportQuery): void {
    this.#query = query;
    this.#shown = PAGE;
    void this.load();
  }

  async loadMore(): Promise<void> {
    this.#shown = Math.min(MOST, this.#shown + PAGE);
    await this.load();
  }

  async load(): Promise<void> {
    clearTimeout(this.#timer);
    this.#controller.abort();
    const { signal } = (this.#controller = new AbortController());
    const { q, status, ...among } = this.#query;
    const selection = { ...among, q: q.trim() === '' ? null : q.trim() };
    this.#loading = true;
    try {
      const [page, counts] = await Promise.all([
        this.#client.imports({ ...selection, status, limit: this.#shown }, signal),
        this.#client.importCounts(selection, signal),
      ]);
      this.#items = page.items;
      this.#hasMore = page.nextCursor !== null;
      this.#counts = counts;
      this.#error = null;
    } catch (error) {
      if (isAbort(error)) return;
      this.#error = asApiError(error);
    }
    this.#loading = false;
    const delay = this.#items?.some((item) => isLive(item.status)) ? POLL_LIVE : POLL_IDLE;
    this.#timer = setTimeout(() => void this.load(), delay);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#controller.abort();
  }
}
