import { tileAt, tileBox } from '@sizewise/shared';
import { expect, it } from 'vitest';

import { KindTable } from './plan-kinds.ts';
import { cornerNear } from './plan-snap.ts';
import { stylesOf } from './plan-style.ts';
import { USUAL_SWITCHES } from './plan-switches.ts';
import { prepareTile } from './plan-tile.ts';
import { rectangle, tileOf } from './tile-fixture.ts';

const ADDRESS = tileAt(20, 10, 10);
const kinds = new KindTable();
const tile = tileOf(ADDRESS, [
  { path: rectangle(2, 2, 6, 1), system: 'Supply' },
  { path: [20, 20, 25, 20], kind: 'line', system: 'Return' },
]);
const drawn = [{ planTile: prepareTile(tile, kinds, () => null), clip: tileBox(ADDRESS) }];
const styles = (hidden: string[] = []) =>
  stylesOf(kinds.all, { ...USUAL_SWITCHES, hidden: new Set(hidden) }, new Map(), 'light');

it('finds the nearest corner within reach', () => {
  expect(cornerNear(drawn, { x: 7.8, y: 2.9 }, 0.5, styles())).toEqual({ x: 8, y: 3 });
  expect(cornerNear(drawn, { x: 5, y: 2.5 }, 0.5, styles())).toBeNull();
  expect(cornerNear(drawn, { x: 24.8, y: 20.2 }, 0.5, styles())).toEqual({ x: 25, y: 20 });
});

it('passes over what is switched off', () => {
  expect(cornerNear(drawn, { x: 8, y: 3 }, 0.5, styles(['system:Supply']))).toBeNull();
});
