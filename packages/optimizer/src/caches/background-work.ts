/** Work that nobody waits for, at most so much at a time. */
const MOST_AT_ONCE = 256;

export class BackgroundWork {
  readonly #running = new Set<Promise<void>>();

  /** False where too much is under way already. `work` must not reject. */
  add(work: () => Promise<unknown>): boolean {
    if (this.#running.size >= MOST_AT_ONCE) return false;
    const running: Promise<void> = work()
      .then(() => undefined)
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
    return true;
  }

  /** Resolves once nothing is under way. */
  async settle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
