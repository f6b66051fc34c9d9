/** Drawings of many charts, one in a frame, so that no task of the page is long. */
export class DrawQueue {
  readonly #waiting = new Map<object, () => void>();
  #frame = 0;

  /** Draws with one of the next frames, once however often it is asked for. */
  add(owner: object, draw: () => void): void {
    this.#waiting.set(owner, draw);
    this.#ask();
  }

  /** Forgets what an owner wanted to draw. */
  remove(owner: object): void {
    this.#waiting.delete(owner);
  }

  #ask(): void {
    if (this.#frame === 0 && this.#waiting.size > 0) {
      this.#frame = requestAnimationFrame(() => this.#drawNext());
    }
  }

  #drawNext(): void {
    this.#frame = 0;
    const [next] = this.#waiting;
    if (!next) return;
    const [owner, draw] = next;
    this.#waiting.delete(owner);
    draw();
    this.#ask();
  }
}
