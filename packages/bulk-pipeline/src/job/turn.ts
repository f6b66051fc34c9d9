/** When a claimed chunk may be written: at once, or as soon as a thread is free for it, unless it is given up before. */
export class Turn {
  readonly #arrival = Promise.withResolvers<void>();
  readonly #givenUp = new AbortController();
  readonly #since = performance.now();
  #hasCome = false;

  /** The chunk counts as one that is at work. */
  get hasCome(): boolean {
    return this.#hasCome;
  }

  get isGivenUp(): boolean {
    return this.#givenUp.signal.aborted;
  }

  get isWaiting(): boolean {
    return !this.#hasCome && !this.isGivenUp;
  }

  /** Aborts when the chunk is given up; never once its turn has come. */
  get signal(): AbortSignal {
    return this.#givenUp.signal;
  }

  /** Milliseconds since the chunk was claimed. */
  get age(): number {
    return performance.now() - this.#since;
  }

  /** Lets the chunk be written, where it waits. */
  come(): void {
    if (!this.isWaiting) return;
    this.#hasCome = true;
    this.#arrival.resolve();
  }

  /** The chunk is not to be written here, where it waits. */
  giveUp(): void {
    if (this.isWaiting) this.#givenUp.abort();
  }

  /**
   * Waits for the turn.
   * @param signal aborts when the chunk is to be left, `this.signal` included
   * @throws the signal's reason
   */
  async wait(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const onAbort = (): void => this.#arrival.reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await this.#arrival.promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}
