import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { EventFeed, type FeedOptions, type FeedState, type FeedSurroundings } from './event-feed.ts';

/** A channel that a test speaks through. */
class Channel extends EventTarget {
  closed = false;
  close(): void {
    this.closed = true;
  }
}

function surroundings() {
  const channels: Channel[] = [];
  const network = { online: true, changed: () => {} };
  const world: FeedSurroundings = {
    open: () => {
      const channel = new Channel();
      channels.push(channel);
      return channel;
    },
    isOnline: () => network.online,
    watchNetwork: (changed) => {
      network.changed = changed;
      return () => (network.changed = () => {});
    },
    random: () => 1,
  };
  const go = (online: boolean): void => {
    network.online = online;
    network.changed();
  };
  return { channels, world, go };
}

describe('EventFeed', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function start(extra: Partial<FeedOptions> = {}) {
    const { channels, world, go } = surroundings();
    const states: FeedState[] = [];
    const received: unknown[] = [];
    const feed = new EventFeed(
      {
        url: '/stream',
        events: { metrics: (data) => received.push(data) },
        onState: (state) => states.at(-1) !== state && states.push(state),
        ...extra,
      },
      world,
    );
    const last = (): Channel => channels.at(-1)!;
    const say = (data: unknown): boolean =>
      last().dispatchEvent(new MessageEvent('metrics', { data: JSON.stringify(data) }));
    return { feed, channels, states, received, last, say, go };
  }

  it('is live with the first event', () => {
    const { states, received, say } = start();
    say({ at: 1 });
    expect(states).toEqual(['connecting', 'live']);
    expect(received).toEqual([{ at: 1 }]);
  });

  it('comes back after a loss, later each time, and starts over once live', () => {
    const { channels, states, last, say } = start();
    say(1);
    last().dispatchEvent(new Event('error'));
    expect(last().closed).toBe(true);
    vi.advanceTimersByTime(499);
    expect(channels).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(channels).toHaveLength(2);
    last().dispatchEvent(new Event('error'));
    vi.advanceTimersByTime(999);
    expect(channels).toHaveLength(2);
    vi.advanceTimersByTime(1);
    say(2);
    last().dispatchEvent(new Event('error'));
    vi.advanceTimersByTime(500);
    expect(channels).toHaveLength(4);
    expect(states).toEqual(['connecting', 'live', 'reconnecting', 'live', 'reconnecting']);
  });

  it('counts silence as a loss where events must come', () => {
    const { channels, states, say } = start({ silenceLimit: 15 });
    say(1);
    vi.advanceTimersByTime(14_000);
    say(2);
    vi.advanceTimersByTime(14_999);
    expect(states.at(-1)).toBe('live');
    vi.advanceTimersByTime(1);
    expect(states.at(-1)).toBe('reconnecting');
    vi.advanceTimersByTime(500);
    expect(channels).toHaveLength(2);
  });

  it('waits without trying while there is no network', () => {
    const { channels, states, say, go } = start();
    say(1);
    go(false);
    vi.advanceTimersByTime(60_000);
    expect([states.at(-1), channels.length]).toEqual(['offline', 1]);
    go(true);
    expect(channels).toHaveLength(2);
  });

  it('opens nothing after it is closed', () => {
    const { feed, channels, last, go } = start();
    feed.close();
    last().dispatchEvent(new Event('error'));
    go(true);
    vi.advanceTimersByTime(60_000);
    expect(channels).toHaveLength(1);
    expect(last().closed).toBe(true);
  });
});
