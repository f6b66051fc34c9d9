import { backoffDelay } from '../lib/backoff.ts';

/** connecting: first try · live · reconnecting: lost, trying again · offline: the machine has no network · closed. */
export type FeedState = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'closed';

/** The part of EventSource that a feed uses. */
export interface EventChannel {
  addEventListener(name: string, listener: (event: Event) => void): void;
  close(): void;
}

/** The part of the page that a feed depends on, so that a test can stand in for it. */
export interface FeedSurroundings {
  open(url: string): EventChannel;
  isOnline(): boolean;
  /** Calls back when the network comes or goes; returns the way to stop. */
  watchNetwork(changed: () => void): () => void;
  readonly random: () => number;
}

export interface FeedOptions {
  readonly url: string;
  /** Listener for each event name; the argument is the parsed JSON of the event. */
  readonly events: Readonly<Record<string, (data: unknown) => void>>;
  /** `attempt` counts the tries since the last event, `retryIn` is in seconds. */
  readonly onState: (state: FeedState, attempt: number, retryIn: number) => void;
  /** Seconds without an event after which the connection counts as lost; none where events may be rare. */
  readonly silenceLimit?: number;
}

const browser: FeedSurroundings = {
  open: (url) => new EventSource(url),
  isOnline: () => navigator.onLine,
  watchNetwork(changed) {
    window.addEventListener('online', changed);
    window.addEventListener('offline', changed);
    return () => {
      window.removeEventListener('online', changed);
      window.removeEventListener('offline', changed);
    };
  },
  random: Math.random,
};

/**
 * Server-sent events that come back by themselves. EventSource alone gives up for good on a 503 and never notices
 * a silent connection; here every loss is answered by a new connection after a growing delay. Each event must hold
 * the whole state, as both streams of the api do, so nothing is asked for again.
 */
export class EventFeed {
  readonly #options: FeedOptions;
  readonly #world: FeedSurroundings;
  #channel: EventChannel | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #stopWatching: () => void;

  constructor(options: FeedOptions, world: FeedSurroundings = browser) {
    this.#options = options;
    this.#world = world;
    this.#stopWatching = world.watchNetwork(() => this.#networkChanged());
    this.#connect('connecting');
  }

  /** Tries at once instead of waiting for the delay to pass. */
  retryNow(): void {
    if (this.#channel === null) this.#connect('reconnecting');
  }

  close(): void {
    this.#drop();
    this.#stopWatching();
    this.#options.onState('closed', 0, 0);
  }

  #connect(state: FeedState): void {
    this.#drop();
    if (!this.#world.isOnline()) return this.#options.onState('offline', this.#attempt, 0);
    this.#options.onState(state, this.#attempt, 0);
    const channel = this.#world.open(this.#options.url);
    this.#channel = channel;
    channel.addEventListener('error', () => {
      if (this.#channel === channel) this.#lost();
    });
    for (const [name, listener] of Object.entries(this.#options.events)) {
      channel.addEventListener(name, (event) => {
        if (this.#channel === channel && event instanceof MessageEvent) this.#received(event.data, listener);
      });
    }
    this.#expectEvent();
  }

  #received(text: unknown, listener: (data: unknown) => void): void {
    this.#attempt = 0;
    this.#options.onState('live', 0, 0);
    this.#expectEvent();
    listener(JSON.parse(String(text)));
  }

  #expectEvent(): void {
    clearTimeout(this.#timer);
    if (this.#options.silenceLimit === undefined) return;
    this.#timer = setTimeout(() => this.#lost(), this.#options.silenceLimit * 1000);
  }

  #lost(): void {
    this.#drop();
    if (!this.#world.isOnline()) return this.#options.onState('offline', this.#attempt, 0);
    this.#attempt += 1;
    const delay = backoffDelay(this.#attempt, this.#world.random);
    this.#options.onState('reconnecting', this.#attempt, delay);
    this.#timer = setTimeout(() => this.#connect('reconnecting'), delay * 1000);
  }

  #networkChanged(): void {
    if (this.#world.isOnline()) this.retryNow();
    else {
      this.#drop();
      this.#options.onState('offline', this.#attempt, 0);
    }
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#channel?.close();
    this.#channel = null;
  }
}
