import { describe, expect, it } from 'vitest';

import { WaitTimes } from './wait-times.ts';

describe('WaitTimes', () => {
  it('gives percentiles within a fifth of the true ones', () => {
    const waits = new WaitTimes();
    for (let i = 1; i <= 1000; i++) waits.record(i / 1000);
    for (const share of [0.5, 0.95, 0.99]) {
      const ratio = (waits.percentile(share) ?? 0) / share;
      expect(ratio).toBeGreaterThanOrEqual(1);
      expect(ratio).toBeLessThan(1.2);
    }
  });

  it('forgets what is older than a minute', () => {
    let now = 0;
    const waits = new WaitTimes(() => now);
    expect(waits.percentile(0.95)).toBeNull();
    waits.record(8);
    now = 30_000;
    waits.record(0.001);
    expect(waits.percentile(1)).toBeGreaterThan(7);
    now = 61_000;
    expect(waits.percentile(1)).toBeLessThan(0.002);
    now = 100_000;
    expect(waits.percentile(1)).toBeNull();
  });
});
