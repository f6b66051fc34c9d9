/** What a series knows of one step. */
export interface Bin {
  readonly sum: number;
  readonly samples: number;
  readonly min: number;
  readonly max: number;
}

/** One point of a history, as far as a series needs it. */
export interface HistoryPoint {
  /** ISO time of the begin of its step. */
  readonly at: string;
  readonly value: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly samples: number;
}

/**
 * Figures over time in steps that begin at multiples of their length, as the history has them. Each step holds the mean
 * of its samples; one without a sample is a gap. The newest `most` steps are kept.
 */
export class BinnedSeries {
  /** Seconds. */
  readonly step: number;
  readonly #most: number;
  readonly #bins = new Map<number, Bin>();
  #newest = -Infinity;

  constructor(step: number, most: number) {
    this.step = step;
    this.#most = most;
  }

  /** Steps with a sample. */
  get size(): number {
    return this.#bins.size;
  }

  /** Takes the points of a history; they replace what is known of the same steps. */
  load(points: readonly HistoryPoint[]): void {
    for (const { at, value, min, max, samples } of points) {
      if (value === null || samples < 1) continue;
      const bin = { sum: value * samples, samples, min: min ?? value, max: max ?? value };
      this.#put(this.#index(Date.parse(at) / 1000), bin);
    }
  }

  /** Adds one sample. @param at seconds since 1970 */
  add(at: number, value: number | null): void {
    if (value === null) return;
    const index = this.#index(at);
    const bin = this.#bins.get(index) ?? { sum: 0, samples: 0, min: value, max: value };
    const { sum, samples, min, max } = bin;
    this.#put(index, {
      sum: sum + value,
      samples: samples + 1,
      min: Math.min(min, value),
      max: Math.max(max, value),
    });
  }

  /** The step that holds this time, null for a gap. @param at seconds since 1970 */
  at(at: number): Bin | null {
    return this.#bins.get(this.#index(at)) ?? null;
  }

  /** The mean of each step from the one that holds `from` to the one that holds `to`; null for a gap. */
  means(from: number, to: number): (number | null)[] {
    return stepTimes(from, to, this.step).map((time) => {
      const bin = this.at(time);
      return bin && bin.sum / bin.samples;
    });
  }

  #index(seconds: number): number {
    return Math.floor(seconds / this.step);
  }

  #put(index: number, bin: Bin): void {
    if (index <= this.#newest - this.#most) return;
    this.#bins.set(index, bin);
    if (index <= this.#newest) return;
    this.#newest = index;
    if (this.#bins.size <= this.#most) return;
    for (const key of this.#bins.keys()) if (key <= index - this.#most) this.#bins.delete(key);
  }
}

/** Begins of the steps from the one that holds `from` to the one that holds `to`, seconds since 1970. */
export function stepTimes(from: number, to: number, step: number): number[] {
  const first = Math.floor(from / step);
  const count = Math.max(0, Math.floor(to / step) - first + 1);
  return Array.from({ length: count }, (_, i) => (first + i) * step);
}
