import { tileBox, type TileMetadata, zoomOfBox } from '@sizewise/shared';
import { expect, it } from 'vitest';

import { childrenOf, parentOf, tilesFor } from './tile-choice.ts';

const BOUNDS = { minX: -20, minY: -10, maxX: 180, maxY: 90 };
const minZoom = zoomOfBox(BOUNDS);
const METADATA = { bounds: BOUNDS, minZoom, maxZoom: minZoom + 4 } as TileMetadata;
const view = (scale: number) => ({ x: 80, y: 40, scale, width: 1000, height: 600 });

it('covers what is seen of the project, and nothing twice', () => {
  for (const scale of [0.1, 4, 20, 60, 500]) {
    const tiles = tilesFor(view(scale), METADATA);
    const area = tiles.map(tileBox);
    for (const [x, y] of [
      [80, 40],
      [80 + 400 / scale, 40 - 200 / scale],
    ] as const) {
      if (x > BOUNDS.maxX || y < BOUNDS.minY) continue;
      expect(area.filter((b) => x >= b.minX && x < b.maxX && y >= b.minY && y < b.maxY)).toHaveLength(1);
    }
    expect(tiles.length).toBeLessThanOrEqual(24);
  }
});

it('goes finer with the view, between the zooms that there are', () => {
  const zoomOf = (scale: number) => tilesFor(view(scale), METADATA)[0]?.z;
  expect(zoomOf(0.001)).toBe(minZoom);
  expect(zoomOf(1e4)).toBe(METADATA.maxZoom);
  expect(zoomOf(60)).toBeGreaterThan(zoomOf(4) ?? 0);
});

it('begins in the middle', () => {
  const [first] = tilesFor(view(40), METADATA);
  const box = first && tileBox(first);
  expect(box && box.minX <= 80 && box.maxX >= 80 && box.minY <= 40 && box.maxY >= 40).toBe(true);
});

it('asks for nothing beside the project, nor where it has no extent', () => {
  expect(tilesFor({ ...view(10), x: 5000 }, METADATA)).toEqual([]);
  expect(tilesFor(view(10), { ...METADATA, bounds: null })).toEqual([]);
});

it('finds the way up and down again', () => {
  const tile = { z: 28, x: 2 ** 27 + 3, y: 2 ** 28 - 1 };
  expect(childrenOf(tile).map(parentOf)).toEqual([tile, tile, tile, tile]);
  expect(parentOf({ z: 0, x: 0, y: 0 })).toBeNull();
});
