import { type PlanBox } from '../bounds.ts';
import { MAX_COORDINATE } from '../units.ts';

/*
 * One grid for every project, so that a tile's address means the same place whatever is imported later: a quadtree
 * whose root is the smallest square of powers of two around ±MAX_COORDINATE. All its lines are exact doubles.
 */
const HALF = 2 ** Math.ceil(Math.log2(MAX_COORDINATE));

/** South-west corner of the grid, metres. */
export const TILE_ORIGIN: readonly [number, number] = [-HALF, -HALF];

/** Side of the one tile at zoom 0, metres. */
export const ROOT_TILE_SIZE = 2 * HALF;

/** The deepest zoom there is: tiles of 1 m. */
export const DEEPEST_ZOOM = Math.log2(ROOT_TILE_SIZE);

/** Where a tile is: `x` counts eastwards, `y` northwards, both from 0 to 2^z − 1. */
export interface TileAddress {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/** Side of a tile, metres. */
export function tileSize(z: number): number {
  return ROOT_TILE_SIZE / 2 ** z;
}

/** The square of a tile, borders included, metres. */
export function tileBox({ z, x, y }: TileAddress): PlanBox {
  const size = tileSize(z);
  const minX = TILE_ORIGIN[0] + x * size;
  const minY = TILE_ORIGIN[1] + y * size;
  return { minX, maxX: minX + size, minY, maxY: minY + size };
}

/** The tile that holds a point; a point on a border belongs to the tile east or north of it. */
export function tileAt(z: number, x: number, y: number): TileAddress {
  const size = tileSize(z);
  const last = 2 ** z - 1;
  const place = (value: number, origin: number): number =>
    Math.min(last, Math.max(0, Math.floor((value - origin) / size)));
  return { z, x: place(x, TILE_ORIGIN[0]), y: place(y, TILE_ORIGIN[1]) };
}

/** Every tile of a zoom that shows part of a box, row by row from the south-west. */
export function tilesOfBox(box: PlanBox, z: number): TileAddress[] {
  const low = tileAt(z, box.minX, box.minY);
  const high = tileAt(z, box.maxX, box.maxY);
  const tiles: TileAddress[] = [];
  for (let y = low.y; y <= high.y; y++) for (let x = low.x; x <= high.x; x++) tiles.push({ z, x, y });
  return tiles;
}

/** The deepest zoom at which a box lies in at most 2 × 2 tiles. */
export function zoomOfBox(box: PlanBox): number {
  const extent = Math.max(box.maxX - box.minX, box.maxY - box.minY, 1);
  return Math.max(0, Math.floor(Math.log2(ROOT_TILE_SIZE / extent)));
}
