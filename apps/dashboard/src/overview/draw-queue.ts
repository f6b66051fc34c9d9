/** Milliseconds of a frame that drawing may take; what is left waits for the next. */
const BUDGET_MS = 8;

/** Drawings of many charts, spread over frames so that none of them is long. */
export class DrawQueue {
  readonly #waiting = new Map<object, () => void>();
  #frame = 0;

  /** Draws with one of the next frames, once however often it is asked for. */
  add(owner: object, draw: () => void): void {
    this.#waiting.set(owner, draw);
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#drawSome());
  }

  /** Forgets what an owner wanted to draw. */
  remove(owner: object): void {
    this.#waiting.delete(owner);
  }

  #drawSome(): void {
    this.#frame = 0;
    const begin = performance.now();
    for (const [owner, draw] of this.#waiting) {
      this.#waiting.delete(owner);
      draw();
      if (performance.now() - begin > BUDGET_MS) break;
    }
    if (this.#waiting.size > 0) this.#frame = requestAnimationFrame(() => this.#drawSome());
  }
}
