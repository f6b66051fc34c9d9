import { segmentInputSchema } from '@sizewise/shared';
import { expect, it } from 'vitest';

import { generateSegments } from './segments.ts';

const take = (count: number, seed: number) => [...generateSegments(count, seed)];

it('gives the same rows for the same seed and others for another', () => {
  expect(take(200, 7)).toEqual(take(200, 7));
  expect(take(200, 7)).not.toEqual(take(200, 8));
});

it('gives segments that the schema takes, each connected to the next, with unique ids', () => {
  const rows = take(2000, 1);
  for (const row of rows) segmentInputSchema.parse(row);
  expect(new Set(rows.map((row) => row.externalId)).size).toBe(2000);
  expect(rows[10]?.connectsTo).toEqual([rows[9]?.externalId, rows[11]?.externalId]);
  const bytes = rows.reduce((sum, row) => sum + JSON.stringify(row.properties).length, 0) / rows.length;
  expect(bytes).toBeGreaterThan(350);
  expect(bytes).toBeLessThan(500);
});
