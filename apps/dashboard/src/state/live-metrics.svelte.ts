import { type PerformanceMetrics } from '@sizewise/shared';

import { EventFeed, type FeedState } from '../api/event-feed.ts';

/** Seconds without a sample after which figures count as stale. */
const STALE_AFTER = 6;
const SILENCE_LIMIT = 15;

/** The figures of now, as the api streams them; closed while the page is hidden, so no connection is held. */
export class LiveMetrics {
  #current = $state.raw<PerformanceMetrics | null>(null);
  #state = $state<FeedState>('connecting');
  #attempt = $state(0);
  #receivedAt = $state(0);
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
  }
}
