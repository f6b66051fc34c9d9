import { type Logger } from '@sizewise/shared';

export interface MonitorOptions {
  readonly name: string;
  /** Seconds between two begins. */
  readonly interval: number;
  readonly run: (signal: AbortSignal) => Promise<void>;
  readonly logger: Logger;
}

export interface MonitorSnapshot {
  readonly runs: number;
  readonly failures: number;
  /** Ticks that came while a run was still at work. */
  readonly skipped: number;
}

/** Runs something at an interval, never twice at once. A run that fails is logged once, and the next one comes. */
export class Monitor implements AsyncDisposable {
  readonly #options: MonitorOptions;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #runs = 0;
  #failures = 0;
  #skipped = 0;
  #isFailing = false;

  constructor(options: MonitorOptions) {
    this.#options = options;
  }

  /** The first run comes at once. */
  start(): void {
    if (this.#timer !== null || this.#stop.signal.aborted) return;
    this.#timer = setInterval(() => void this.tick(), this.#options.interval * 1000).unref();
    void this.tick();
  }

  /** Runs now, or counts a skip where a run is at work. Resolves when the run has ended; never rejects. */
  async tick(): Promise<void> {
    if (this.#running !== null) {
      this.#skipped++;
      return;
    }
    this.#running = this.#run().finally(() => (this.#running = null));
    await this.#running;
  }

  snapshot(): MonitorSnapshot {
    return { runs: this.#runs, failures: this.#failures, skipped: this.#skipped };
  }

  /** Aborts the run at work and waits for its end. */
  async close(): Promise<void> {
    this.#stop.abort();
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #run(): Promise<void> {
    const { name, logger, run } = this.#options;
    try {
      await run(this.#stop.signal);
      this.#runs++;
      if (this.#isFailing) logger.info({ monitor: name }, 'A monitor works again');
      this.#isFailing = false;
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#failures++;
      if (!this.#isFailing) logger.warn({ monitor: name, error: String(error) }, 'A monitor failed');
      this.#isFailing = true;
    }
  }
}
