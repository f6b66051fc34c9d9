import { expect, it } from 'vitest';

import { trendPath } from './trend-path.ts';

const BOX = { from: 0, to: 100, low: 0, high: 10, width: 200, height: 20 };

it('joins points that are near in time, and leaves a gap between the others', () => {
  const points = [
    { at: 0, value: 0 },
    { at: 10, value: 10 },
    { at: 100, value: 5 },
  ];
  expect(trendPath(points, BOX, 20)).toBe('M0 20h0L20 0M200 10h0');
});

it('draws nothing of nothing, and a flat line where all is the same', () => {
  expect(trendPath([], BOX, 20)).toBe('');
  expect(trendPath([{ at: 50, value: 3 }], { ...BOX, low: 3, high: 3 }, 20)).toBe('M100 20h0');
});
