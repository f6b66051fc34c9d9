import { Timestamp } from 'mongodb';
import { expect, it } from 'vitest';

import { latestOperationTime, readOperationTime } from './causal-read.ts';

it('the latest time counts, and none where one is not known', () => {
  const [early, late] = [
    { t: 9, i: 2_147_483_649 },
    { t: 2_147_483_648, i: 1 },
  ].map((time) => JSON.stringify(new Timestamp(time)));
  expect(latestOperationTime([early!, late!, early!])).toBe(late);
  expect(latestOperationTime([late!, null])).toBeNull();
  expect(latestOperationTime([late!, 'yesterday'])).toBeNull();
  expect(latestOperationTime([])).toBeNull();
});

it('an operation time survives being kept as text', () => {
  const time = new Timestamp({ t: 1_800_000_000, i: 7 });
  expect(readOperationTime(JSON.stringify(time))?.equals(time)).toBe(true);
  expect(readOperationTime('yesterday')).toBeNull();
});
