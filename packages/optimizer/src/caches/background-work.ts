import { type Logger } from '@sizewise/shared';

/** Work that nobody waits for, at most so much at a time. */
const MOST_AT_ONCE = 256;

export class BackgroundWork {
  readonly #logger: Logger;
  readonly #running = new Set<Promise<void>>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** False where too much is under way already. */
  add(work: () => Promise<unknown>): boolean {
    if (this.#running.size >= MOST_AT_ONCE) return false;
    const running: Promise<void> = this.#run(work).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return true;
  }

  /** Resolves once nothing is under way. */
  async settle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async #run(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#logger.error({ error: String(error) }, 'A value could not be stored in the cache');
    }
  }
}
