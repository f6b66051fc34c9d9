import { expect, it } from 'vitest';

import { SEGMENT_FIELDS } from './segment-fields.ts';
import { segmentSchema } from './segment.ts';

it('names every field of a segment once', () => {
  expect([...SEGMENT_FIELDS].sort()).toEqual(Object.keys(segmentSchema.shape).sort());
});
