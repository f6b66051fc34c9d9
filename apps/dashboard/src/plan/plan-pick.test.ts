import { tileAt, tileBox } from '@sizewise/shared';
import { expect, it } from 'vitest';

import { KindTable } from './plan-kinds.ts';
import { inReadingOrder, markAt } from './plan-pick.ts';
import { stylesOf } from './plan-style.ts';
import { USUAL_SWITCHES } from './plan-switches.ts';
import { markOf, prepareTile } from './plan-tile.ts';
import { type FixtureSegment, rectangle, tileOf } from './tile-fixture.ts';

const ADDRESS = tileAt(20, 10, 10);

function planOf(segments: readonly FixtureSegment[], switches = USUAL_SWITCHES) {
  const kinds = new KindTable();
  const planTile = prepareTile(tileOf(ADDRESS, segments), kinds, () => null);
  const drawn = [{ planTile, clip: tileBox(ADDRESS) }];
  return { drawn, planTile, styles: stylesOf(kinds.all, switches, new Map(), 'light') };
}
const placeOf = (id: string | undefined): number => Number.parseInt(id?.slice(-2) ?? '-1', 16);

it('finds the smallest that is touched, a line before the ring it lies in, the nearest in reach', () => {
  const { drawn, styles } = planOf([
    { path: rectangle(0, 0, 10, 10) },
    { path: rectangle(2, 2, 2, 2) },
    { path: [0, 8, 10, 9], kind: 'line' },
    { path: rectangle(30, 30, 1, 1) },
  ]);
  const at = (x: number, y: number): number => placeOf(markAt(drawn, { x, y }, 0.5, styles)?.segmentId);
  expect(at(3, 3)).toBe(1);
  expect(at(9, 2)).toBe(0);
  expect(at(5, 8.6)).toBe(2);
  expect(at(29.8, 30.5)).toBe(3);
  expect(at(20, 20)).toBe(-1);
});

it('finds nothing in the empty half of the box of a slanted line', () => {
  const { drawn, styles } = planOf([{ path: [0, 0, 10, 10], kind: 'line' }]);
  expect(markAt(drawn, { x: 8, y: 2 }, 0.5, styles)).toBeNull();
  expect(markAt(drawn, { x: 5.2, y: 5 }, 0.5, styles)).not.toBeNull();
});

it('passes over what is switched off, and finds what lies beneath only where nothing is above it', () => {
  const wall = { path: rectangle(0, 0, 1, 1), discipline: 'architectural' };
  const duct = { path: rectangle(0, 0, 10, 10), system: 'Supply' };
  const both = planOf([wall, duct]);
  expect(placeOf(markAt(both.drawn, { x: 0.5, y: 0.5 }, 0.1, both.styles)?.segmentId)).toBe(1);
  const hidden = planOf([wall, duct], { ...USUAL_SWITCHES, hidden: new Set(['system:Supply']) });
  expect(placeOf(markAt(hidden.drawn, { x: 0.5, y: 0.5 }, 0.1, hidden.styles)?.segmentId)).toBe(0);
});

it('reads rows from the top, each from the left, without the background', () => {
  const { drawn, styles } = planOf([
    { path: rectangle(0, 0, 1, 1) },
    { path: rectangle(9, 20, 1, 1) },
    { path: rectangle(1, 20, 1, 1) },
    { path: rectangle(5, 20, 1, 1), discipline: 'structural' },
  ]);
  const reads = inReadingOrder(drawn, { minX: -50, minY: -50, maxX: 50, maxY: 50 }, 5, styles);
  expect(reads.map(({ segment }) => segment)).toEqual([2, 1, 0]);
});

it('gives a mark its place in metres', () => {
  const { planTile } = planOf([{ path: rectangle(3, 4, 2, 1) }]);
  const { box, outlines } = markOf(planTile, 0);
  expect(box).toEqual({ minX: 3, minY: 4, maxX: 5, maxY: 5 });
  expect(outlines[0]).toHaveLength(5);
});
