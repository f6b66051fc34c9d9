import { Timestamp } from 'mongodb';
import { expect, it } from 'vitest';

import { readOperationTime } from './causal-read.ts';

it('an operation time survives being kept as text', () => {
  const time = new Timestamp({ t: 1_800_000_000, i: 7 });
  expect(readOperationTime(JSON.stringify(time))?.equals(time)).toBe(true);
  expect(readOperationTime('yesterday')).toBeNull();
});
