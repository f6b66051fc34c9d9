/** `up`: used. `down`: not asked until a pause is over. `trying`: being made ready by one piece of work. */
export type BreakerState = 'up' | 'down' | 'trying';

const FAILURES_IN_A_ROW = 3;
const PAUSE_FIRST_MS = 250;
const PAUSE_MOST_MS = 5000;

export interface CircuitBreakerOptions {
  /** Makes the server ready to be used again; a rejection leaves it down. */
  readonly recover: () => Promise<void>;
  readonly onState?: ((state: BreakerState, error?: unknown) => void) | undefined;
  /** Clock in milliseconds. */
  readonly now?: (() => number) | undefined;
}

/**
 * Keeps callers from a server that fails. It begins down, so that nothing is used before `recover` has run; what was
 * missed meanwhile is caught up there.
 */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions;
  readonly #now: () => number;
  #state: BreakerState = 'down';
  #failures = 0;
  #pause = PAUSE_FIRST_MS;
  #retryAt = 0;
  #trial = 0;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: CircuitBreakerOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** True where the server may be asked now. Begins a trial in the background once the pause is over. */
  usable(): boolean {
    if (this.#state === 'down' && this.#now() >= this.#retryAt && !this.#closed) void this.recover();
    return this.#state === 'up';
  }

  succeeded(): void {
    this.#failures = 0;
  }

  failed(error: unknown): void {
    this.#failures++;
    if (this.#state === 'up' && this.#failures >= FAILURES_IN_A_ROW) this.trip(error);
  }

  /** Down at once: something was missed, so what the server holds may be untrue until it has recovered. */
  trip(error: unknown): void {
    if (this.#state === 'down') return;
    this.#trial++;
    this.#retryAt = this.#now() + this.#pause;
    this.#pause = Math.min(PAUSE_MOST_MS, this.#pause * 2);
    this.#set('down', error);
  }

  /** Makes ready now, whatever the state; resolves when it is up or down. A later call supersedes. */
  async recover(): Promise<void> {
    this.#set('trying');
    this.#running = this.#try(++this.#trial);
    await this.#running;
  }

  /** No more trials; resolves when the last one is over. */
  async close(): Promise<void> {
    this.#closed = true;
    this.trip(undefined);
    await this.#running;
  }

  async #try(trial: number): Promise<void> {
    try {
      await this.#options.recover();
      if (trial !== this.#trial) return;
      this.#failures = 0;
      this.#pause = PAUSE_FIRST_MS;
      this.#set('up');
    } catch (error) {
      if (trial === this.#trial) this.trip(error);
    }
  }

  #set(state: BreakerState, error?: unknown): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState?.(state, error);
  }
}
