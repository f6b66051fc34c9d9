/** One request for a connection; `about` is what its owner wants back with it. */
export interface Waiter<T, About> {
  readonly since: number;
  readonly about: About;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

interface Place<T, About> {
  readonly waiter: Waiter<T, About>;
  readonly stop: () => void;
}

export interface WaitOptions<About> {
  readonly about: About;
  /** Milliseconds after which the request is rejected with what `timeoutError` makes. */
  readonly timeoutMs: number;
  readonly timeoutError: () => Error;
  readonly signal?: AbortSignal | undefined;
}

/** Requests in the order of their arrival; each leaves on its own when its time or its signal ends it. */
export class WaitingQueue<T, About> {
  // A Map keeps insertion order and removes from the middle in constant time.
  readonly #places = new Map<symbol, Place<T, About>>();

  get size(): number {
    return this.#places.size;
  }

  /** Adds a request at the end. */
  wait({ about, timeoutMs, timeoutError, signal }: WaitOptions<About>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const key = Symbol('waiter');
    const leave = (error: () => unknown): void => {
      const reason = error();
      this.#take(key)?.reject(reason);
    };
    const onAbort = (): void => leave(() => signal?.reason);
    const timer = setTimeout(() => leave(timeoutError), timeoutMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    const stop = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    this.#places.set(key, { waiter: { since: performance.now(), about, resolve, reject }, stop });
    return promise;
  }

  /** Takes the oldest request out, or undefined. */
  shift(): Waiter<T, About> | undefined {
    for (const key of this.#places.keys()) return this.#take(key);
    return undefined;
  }

  /** Rejects every request. */
  rejectAll(error: Error): void {
    for (const key of this.#places.keys()) this.#take(key)?.reject(error);
  }

  #take(key: symbol): Waiter<T, About> | undefined {
    const place = this.#places.get(key);
    if (!place) return undefined;
    this.#places.delete(key);
    place.stop();
    return place.waiter;
  }
}
