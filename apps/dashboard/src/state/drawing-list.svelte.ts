import { type Drawing } from '@sizewise/shared';

import { type ApiError, asApiError, isAbort } from '../api/api-error.ts';
import { type ApiClient } from '../api/client.ts';

/** The drawings of a project. */
export class DrawingList {
  readonly #client: ApiClient;
  readonly #projectId: string;
  readonly #controller = new AbortController();
  #items = $state.raw<readonly Drawing[] | null>(null);
  #error = $state.raw<ApiError | null>(null);

  constructor(client: ApiClient, projectId: string) {
    this.#client = client;
    this.#projectId = projectId;
  }

  /** null until the first answer. */
  get items(): readonly Drawing[] | null {
    return this.#items;
  }

  get error(): ApiError | null {
    return this.#error;
  }

  async load(): Promise<void> {
    try {
      this.#items = await this.#client.drawings(this.#projectId, this.#controller.signal);
      this.#error = null;
    } catch (error) {
      if (!isAbort(error)) this.#error = asApiError(error);
    }
  }

  close(): void {
    this.#controller.abort();
  }
}
