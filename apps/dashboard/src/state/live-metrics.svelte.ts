import { type PerformanceMetrics } from '@sizewise/shared';

import { EventFeed, type FeedState } from '../api/event-feed.ts';
import { appendBounded } from '../lib/bounded-list.ts';

/** Samples behind a sparkline: two minutes at one a second. */
const HISTORY = 120;
/** Seconds without a sample after which figures count as stale. */
const STALE_AFTER = 6;
const SILENCE_LIMIT = 15;

type Series = readonly (number | null)[];

/** The figures of the strip, as the api streams them; closed while the page is hidden, so no connection is held. */
export class LiveMetrics {
  #current = $state.raw<PerformanceMetrics | null>(null);
  #state = $state<FeedState>('connecting');
  #attempt = $state(0);
  #receivedAt = $state(0);
  #pools = $state.raw<ReadonlyMap<string, Series>>(new Map());
  #hitRatio = $state.raw<Series>([]);
  #rows = $state.raw<Series>([]);
  #feed: EventFeed | null = null;
  readonly #onVisibility = (): void => (document.hidden ? this.#pause() : this.#resume());

  constructor() {
    document.addEventListener('visibilitychange', this.#onVisibility);
    this.#resume();
  }

  get current(): PerformanceMetrics | null {
    return this.#current;
  }

  get state(): FeedState {
    return this.#state;
  }

  get attempt(): number {
    return this.#attempt;
  }

  /** When the last sample came, milliseconds since 1970; 0 before the first. */
  get receivedAt(): number {
    return this.#receivedAt;
  }

  get hitRatioHistory(): Series {
    return this.#hitRatio;
  }

  get rowsHistory(): Series {
    return this.#rows;
  }

  poolHistory(name: string): Series {
    return this.#pools.get(name) ?? [];
  }

  isStale(now: number): boolean {
    return this.#receivedAt > 0 && now - this.#receivedAt > STALE_AFTER * 1000;
  }

  retryNow(): void {
    this.#feed?.retryNow();
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#pause();
  }

  #resume(): void {
    this.#feed ??= new EventFeed({
      url: '/api/performance/stream',
      events: { metrics: (data) => this.#take(data as PerformanceMetrics) },
      silenceLimit: SILENCE_LIMIT,
      onState: (state, attempt) => {
        this.#state = state;
        this.#attempt = attempt;
      },
    });
  }

  #pause(): void {
    this.#feed?.close();
    this.#feed = null;
  }

  #take(sample: PerformanceMetrics): void {
    this.#current = sample;
    this.#receivedAt = Date.now();
    this.#hitRatio = appendBounded(this.#hitRatio, sample.cache.hitRatio, HISTORY);
    this.#rows = appendBounded(this.#rows, sample.imports.rowsPerSecond, HISTORY);
    const pools = [...sample.postgresql.pools, ...(sample.mongodb?.pools ?? [])];
    this.#pools = new Map(
      pools.map((pool) => [
        pool.name,
        appendBounded(this.poolHistory(pool.name), pool.max > 0 ? pool.active / pool.max : null, HISTORY),
      ]),
    );
  }
}
