import { expect, it } from 'vitest';

import { overlaps } from './plan-geometry.ts';
import { parentOf, rootOf, startLevel, tileKey, tileRect, tilesFor } from './tile-tree.ts';
import { visibleRect } from './viewport.ts';

const root = rootOf({ minX: 0, maxX: 1000, minY: 0, maxY: 400 });
const view = { x: 500, y: 200, scale: 1, width: 800, height: 400 };

it('asks for one tile where the drawing fits in one answer, however near the view is', () => {
  for (const scale of [0.1, 1, 50]) {
    const tiles = tilesFor(root, { ...view, scale }, 0, () => 'whole');
    expect(tiles.map(tileKey)).toEqual(['0/0/0']);
  }
});

it('splits truncated tiles and covers the view without overlap', () => {
  const tiles = tilesFor(root, view, 0, (tile) => (tile.level < 2 ? 'truncated' : 'absent'));
  const seen = visibleRect(view);
  expect(tiles.length).toBeGreaterThan(4);
  for (const tile of tiles) expect(overlaps(tileRect(root, tile), seen)).toBe(true);
  const area = (r: typeof seen): number =>
    Math.max(0, Math.min(r.maxX, seen.maxX) - Math.max(r.minX, seen.minX)) *
    Math.max(0, Math.min(r.maxY, seen.maxY) - Math.max(r.minY, seen.minY));
  const covered = tiles.reduce((sum, tile) => sum + area(tileRect(root, tile)), 0);
  expect(covered).toBeCloseTo(area(seen), 3);
});

it('stops splitting where a tile is small on the screen', () => {
  const tiles = tilesFor(root, view, 0, () => 'truncated');
  expect(Math.max(...tiles.map((tile) => tile.level))).toBeLessThanOrEqual(3);
  expect(tiles.length).toBeLessThan(64);
});

it('begins near the size of the view for a large drawing, at the root for a small one', () => {
  expect(startLevel(root, { ...view, scale: 100 }, 9_000, 10_000)).toBe(0);
  expect(startLevel(root, { ...view, scale: 100 }, 1_000_000, 10_000)).toBe(6);
  expect(startLevel(root, { ...view, scale: 0.01 }, 60_000, 10_000)).toBe(2);
});

it('finds the tile above, which contains the tile', () => {
  const tile = { level: 3, column: 5, row: 2 };
  const up = parentOf(tile)!;
  expect(tileKey(up)).toBe('2/2/1');
  expect(tileRect(root, up).minX).toBeLessThanOrEqual(tileRect(root, tile).minX);
  expect(parentOf({ level: 0, column: 0, row: 0 })).toBeNull();
});
