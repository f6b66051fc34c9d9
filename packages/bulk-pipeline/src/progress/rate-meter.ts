const SLOT_MS = 500;

/** Counts per second over the last few seconds. */
export class RateMeter {
  readonly #slots: number[];
  #slot = 0;

  /** @param windowSeconds length of the window the rate is taken over */
  constructor(windowSeconds = 5) {
    this.#slots = Array.from({ length: Math.max(2, Math.ceil((windowSeconds * 1000) / SLOT_MS)) }, () => 0);
  }

  add(count: number, now = performance.now()): void {
    this.#advance(now);
    const index = this.#slot % this.#slots.length;
    this.#slots[index] = (this.#slots[index] ?? 0) + count;
  }

  perSecond(now = performance.now()): number {
    this.#advance(now);
    return this.#slots.reduce((sum, count) => sum + count, 0) / ((this.#slots.length * SLOT_MS) / 1000);
  }

  #advance(now: number): void {
    const slot = Math.floor(now / SLOT_MS);
    const steps = Math.min(slot - this.#slot, this.#slots.length);
    for (let i = 1; i <= steps; i++) this.#slots[(slot - steps + i) % this.#slots.length] = 0;
    this.#slot = slot;
  }
}
