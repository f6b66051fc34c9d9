import { expect, it } from 'vitest';

import { isConvex, rectangleOf } from './ring.ts';

const ring = (...values: number[]) => new Float32Array(values);
const convex = (...values: number[]) => isConvex(ring(...values), 0, values.length / 2);

it('knows a rectangle along the axes, whichever corner it begins at and way it goes', () => {
  const box = { minX: 1, minY: 2, maxX: 4, maxY: 3 };
  expect(rectangleOf(ring(1, 2, 4, 2, 4, 3, 1, 3, 1, 2), 0, 5)).toEqual(box);
  expect(rectangleOf(ring(4, 2, 4, 3, 1, 3, 1, 2, 4, 2), 0, 5)).toEqual(box);
  expect(rectangleOf(ring(1, 2, 1, 3, 4, 3, 4, 2, 1, 2), 0, 5)).toEqual(box);
  expect(rectangleOf(ring(1, 2, 4, 2.5, 4, 3, 1, 3, 1, 2), 0, 5)).toBeNull();
});

it('tells convex rings from others', () => {
  expect(convex(0, 0, 2, 0, 3, 1, 1, 2, 0, 0)).toBe(true);
  expect(convex(0, 0, 1, 2, 3, 1, 2, 0, 0, 0)).toBe(true);
  expect(convex(0, 0, 1, 0, 2, 0, 2, 2, 0, 2, 0, 0)).toBe(true);
  expect(convex(0, 0, 4, 0, 4, 4, 2, 1, 0, 4, 0, 0)).toBe(false);
  expect(convex(0, 0, 2, 2, 2, 0, 0, 2, 0, 0)).toBe(false);
  expect(convex(0, 0, 1, 0, 0, 0)).toBe(false);
});

it('is not taken in by a star that turns one way twice', () => {
  const star = Array.from({ length: 6 }, (_, i) => {
    const angle = (i * 4 * Math.PI) / 5;
    return [Math.cos(angle), Math.sin(angle)];
  }).flat();
  expect(convex(...star)).toBe(false);
});
