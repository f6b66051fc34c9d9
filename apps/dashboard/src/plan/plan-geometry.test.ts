import { expect, it } from 'vitest';

import { inReadingOrder, itemAt, planItemOf } from './plan-geometry.ts';
import { type PlanItem } from './plan-types.ts';

const item = (id: string, minX: number, minY: number, size: number): PlanItem => ({
  id,
  segmentId: id,
  layerType: 'duct_segment',
  box: { minX, maxX: minX + size, minY, maxY: minY + size },
  shape: null,
});

it('finds the smallest item under the pointer, else the nearest in reach', () => {
  const items = [item('room', 0, 0, 10), item('duct', 2, 2, 2), item('far', 30, 30, 1)];
  expect(itemAt(items, { x: 3, y: 3 }, 0.5)?.id).toBe('duct');
  expect(itemAt(items, { x: 9, y: 9 }, 0.5)?.id).toBe('room');
  expect(itemAt(items, { x: 29.8, y: 30.5 }, 0.5)?.id).toBe('far');
  expect(itemAt(items, { x: 20, y: 20 }, 0.5)).toBeNull();
});

it('reads rows from the top, each from the left', () => {
  const items = [item('low', 0, 0, 1), item('right', 9, 20, 1), item('left', 1, 20, 1)];
  expect(inReadingOrder(items, 5).map((i) => i.id)).toEqual(['left', 'right', 'low']);
});

it('places a document by its bounds, else by its point, else not at all', () => {
  const base = { id: 'a', segmentId: 's', importId: 'i', layerType: 'text', shape: null };
  expect(planItemOf({ ...base, geometry: [3, 4], bounds: null })?.box).toEqual({
    minX: 3,
    maxX: 3,
    minY: 4,
    maxY: 4,
  });
  expect(planItemOf({ ...base, geometry: null, bounds: null })).toBeNull();
});
