/** Counts reads and hits. */
export class HitCounter {
  #samples = 0;
  #hits = 0;

  record(hit: boolean): void {
    this.#samples++;
    if (hit) this.#hits++;
  }

  snapshot(): { hitRatio: number | null; samples: number; hits: number } {
    const hitRatio = this.#samples === 0 ? null : this.#hits / this.#samples;
    return { hitRatio, samples: this.#samples, hits: this.#hits };
  }
}
