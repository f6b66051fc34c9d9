import { type DiffItem } from '@sizewise/shared';
import { expect, it } from 'vitest';

import { type DiffBlock, pageOfBlock, placeOf } from './diff-page.ts';

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const change = (n: number): DiffItem => ({
  change: 'added',
  externalId: String(n),
  segmentType: 'other',
  name: null,
  layer: null,
  before: null,
  after: { segmentId: id(n), bounds: null, width: null, height: null, diameter: null, length: null },
  distance: null,
});
const counts = { added: 0, removed: 0, moved: 0, resized: 0, unchanged: 0 };

it.each([1, 2, 3, 5, 7, 100])('gives every change once in pages of %i, block after block', (limit) => {
  const all = Array.from({ length: 17 }, (_, n) => change(n));
  const blockAfter = (start: string | null): DiffBlock => {
    const rest = all.filter((item) => start === null || (item.after?.segmentId ?? '') > start);
    return { counts, items: rest.slice(0, 5), more: rest.length > 5 };
  };
  const seen: (string | null)[] = [];
  for (let cursor: string | undefined, pages = 0; pages < 40; pages++) {
    const place = placeOf(cursor);
    const page = pageOfBlock(blockAfter(place.block), place, limit);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    expect(page.items.length).toBeGreaterThan(0);
    seen.push(...page.items.map(({ externalId }) => externalId));
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(all.map(({ externalId }) => externalId));
});

it('takes no cursor of another list', () => {
  expect(() => placeOf(Buffer.from('["x","y"]').toString('base64url'))).toThrow('cursor');
});
