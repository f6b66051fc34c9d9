import { expect, it } from 'vitest';

import { sparklinePath } from './sparkline-path.ts';

it('draws the newest sample at the right edge and scales to the largest', () => {
  expect(sparklinePath([0, 10], 119, 12)).toBe('M118.0 11.0L119.0 1.0');
});

it('breaks the line where there is no sample', () => {
  expect(sparklinePath([1, null, 1], 119, 12, 1)).toBe('M117.0 1.0M119.0 1.0');
});

it('lies on the floor for zeros and is empty without samples', () => {
  expect(sparklinePath([0, 0], 119, 12)).toBe('M118.0 11.0L119.0 11.0');
  expect(sparklinePath([], 119, 12)).toBe('');
});
