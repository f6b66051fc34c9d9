import { type Drawing, type Takeoff, type TakeoffKey } from '@sizewise/shared';

import { type ApiError, asApiError, isAbort } from '../api/api-error.ts';
import { type ApiClient } from '../api/client.ts';

/** A project's quantities in the grouping that was asked for last. */
export class TakeoffTable {
  readonly #client: ApiClient;
  readonly #projectId: string;
  #controller = new AbortController();
  #drawings = $state.raw<readonly Drawing[] | null>(null);
  #takeoff = $state.raw<Takeoff | null>(null);
  #loading = $state(true);
  #error = $state.raw<ApiError | null>(null);

  constructor(client: ApiClient, projectId: string) {
    this.#client = client;
    this.#projectId = projectId;
  }

  /** null until the first answer; while another grouping is read, the one before it. */
  get takeoff(): Takeoff | null {
    return this.#takeoff;
  }

  /** Those that have a published revision. */
  get drawings(): readonly Drawing[] {
    return this.#drawings?.filter(({ importId }) => importId !== null) ?? [];
  }

  /** The published import of a drawing; null for all drawings, and for one that is not known. */
  importOf(drawingId: string | null): string | null {
    return this.#drawings?.find(({ id }) => id === drawingId)?.importId ?? null;
  }

  get isLoading(): boolean {
    return this.#loading;
  }

  get error(): ApiError | null {
    return this.#error;
  }

  /**
   * Reads a grouping; one that is still being read is given up.
   * @param drawingId of the drawing that is taken off; null for all of them
   */
  async load(keys: readonly TakeoffKey[], drawingId: string | null): Promise<void> {
    this.#controller.abort();
    this.#controller = new AbortController();
    this.#loading = true;
    try {
      const { signal } = this.#controller;
      this.#drawings ??= await this.#client.drawings(this.#projectId, signal);
      const importId = this.importOf(drawingId);
      this.#takeoff = await this.#client.takeoff(this.#projectId, keys, importId, signal);
      this.#error = null;
    } catch (error) {
      if (isAbort(error)) return;
      this.#error = asApiError(error);
    }
    this.#loading = false;
  }

  /** Forgets which drawings there are, for what is published has changed. */
  forget(): void {
    this.#drawings = null;
  }

  close(): void {
    this.#controller.abort();
  }
}
