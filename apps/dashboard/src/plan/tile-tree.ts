import { overlaps } from './plan-geometry.ts';
import { type PlanRect } from './plan-types.ts';
import { type Viewport, visibleRect } from './viewport.ts';

/** A square of the plan: level 0 covers the whole drawing, each level halves the side. */
export interface Tile {
  readonly level: number;
  readonly column: number;
  readonly row: number;
}

/** The square that level 0 covers; metres. */
export interface TileRoot {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** What is known of a tile. A truncated one holds a part of its items only. */
export type TileState = 'absent' | 'whole' | 'truncated';

/** A tile of fewer pixels than this is not split: more than the limit of items in it cannot be told apart. */
const SMALLEST_TILE_PIXELS = 160;
const DEEPEST_LEVEL = 24;

export function tileKey(tile: Tile): string {
  return `${tile.level}/${tile.column}/${tile.row}`;
}

/** The square around a box, slightly larger, so that an item on the edge is inside. */
export function rootOf(bounds: PlanRect): TileRoot {
  const size = Math.max(bounds.maxX - bounds.minX, bounds.maxY - bounds.minY, 1) * 1.001;
  return { x: (bounds.minX + bounds.maxX - size) / 2, y: (bounds.minY + bounds.maxY - size) / 2, size };
}

export function tileRect(root: TileRoot, tile: Tile): PlanRect {
  const side = root.size / 2 ** tile.level;
  const minX = root.x + tile.column * side;
  const minY = root.y + tile.row * side;
  return { minX, minY, maxX: minX + side, maxY: minY + side };
}

/**
 * The tiles that show a view: the coarsest whose items are all known, finer where one is truncated. A drawing of
 * fewer items than the limit is a single tile, so moving about in it asks the api for nothing.
 * @param startLevel level to begin at, from the number of segments in the drawing
 */
export function tilesFor(
  root: TileRoot,
  view: Viewport,
  startLevel: number,
  stateOf: (tile: Tile) => TileState,
): Tile[] {
  const seen = visibleRect(view);
  const chosen: Tile[] = [];
  const visit = (tile: Tile): void => {
    if (!overlaps(tileRect(root, tile), seen)) return;
    const pixels = (root.size / 2 ** tile.level) * view.scale;
    const splits = tile.level < startLevel || stateOf(tile) === 'truncated';
    if (splits && tile.level < DEEPEST_LEVEL && pixels > SMALLEST_TILE_PIXELS)
      childrenOf(tile).forEach(visit);
    else chosen.push(tile);
  };
  visit({ level: 0, column: 0, row: 0 });
  return chosen;
}

/**
 * Level to begin at: 0 where one answer holds the drawing; else that of tiles about as large as the view, or of tiles
 * that would hold half the limit each if the segments lay evenly, whichever is finer.
 */
export function startLevel(root: TileRoot, view: Viewport, segmentCount: number, limit: number): number {
  if (segmentCount <= limit) return 0;
  const seen = Math.max(view.width, view.height) / view.scale;
  const bySize = Math.floor(Math.log2(root.size / seen));
  const byCount = Math.ceil(Math.log2((2 * segmentCount) / limit) / 2);
  return Math.min(DEEPEST_LEVEL, Math.max(0, bySize, byCount));
}

/** The tile one level coarser; null at the root. */
export function parentOf(tile: Tile): Tile | null {
  if (tile.level === 0) return null;
  return { level: tile.level - 1, column: tile.column >> 1, row: tile.row >> 1 };
}

function childrenOf({ level, column, row }: Tile): Tile[] {
  return [0, 1, 2, 3].map((i) => ({
    level: level + 1,
    column: column * 2 + (i & 1),
    row: row * 2 + (i >> 1),
  }));
}
