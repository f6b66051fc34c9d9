import { type Durations } from '@sizewise/shared';

const SLOT_MS = 10_000;
const SLOTS = 6;
// A bucket is 2^(1/4), 19 %, wider than the one before: from 1 µs, 112 buckets reach 230 s.
const PER_DOUBLING = 4;
const BUCKETS = 112;
const SMALLEST = 1e-6;
// Two doublings between the bounds that are exported: 14 of them, each the edge of a bucket.
const EXPORTED_STEP = 8;

interface Slot {
  readonly start: number;
  readonly counts: Uint32Array;
  samples: number;
}

/** Counts since the start: `counts[i]` durations took at most `bounds[i]` seconds; the last bound is infinite. */
export interface HistogramBuckets {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly total: number;
}

function bucketOf(seconds: number): number {
  if (seconds <= SMALLEST) return 0;
  return Math.min(BUCKETS - 1, Math.ceil(Math.log2(seconds / SMALLEST) * PER_DOUBLING));
}

function edgeOf(bucket: number): number {
  return SMALLEST * 2 ** (bucket / PER_DOUBLING);
}

/** Histogram of durations: percentiles over the last minute, in slots of ten seconds, and counts since the start. */
export class DurationHistogram {
  #slots: Slot[] = [];
  readonly #sinceStart = new Float64Array(BUCKETS);
  readonly #now: () => number;
  #count = 0;
  #total = 0;

  /** @param now clock in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * Adds one duration, seconds.
   * @param now reading of the clock, where the caller has one
   */
  record(seconds: number, now: number = this.#now()): void {
    const bucket = bucketOf(seconds);
    const slot = this.#current(now);
    slot.counts[bucket] = (slot.counts[bucket] ?? 0) + 1;
    slot.samples++;
    this.#sinceStart[bucket] = (this.#sinceStart[bucket] ?? 0) + 1;
    this.#count++;
    this.#total += seconds;
  }

  /**
   * @param share 0–1, for example 0.95
   * @returns upper edge of the bucket the percentile lies in, seconds (at most 19 % too large); null without a sample
   */
  percentile(share: number): number | null {
    this.#forget();
    const samples = this.#slots.reduce((sum, slot) => sum + slot.samples, 0);
    if (samples === 0) return null;
    const rank = Math.ceil(samples * share);
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      for (const slot of this.#slots) seen += slot.counts[bucket] ?? 0;
      if (seen >= rank) return edgeOf(bucket);
    }
    return null;
  }

  /** Number and sum since the start, percentiles over the last minute. */
  summary(): Durations {
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => this.percentile(share));
    return { count: this.#count, total: this.#total, p50: p50 ?? null, p95: p95 ?? null, p99: p99 ?? null };
  }

  /** What a Prometheus histogram is made of. */
  buckets(): HistogramBuckets {
    const bounds: number[] = [];
    const counts: number[] = [];
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS - 1; bucket++) {
      seen += this.#sinceStart[bucket] ?? 0;
      if (bucket % EXPORTED_STEP !== 0) continue;
      bounds.push(edgeOf(bucket));
      counts.push(seen);
    }
    return { bounds: [...bounds, Infinity], counts: [...counts, this.#count], total: this.#total };
  }

  #current(now: number): Slot {
    const last = this.#slots.at(-1);
    if (last && now - last.start < SLOT_MS) return last;
    this.#forget();
    const fresh = { start: now, counts: new Uint32Array(BUCKETS), samples: 0 };
    this.#slots.push(fresh);
    return fresh;
  }

  #forget(): void {
    const oldest = this.#now() - SLOT_MS * SLOTS;
    while (this.#slots[0] && this.#slots[0].start <= oldest) this.#slots.shift();
  }
}
