/** Share of its time that each thread may work, in thousandths, shared by all threads. */
export type Pace = Int32Array<SharedArrayBuffer>;

const FULL = 1000;
/** A thread that rests does not answer its sockets, so it rests often rather than long. */
const LONGEST_REST_MS = 100;

export function createPace(): Pace {
  const pace = new Int32Array(new SharedArrayBuffer(4));
  pace[0] = FULL;
  return pace;
}

/** @param share 0–1, more than 0 */
export function setPace(pace: Pace, share: number): void {
  Atomics.store(pace, 0, Math.max(1, Math.round(share * FULL)));
  Atomics.notify(pace, 0);
}

/** Milliseconds of rest after so many of work. @param pace thousandths of the time that work may take */
export function restAfter(worked: number, pace: number): number {
  return Math.min(LONGEST_REST_MS, (worked * (FULL - pace)) / pace);
}

/** Keeps one thread to its pace. */
export class PacedWork {
  readonly #pace: Pace;
  #since = performance.now();

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /** Rests in proportion to the time since the last rest; a change of the pace ends it. */
  rest(): void {
    const pace = Atomics.load(this.#pace, 0);
    if (pace < FULL) {
      const milliseconds = restAfter(performance.now() - this.#since, pace);
      // Too short to wait for: it adds up until the next call.
      if (milliseconds < 1) return;
      Atomics.wait(this.#pace, 0, pace, milliseconds);
    }
    this.#since = performance.now();
  }
}
