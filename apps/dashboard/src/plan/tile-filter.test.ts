import { type TileAttribute, type TileMetadata } from '@sizewise/shared';
import { expect, it } from 'vitest';

import { soloed, toggled, USUAL_SWITCHES } from './plan-switches.ts';
import { filterQuery } from './tile-filter.ts';

const counts = (...values: (string | null)[]) => ({
  items: values.map((value) => ({ value, count: 1 })),
  truncated: false,
});
const COUNTS: Record<TileAttribute, ReturnType<typeof counts>> = {
  importId: counts('import-a', 'import-b', 'import-posted'),
  discipline: counts('mechanical', 'architectural', null),
  segmentType: counts('duct_segment'),
  level: counts('1', '2', null),
  system: counts('Supply & return'),
  layer: counts(null),
};
const METADATA = { counts: COUNTS } as TileMetadata;
const DRAWINGS = new Map([
  ['import-a', 'a'],
  ['import-b', 'b'],
]);
const queryOf = (switches = USUAL_SWITCHES, metadata = METADATA) =>
  filterQuery(switches, metadata, (id) => DRAWINGS.get(id ?? '') ?? null);

it('asks for nothing in particular while all is on', () => {
  expect(queryOf()).toBe('');
});

it('names what is left, and what has none as an empty value', () => {
  expect(queryOf(toggled(USUAL_SWITCHES, 'level', '1'))).toBe('level=2&level=');
  expect(queryOf(soloed(USUAL_SWITCHES, 'level', '2'))).toBe('level=2');
});

it('names the imports of drawings, and those of rows that came from none', () => {
  expect(queryOf(toggled(USUAL_SWITCHES, 'drawing', 'a'))).toBe('importId=import-b&importId=import-posted');
  expect(queryOf(soloed(USUAL_SWITCHES, 'drawing', null))).toBe('importId=import-posted');
});

it('leaves the building out where the background is off', () => {
  expect(queryOf({ ...USUAL_SWITCHES, background: 'off' })).toBe('discipline=mechanical&discipline=');
});

it('asks for nothing at all where nothing passes', () => {
  expect(queryOf(soloed(USUAL_SWITCHES, 'level', 'an attic'))).toBeNull();
});

it('does not name what is too much for a link', () => {
  const many = Array.from({ length: 90 }, (_, i) => `Level ${i}`);
  const metadata = { counts: { ...COUNTS, level: counts(...many) } } as TileMetadata;
  expect(queryOf(toggled(USUAL_SWITCHES, 'level', 'Level 3'), metadata)).toBe('');
});
