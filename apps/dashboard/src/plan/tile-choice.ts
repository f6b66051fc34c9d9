import { ROOT_TILE_SIZE, type TileAddress, type TileMetadata, tilesOfBox } from '@sizewise/shared';

import { type PlanRect } from './plan-types.ts';
import { type Viewport, visibleRect } from './viewport.ts';

/** Pixels across at which a tile shows as much as can be told apart. */
const TILE_PIXELS = 512;
/** Tiles of one view; a window of many screens takes coarser ones. */
const MOST_TILES = 24;

/** The tiles that show a view, those in the middle first; none where the project has no extent. */
export function tilesFor(view: Viewport, metadata: TileMetadata): TileAddress[] {
  if (!metadata.bounds || view.width === 0) return [];
  const seen = overlap(visibleRect(view), metadata.bounds);
  if (!seen) return [];
  const ideal = Math.round(Math.log2((ROOT_TILE_SIZE * view.scale) / TILE_PIXELS));
  let z = Math.min(metadata.maxZoom, Math.max(metadata.minZoom, ideal));
  while (z > metadata.minZoom && tileCount(seen, z) > MOST_TILES) z -= 1;
  const tiles = tilesOfBox(seen, z);
  const side = ROOT_TILE_SIZE / 2 ** z;
  const distance = ({ x, y }: TileAddress): number =>
    Math.hypot(
      (x + 0.5) * side - ROOT_TILE_SIZE / 2 - view.x,
      (y + 0.5) * side - ROOT_TILE_SIZE / 2 - view.y,
    );
  return tiles.sort((a, b) => distance(a) - distance(b));
}

/** The name of a tile; with a filter, of what the filter leaves of it. */
export function tileKey({ z, x, y }: TileAddress, filter = ''): string {
  return `${z}/${x}/${y}${filter === '' ? '' : `?${filter}`}`;
}

/** The tile one zoom coarser; null at the root. */
export function parentOf({ z, x, y }: TileAddress): TileAddress | null {
  // No bit operators: x and y reach 2^28 and more.
  return z === 0 ? null : { z: z - 1, x: Math.floor(x / 2), y: Math.floor(y / 2) };
}

/** The four tiles one zoom finer. */
export function childrenOf({ z, x, y }: TileAddress): TileAddress[] {
  return [0, 1, 2, 3].map((i) => ({ z: z + 1, x: x * 2 + (i & 1), y: y * 2 + (i >> 1) }));
}

function tileCount(box: PlanRect, z: number): number {
  const side = ROOT_TILE_SIZE / 2 ** z;
  return (Math.ceil((box.maxX - box.minX) / side) + 1) * (Math.ceil((box.maxY - box.minY) / side) + 1);
}

function overlap(a: PlanRect, b: PlanRect): PlanRect | null {
  const box = {
    minX: Math.max(a.minX, b.minX),
    minY: Math.max(a.minY, b.minY),
    maxX: Math.min(a.maxX, b.maxX),
    maxY: Math.min(a.maxY, b.maxY),
  };
  return box.minX <= box.maxX && box.minY <= box.maxY ? box : null;
}
