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
 * of its samples; one without a sample is a gap. The newest `most` steps are kept, in memory that is taken at once: a
 * page that stays open for days needs no more of it.
 */
export class BinnedSeries {
  /** Seconds. */
  readonly step: number;
  readonly #most: number;
  readonly #sums: Float64Array;
  readonly #mins: Float64Array;
  readonly #maxs: Float64Array;
  /** 0 for a gap. */
  readonly #samples: Float64Array;
  #newest = -Infinity;

  constructor(step: number, most: number) {
    this.step = step;
    this.#most = most;
    this.#sums = new Float64Array(most);
    this.#mins = new Float64Array(most);
    this.#maxs = new Float64Array(most);
    this.#samples = new Float64Array(most);
  }

  /** Steps with a sample. */
  get size(): number {
    return this.#samples.reduce((count, samples) => count + Number(samples > 0), 0);
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
    const { sum, samples, min, max } = this.at(at) ?? { sum: 0, samples: 0, min: value, max: value };
    this.#put(this.#index(at), {
      sum: sum + value,
      samples: samples + 1,
      min: Math.min(min, value),
      max: Math.max(max, value),
    });
  }

  /** The step that holds this time, null for a gap. @param at seconds since 1970 */
  at(at: number): Bin | null {
    const index = this.#index(at);
    if (index > this.#newest || index <= this.#newest - this.#most) return null;
    const slot = this.#slot(index);
    const samples = this.#samples[slot] ?? 0;
    if (samples === 0) return null;
    return { sum: this.#sums[slot] ?? 0, samples, min: this.#mins[slot] ?? 0, max: this.#maxs[slot] ?? 0 };
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

  #slot(index: number): number {
    return ((index % this.#most) + this.#most) % this.#most;
  }

  #put(index: number, { sum, samples, min, max }: Bin): void {
    if (index <= this.#newest - this.#most) return;
    // The steps between hold what is too old by now.
    for (let gap = Math.max(this.#newest + 1, index - this.#most + 1); gap <= index; gap++) {
      this.#samples[this.#slot(gap)] = 0;
    }
    this.#newest = Math.max(this.#newest, index);
    const slot = this.#slot(index);
    this.#sums[slot] = sum;
    this.#samples[slot] = samples;
    this.#mins[slot] = min;
    this.#maxs[slot] = max;
  }
}

/** Begins of the steps from the one that holds `from` to the one that holds `to`, seconds since 1970. */
export function stepTimes(from: number, to: number, step: number): number[] {
  const first = Math.floor(from / step);
  const count = Math.max(0, Math.floor(to / step) - first + 1);
  return Array.from({ length: count }, (_, i) => (first + i) * step);
}
