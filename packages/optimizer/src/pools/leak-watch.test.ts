import { expect, it, vi } from 'vitest';

import { type Leak, LeakWatch } from './leak-watch.ts';

it('reports each lease once that is held for too long, and none that came back', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  try {
    const leaks: Leak[] = [];
    using watch = new LeakWatch(10, (leak) => leaks.push(leak));
    const take = (): ReturnType<LeakWatch['hold']> => {
      const acquire = (): ReturnType<LeakWatch['site']> => watch.site();
      return watch.hold(acquire(), performance.now());
    };
    const early = take();
    vi.advanceTimersByTime(6000);
    take();
    watch.done(early);
    vi.advanceTimersByTime(9000);
    expect(leaks).toEqual([]);
    vi.advanceTimersByTime(1100);
    expect(leaks).toMatchObject([{ stack: expect.stringMatching(/^\s+at take /) as string }]);
    vi.advanceTimersByTime(60_000);
    take();
    vi.advanceTimersByTime(10_100);
    expect(leaks).toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});
