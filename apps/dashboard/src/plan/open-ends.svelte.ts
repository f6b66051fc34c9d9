import { type OpenEnd } from '@sizewise/shared';

import { type ApiError, asApiError, isAbort } from '../api/api-error.ts';
import { type ApiClient } from '../api/client.ts';

/** Segments that the plan marks and lists. */
const MOST_ENDS = 5000;

/** The segments of a project that have a port which is connected to nothing. */
export class OpenEnds {
  readonly #client: ApiClient;
  readonly #projectId: string;
  readonly #controller = new AbortController();
  #items = $state.raw<readonly OpenEnd[] | null>(null);
  #isCut = $state(false);
  #error = $state.raw<ApiError | null>(null);

  constructor(client: ApiClient, projectId: string) {
    this.#client = client;
    this.#projectId = projectId;
    void this.load();
  }

  /** null until the first answer. */
  get items(): readonly OpenEnd[] | null {
    return this.#items;
  }

  /** True where there are more than are listed. */
  get isCut(): boolean {
    return this.#isCut;
  }

  get error(): ApiError | null {
    return this.#error;
  }

  async load(): Promise<void> {
    try {
      const { items, isCut } = await this.#client.openEnds(
        this.#projectId,
        MOST_ENDS,
        this.#controller.signal,
      );
      this.#items = items;
      this.#isCut = isCut;
      this.#error = null;
    } catch (error) {
      if (!isAbort(error)) this.#error = asApiError(error);
    }
  }

  close(): void {
    this.#controller.abort();
  }
}
