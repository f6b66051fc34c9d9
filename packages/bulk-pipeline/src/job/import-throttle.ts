import { type Logger, type PressureSource, type ThrottleState } from '@sizewise/shared';

import { type Pace, setPace } from '../pace.ts';
import { type RequestPressure, TOO_MUCH } from './request-pressure.ts';

const TICK_MS = 500;
/** Requests wait a third as long as they may. Between this and TOO_MUCH nothing changes. */
const CALM = 0.25;
/** Calm readings in a row before imports are let go faster: a lull is not the end of the load. */
const CALM_TICKS = 3;
// Additive increase, multiplicative decrease, as TCP does (Chiu and Jain, 1989): many processes end at fair shares.
const RAISE = 0.1;
const LOWER = 0.7;
/** Imports always advance: one thread works a quarter of the time. */
const LEAST_THREADS = 0.25;

/**
 * Lets online work come first: while requests wait, fewer threads write chunks, and these rest in between; once
 * requests wait no more, they work more step by step.
 */
export class ImportThrottle implements Disposable {
  readonly #workers: number;
  readonly #pressure: Pick<RequestPressure, 'read'>;
  readonly #pace: Pace;
  readonly #isBusy: () => boolean;
  readonly #onRaise: () => void;
  readonly #logger: Logger;
  readonly #timer: NodeJS.Timeout;
  /** Threads' worth of work that is allowed: 1.5 are two threads that rest a quarter of their time. */
  #threads: number;
  #reason: PressureSource | null = null;
  #calm = 0;

  /**
   * @param options.isBusy whether chunks are being written here
   * @param options.onRaise there may be room for another chunk
   */
  constructor(
    pressure: Pick<RequestPressure, 'read'>,
    pace: Pace,
    options: { workers: number; isBusy: () => boolean; onRaise: () => void; logger: Logger },
  ) {
    this.#pressure = pressure;
    this.#pace = pace;
    this.#workers = Math.max(1, options.workers);
    this.#threads = this.#workers;
    this.#isBusy = options.isBusy;
    this.#onRaise = options.onRaise;
    this.#logger = options.logger;
    this.#timer = setInterval(() => this.tick(), TICK_MS);
    this.#timer.unref();
  }

  /** Chunks that may be in progress at a time, at least one. */
  get slots(): number {
    return Math.ceil(this.#threads);
  }

  state(): ThrottleState {
    return { level: this.#threads / this.#workers, reason: this.#reason };
  }

  /** Reads the pressure and follows it; called twice a second. */
  tick(): void {
    const isBusy = this.#isBusy();
    const pressure = this.#pressure.read(isBusy);
    if (isBusy && pressure.value >= TOO_MUCH) {
      this.#calm = 0;
      this.#set(Math.max(LEAST_THREADS, this.#threads * LOWER), pressure.source);
      return;
    }
    // The pause between two imports is a lull as well: the next one begins where the last one ended.
    this.#calm = !isBusy || pressure.value <= CALM ? this.#calm + 1 : 0;
    if (this.#calm < CALM_TICKS || this.#threads === this.#workers) return;
    this.#set(Math.min(this.#workers, this.#threads + RAISE * this.#workers), this.#reason);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #set(threads: number, reason: PressureSource | null = null): void {
    if (threads === this.#threads) return;
    const [before, isRaise] = [this.state(), threads > this.#threads];
    this.#threads = threads;
    this.#reason = threads === this.#workers ? null : reason;
    setPace(this.#pace, threads / this.slots);
    this.#tell(before);
    if (isRaise) this.#onRaise();
  }

  /** Only where imports begin to be held back, are at their slowest, or are free again. */
  #tell(before: ThrottleState): void {
    const { level, reason } = this.state();
    if (level === 1) this.#logger.info({ level }, 'Imports go at full speed again');
    else if (before.level === 1) this.#logger.info({ level, reason }, 'Imports slow down for requests');
    else if (this.#threads === LEAST_THREADS) {
      this.#logger.info({ level, reason }, 'Imports are as slow as they get');
    }
  }
}
