import { type ChunkMap, type RejectReason } from '@sizewise/shared';

import { type ApiError } from '../api/api-error.ts';
import { type ApiClient } from '../api/client.ts';
import { Loaded } from './loaded.svelte.ts';

/** Between two readings of the chunks: a map of 2,000 cells is read in some 20 ms. */
const REST_MS = 1000;

/** What the page of one import shows beside its progress: chunks, and why records were refused. */
export class ImportCockpit {
  readonly #chunks: Loaded<ChunkMap>;
  readonly #reasons: Loaded<readonly RejectReason[]>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #readAt = 0;

  constructor(client: ApiClient, importId: string) {
    this.#chunks = new Loaded((signal) => client.chunks(importId, signal));
    this.#reasons = new Loaded((signal) => client.rejectReasons(importId, signal));
  }

  /** null until the first answer. */
  get chunks(): ChunkMap | null {
    return this.#chunks.value;
  }

  get chunksError(): ApiError | null {
    return this.#chunks.error;
  }

  get reasons(): readonly RejectReason[] | null {
    return this.#reasons.value;
  }

  get reasonsError(): ApiError | null {
    return this.#reasons.error;
  }

  /** Reads both soon, however often it is called. */
  changed(): void {
    this.#timer ??= setTimeout(() => this.load(), Math.max(0, this.#readAt + REST_MS - Date.now()));
  }

  load(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#readAt = Date.now();
    void this.#chunks.load();
    void this.#reasons.load();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#chunks.close();
    this.#reasons.close();
  }
}
