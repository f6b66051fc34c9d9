import { expect, it } from 'vitest';

import { LruMap } from './lru.ts';

it('forgets what was used longest ago once the weights pass its capacity', () => {
  const map = new LruMap<number>(10);
  map.set('a', 1, 4);
  map.set('b', 2, 4);
  map.get('a');
  map.set('c', 3, 4);
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3]);
});

it('keeps one value heavier than its capacity, alone, and counts a replaced one once', () => {
  const map = new LruMap<number>(10);
  map.set('a', 1, 4);
  map.set('big', 2, 50);
  expect([map.size, map.get('big')]).toEqual([1, 2]);
  map.set('big', 3, 5);
  map.set('a', 4, 5);
  expect(map.size).toBe(2);
});
