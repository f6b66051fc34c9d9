import { describe, expect, it } from 'vitest';

import { isBeyond, thresholdLines } from './threshold-lines.ts';

describe('lines of a metric', () => {
  const threshold = {
    needs: null,
    side: 'above' as const,
    warning: 0.7,
    critical: 0.85,
    margin: 0.1,
    source: 'a test',
  };
  const all = [
    { ...threshold, metric: 'postgresql.total', of: 'postgresql.max' },
    { ...threshold, metric: 'postgresql.pools.*.waitP95', of: null },
  ];

  it('are found by name or by pattern, as a part of another metric', () => {
    const total = thresholdLines('postgresql.total', all, () => 200);
    expect(total).toMatchObject({ warning: 140, critical: 170 });
    expect(total?.clear).toBeCloseTo(120);
    expect(thresholdLines('postgresql.pools.api.waitP95', all, () => null)).toMatchObject({ warning: 0.7 });
  });

  it('are not there for other metrics, or where the whole is not known', () => {
    expect(thresholdLines('postgresql.idle', all, () => 200)).toBeNull();
    expect(thresholdLines('postgresql.pools.waitP95', all, () => 200)).toBeNull();
    expect(thresholdLines('postgresql.total', all, () => null)).toBeNull();
  });

  it('say which metric of the same name has to come so far first', () => {
    const needs = { metric: 'cache.kinds.*.samples', atLeast: 1000 };
    const line = { ...threshold, metric: 'cache.kinds.*.hitRatio', of: null, side: 'below' as const, needs };
    const found = thresholdLines('cache.kinds.spatial.hitRatio', [line], () => null);
    expect(found?.needs).toEqual({ path: 'cache.kinds.spatial.samples', atLeast: 1000 });
    expect(found?.clear).toBeCloseTo(0.8);
  });
});

it('counts a value at a line as beyond it only where more is bad', () => {
  expect([isBeyond(1, 1, 'above'), isBeyond(1, 1, 'below'), isBeyond(0.9, 1, 'below')]).toEqual([
    true,
    false,
    true,
  ]);
});
