import { type ApiError, asApiError, isAbort } from '../api/api-error.ts';

/** One answer of the api: none yet, there, or there and out of date because the last try failed. */
export class Loaded<T> {
  readonly #read: (signal: AbortSignal) => Promise<T>;
  #controller = new AbortController();
  #value = $state.raw<T | null>(null);
  #loadedAt = $state(0);
  #loading = $state(false);
  #error = $state.raw<ApiError | null>(null);

  constructor(read: (signal: AbortSignal) => Promise<T>) {
    this.#read = read;
  }

  /** null until the first answer; afterwards the last one, whatever failed since. */
  get value(): T | null {
    return this.#value;
  }

  /** When the value came, milliseconds since 1970. */
  get loadedAt(): number {
    return this.#loadedAt;
  }

  get isLoading(): boolean {
    return this.#loading;
  }

  get error(): ApiError | null {
    return this.#error;
  }

  /** Reads again; one that is still being read is given up. */
  async load(): Promise<void> {
    this.#controller.abort();
    this.#controller = new AbortController();
    this.#loading = true;
    try {
      this.#value = await this.#read(this.#controller.signal);
      this.#loadedAt = Date.now();
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
