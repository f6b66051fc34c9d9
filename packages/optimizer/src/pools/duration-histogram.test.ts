import { describe, expect, it } from 'vitest';

import { DurationHistogram } from './duration-histogram.ts';

describe('DurationHistogram', () => {
  it('gives percentiles within a fifth of the true ones', () => {
    const histogram = new DurationHistogram();
    for (let i = 1; i <= 1000; i++) histogram.record(i / 1000);
    for (const share of [0.5, 0.95, 0.99]) {
      const ratio = (histogram.percentile(share) ?? 0) / share;
      expect(ratio).toBeGreaterThanOrEqual(1);
      expect(ratio).toBeLessThan(1.2);
    }
  });

  it('forgets what is older than a minute, except for the counts since the start', () => {
    let now = 0;
    const histogram = new DurationHistogram(() => now);
    expect(histogram.summary()).toEqual({ count: 0, total: 0, p50: null, p95: null, p99: null });
    histogram.record(8);
    now = 30_000;
    histogram.record(0.001);
    expect(histogram.percentile(1)).toBeGreaterThan(7);
    now = 61_000;
    expect(histogram.percentile(1)).toBeLessThan(0.002);
    now = 100_000;
    expect(histogram.summary()).toEqual({ count: 2, total: 8.001, p50: null, p95: null, p99: null });
  });

  it('counts durations up to each bound, the longest ones in the infinite one', () => {
    const histogram = new DurationHistogram();
    for (const seconds of [0, 0.001, 0.0011, 0.5, 1e6]) histogram.record(seconds);
    const { bounds, counts, total } = histogram.buckets();
    expect(bounds).toHaveLength(counts.length);
    expect(bounds.at(-1)).toBe(Infinity);
    expect(total).toBeCloseTo(1e6 + 0.5021);
    const upTo = (seconds: number): number =>
      counts[bounds.findIndex((bound) => bound >= seconds)] ?? Number.NaN;
    expect([upTo(1e-6), upTo(0.00102), upTo(0.004), upTo(1), upTo(1e9)]).toEqual([1, 2, 3, 4, 5]);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  });
});
