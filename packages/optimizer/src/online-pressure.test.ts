import { describe, expect, it } from 'vitest';

import { pressureOf, type Waits } from './online-pressure.ts';

const CALM: Waits = { pool_wait: 0, event_loop: 0, round_trip: 0, lock_wait: 0, replication_lag: 0 };

describe('pressureOf', () => {
  it('is nothing while nobody waits', () => {
    expect(pressureOf(CALM)).toEqual({ value: 0, source: null });
  });

  it('is one half where a wait is as long as allowed, and names the strongest', () => {
    expect(pressureOf({ ...CALM, event_loop: 0.0015 })).toEqual({ value: 0.5, source: 'event_loop' });
    expect(pressureOf({ ...CALM, event_loop: 0.0015, lock_wait: 1 }).source).toBe('lock_wait');
    expect(pressureOf({ ...CALM, replication_lag: 4 }).value).toBeLessThan(0.5);
  });

  it('grows with the wait, up to one', () => {
    const values = [0.001, 0.01, 1, 1000].map((pool_wait) => pressureOf({ ...CALM, pool_wait }).value);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(values.at(-1)).toBeLessThanOrEqual(1);
  });
});
