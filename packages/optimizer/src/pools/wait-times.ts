const SLOT_MS = 10_000;
const SLOTS = 6;
// A bucket is 2^(1/4), 19 %, wider than the one before: from 1 µs, 112 buckets reach 268 s.
const PER_DOUBLING = 4;
const BUCKETS = 112;
const SMALLEST = 1e-6;

interface Slot {
  readonly start: number;
  readonly counts: Uint32Array;
  samples: number;
}

function bucketOf(seconds: number): number {
  if (seconds <= SMALLEST) return 0;
  return Math.min(BUCKETS - 1, Math.ceil(Math.log2(seconds / SMALLEST) * PER_DOUBLING));
}

/** Histogram of durations over the last minute, in slots of ten seconds; its size never grows. */
export class WaitTimes {
  #slots: Slot[] = [];
  readonly #now: () => number;

  /** @param now clock in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Adds one duration, seconds. */
  record(seconds: number): void {
    const bucket = bucketOf(seconds);
    const slot = this.#current();
    slot.counts[bucket] = (slot.counts[bucket] ?? 0) + 1;
    slot.samples++;
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
      if (seen >= rank) return SMALLEST * 2 ** (bucket / PER_DOUBLING);
    }
    return null;
  }

  #current(): Slot {
    const last = this.#slots.at(-1);
    if (last && this.#now() - last.start < SLOT_MS) return last;
    this.#forget();
    const fresh = { start: this.#now(), counts: new Uint32Array(BUCKETS), samples: 0 };
    this.#slots.push(fresh);
    return fresh;
  }

  #forget(): void {
    const oldest = this.#now() - SLOT_MS * SLOTS;
    while (this.#slots[0] && this.#slots[0].start <= oldest) this.#slots.shift();
  }
}
