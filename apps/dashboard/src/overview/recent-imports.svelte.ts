import { type Import } from '@sizewise/shared';

import { type ApiError, asApiError, isAbort } from '../api/api-error.ts';
import { type ApiClient } from '../api/client.ts';
import { type TimeWindow } from '../lib/time-range.ts';

/** Imports that are read at most, to be marked on the time axis. */
const MOST = 1000;
const PAGE = 200;

/** Imports of all projects, newest first, back to a time. */
export class RecentImports {
  readonly #client: ApiClient;
  #controller = new AbortController();
  #items = $state.raw<readonly Import[]>([]);
  #isCut = $state(false);
  #error = $state.raw<ApiError | null>(null);

  constructor(client: ApiClient) {
    this.#client = client;
  }

  /** Older ones were left out. */
  get isCut(): boolean {
    return this.#isCut;
  }

  get error(): ApiError | null {
    return this.#error;
  }

  /** Those that were under way at some time of the window. */
  between({ from, to }: TimeWindow): readonly Import[] {
    return this.#items.filter(({ createdAt, startedAt, finishedAt }) => {
      const begin = Date.parse(startedAt ?? createdAt) / 1000;
      const end = finishedAt === null ? to : Date.parse(finishedAt) / 1000;
      return end >= from && begin <= to;
    });
  }

  /** @param from seconds since 1970 */
  async load(from: number): Promise<void> {
    this.#controller.abort();
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    const found: Import[] = [];
    try {
      let cursor: string | null = null;
      do {
        const { items, nextCursor } = await this.#client.imports({ limit: PAGE, cursor }, signal);
        found.push(...items);
        const oldest = items.at(-1);
        cursor = oldest && Date.parse(oldest.createdAt) / 1000 < from ? null : nextCursor;
      } while (cursor !== null && found.length < MOST);
      this.#items = found;
      this.#isCut = cursor !== null;
      this.#error = null;
    } catch (error) {
      if (!isAbort(error)) this.#error = asApiError(error);
    }
  }

  close(): void {
    this.#controller.abort();
  }
}
