import { expect, it } from 'vitest';

import { backoffDelay } from './backoff.ts';

it('doubles up to twenty seconds, half of it random', () => {
  expect([1, 2, 3, 4].map((n) => backoffDelay(n, () => 1))).toEqual([0.5, 1, 2, 4]);
  expect(backoffDelay(1, () => 0)).toBe(0.25);
  expect(backoffDelay(50, () => 1)).toBe(20);
  expect(backoffDelay(50, () => 0)).toBe(10);
});
