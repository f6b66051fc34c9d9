import { describe, expect, it } from 'vitest';

import { findCrossings, linesOf } from './crossings.ts';

const steps = (...values: (number | null)[]) =>
  values.map((value, i) => ({
    time: i * 10,
    bin: value === null ? null : { sum: value, samples: 1, min: value, max: value },
  }));

describe('crossings', () => {
  it('have a begin, an end and the worst value', () => {
    const lines = { side: 'above' as const, warning: 10, critical: 20, needs: null };
    expect(findCrossings(lines, steps(1, 10, 12, 9, 25, 21))).toEqual([
      { severity: 'warning', from: 10, to: 30, worst: 12 },
      { severity: 'critical', from: 40, to: null, worst: 25 },
    ]);
  });

  it('end where a gap begins, and where they turn critical', () => {
    const lines = { side: 'below' as const, warning: 0.9, critical: 0.5, needs: null };
    expect(findCrossings(lines, steps(0.9, 0.8, null, 0.7, 0.4))).toEqual([
      { severity: 'warning', from: 10, to: 20, worst: 0.8 },
      { severity: 'warning', from: 30, to: 40, worst: 0.7 },
      { severity: 'critical', from: 40, to: null, worst: 0.4 },
    ]);
  });

  it('sees a spike inside of a step', () => {
    const bin = { sum: 12, samples: 10, min: 0, max: 11 };
    const lines = { side: 'above' as const, warning: 10, critical: null, needs: null };
    expect(findCrossings(lines, [{ time: 0, bin }])).toHaveLength(1);
  });
});

describe('lines of a metric', () => {
  const threshold = { needs: null, side: 'above' as const, warning: 0.7, critical: 0.85, advisor: 'a' };
  const all = [
    { ...threshold, metric: 'postgresql.total', of: 'postgresql.max' },
    { ...threshold, metric: 'postgresql.pools.*.waitP95', of: null, critical: null },
  ];

  it('are found by name or by pattern, as a part of another metric', () => {
    expect(linesOf('postgresql.total', all, () => 200)).toMatchObject({ warning: 140, critical: 170 });
    expect(linesOf('postgresql.pools.api.waitP95', all, () => null)).toMatchObject({ warning: 0.7 });
  });

  it('are not there for other metrics, or where the whole is not known', () => {
    expect(linesOf('postgresql.idle', all, () => 200)).toBeNull();
    expect(linesOf('postgresql.pools.waitP95', all, () => 200)).toBeNull();
    expect(linesOf('postgresql.total', all, () => null)).toBeNull();
  });

  it('say which metric of the same name has to come so far first', () => {
    const needs = { metric: 'cache.kinds.*.samples', atLeast: 1000 };
    const line = { ...threshold, metric: 'cache.kinds.*.hitRatio', of: null, needs };
    const found = linesOf('cache.kinds.spatial.hitRatio', [line], () => null);
    expect(found?.needs).toEqual({ path: 'cache.kinds.spatial.samples', atLeast: 1000 });
  });
});
