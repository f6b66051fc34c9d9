import { expect, it } from 'vitest';

import { median, percentile, spreadOf } from './statistics.ts';

it('takes the middle of an odd number and the mean of two middles', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(() => median([])).toThrow(RangeError);
});

it('takes the nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(percentile(hundred, 0.99)).toBe(99);
  expect(percentile(hundred, 0.5)).toBe(50);
  expect(percentile([7], 0.99)).toBe(7);
});

it('keeps the extremes beside the median', () => {
  expect(spreadOf([1.3, 1.1, 1.2])).toEqual({ median: 1.2, min: 1.1, max: 1.3 });
});
