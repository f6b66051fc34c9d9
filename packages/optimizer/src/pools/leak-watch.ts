/** A lease that is held for too long. */
export interface Leak {
  /** How long it has been held so far, seconds. */
  readonly seconds: number;
  /** Where it was acquired. */
  readonly stack: string;
}

/** Where a lease was acquired. The stack is made text only when it is read, which is most of what it costs. */
export interface AcquireSite {
  readonly stack?: string;
}

const NO_SITE: AcquireSite = {};

/** One lease in use, from its acquire to its release. */
export interface Held {
  readonly since: number;
  readonly acquired: AcquireSite;
  reported: boolean;
}

/** Remembers where leases were acquired, and reports each one once that is held for longer than `after` seconds. */
export class LeakWatch implements Disposable {
  readonly #after: number;
  readonly #report: (leak: Leak) => void;
  readonly #held = new Set<Held>();
  #timer: NodeJS.Timeout | null = null;

  /** @param after seconds; 0 reports nothing and captures no stacks */
  constructor(after: number, report: (leak: Leak) => void) {
    this.#after = after;
    this.#report = report;
  }

  /** The stack of the caller's caller; to be asked for before anything is awaited. */
  site(): AcquireSite {
    if (this.#after === 0) return NO_SITE;
    const acquired = {};
    Error.captureStackTrace(acquired);
    return acquired;
  }

  /** Begins to watch one lease; `done` ends it. */
  hold(acquired: AcquireSite, now: number): Held {
    const held = { since: now, acquired, reported: false };
    if (this.#after > 0) {
      this.#held.add(held);
      this.#timer ??= setTimeout(() => this.#look(), this.#after * 1000).unref();
    }
    return held;
  }

  done(held: Held): void {
    this.#held.delete(held);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer ?? undefined);
    this.#held.clear();
  }

  /** Leases stand in the order of their acquire, so the first one that is young enough ends the look. */
  #look(): void {
    this.#timer = null;
    const now = performance.now();
    for (const held of this.#held) {
      if (held.reported) continue;
      const seconds = (now - held.since) / 1000;
      if (seconds < this.#after) {
        this.#timer = setTimeout(() => this.#look(), (this.#after - seconds) * 1000 + 1).unref();
        return;
      }
      held.reported = true;
      this.#report({ seconds, stack: stackOf(held.acquired) });
    }
  }
}

/** Without the heading, `site` and its caller. */
function stackOf({ stack }: AcquireSite): string {
  return (stack ?? '').split('\n').slice(3).join('\n');
}
