import { expect, it } from 'vitest';

import { seededRandom } from './random.ts';
import { zipf } from './zipf.ts';

it('draws each number as often as its law says', () => {
  const next = zipf(1000, 1, seededRandom(1));
  const counts = Array.from({ length: 1000 }, () => 0);
  for (let i = 0; i < 200_000; i++) counts[next()]!++;
  const harmonic = counts.reduce((sum, _, k) => sum + 1 / (k + 1), 0);
  for (const k of [0, 1, 9, 99]) {
    const expected = 200_000 / (harmonic * (k + 1));
    expect(Math.abs(counts[k]! - expected)).toBeLessThan(5 * Math.sqrt(expected));
  }
});

it('stays within its range at both ends', () => {
  expect(zipf(10, 1, () => 0)()).toBe(0);
  expect(zipf(10, 1, () => 1 - 2 ** -32)()).toBe(9);
});
