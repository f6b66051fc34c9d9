import { setImmediate as breathe } from 'node:timers/promises';

import { DEEPEST_ZOOM, DETAIL_LIMIT, type TileAddress, tileBox } from '@sizewise/shared';

import { type SegmentColumns } from './segment-columns.ts';

/** Segments that touch a tile: per columns their rows. */
type Rows = readonly { readonly columns: SegmentColumns; readonly rows: Uint32Array }[];

interface DenseTile {
  readonly tile: TileAddress;
  readonly found: Rows;
}

// Many segments that each fill the plan would be met in every tile. Such a plan is drawn from the deepest zoom there is.
const MOST_VISITS = 100_000_000;
const WEST = 1;
const EAST = 2;
const SOUTH = 4;
const NORTH = 8;
/** Sides of the four children of a tile, and where they lie. */
const CHILDREN = [
  { sides: WEST | SOUTH, dx: 0, dy: 0 },
  { sides: EAST | SOUTH, dx: 1, dy: 0 },
  { sides: WEST | NORTH, dx: 0, dy: 1 },
  { sides: EAST | NORTH, dx: 1, dy: 1 },
] as const;

function countOf(found: Rows): number {
  return found.reduce((sum, { rows }) => sum + rows.length, 0);
}

function touching({ boxes, length }: SegmentColumns, tile: TileAddress): Uint32Array {
  const { minX, minY, maxX, maxY } = tileBox(tile);
  const found = new Uint32Array(length);
  let count = 0;
  for (let row = 0, at = 0; row < length; row++, at += 4) {
    if (
      (boxes[at] ?? NaN) <= maxX &&
      (boxes[at + 2] ?? NaN) >= minX &&
      (boxes[at + 1] ?? NaN) <= maxY &&
      (boxes[at + 3] ?? NaN) >= minY
    )
      found[count++] = row;
  }
  return found.slice(0, count);
}

/** Which sides of the middle each row touches; one that touches the tile and a side touches that half of the tile. */
function sidesOf({ boxes }: SegmentColumns, rows: Uint32Array, x: number, y: number): Uint8Array {
  const sides = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const at = (rows[i] ?? 0) * 4;
    sides[i] =
      ((boxes[at] ?? NaN) <= x ? WEST : 0) |
      ((boxes[at + 2] ?? NaN) >= x ? EAST : 0) |
      ((boxes[at + 1] ?? NaN) <= y ? SOUTH : 0) |
      ((boxes[at + 3] ?? NaN) >= y ? NORTH : 0);
  }
  return sides;
}

function rowsOn(rows: Uint32Array, sides: Uint8Array, wanted: number): Uint32Array {
  const found = new Uint32Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++)
    if (((sides[i] ?? 0) & wanted) === wanted) found[count++] = rows[i] ?? 0;
  return found.slice(0, count);
}

/** The children of a tile that are dense themselves. */
function denseChildren({ tile, found }: DenseTile): DenseTile[] {
  const { minX, minY, maxX, maxY } = tileBox(tile);
  const [x, y] = [(minX + maxX) / 2, (minY + maxY) / 2];
  const halves = found.map((part) => ({ ...part, sides: sidesOf(part.columns, part.rows, x, y) }));
  return CHILDREN.flatMap(({ sides: wanted, dx, dy }) => {
    const own = halves.map(({ columns, rows, sides }) => ({
      columns,
      rows: rowsOn(rows, sides, wanted),
    }));
    if (countOf(own) <= DETAIL_LIMIT) return [];
    return [{ tile: { z: tile.z + 1, x: 2 * tile.x + dx, y: 2 * tile.y + dy }, found: own }];
  });
}

/**
 * The first zoom, from that of `tiles` on, at which no tile holds more segments than it shows one by one.
 * @param tiles all tiles of one zoom that the plan touches
 */
export async function deepestZoom(
  all: readonly SegmentColumns[],
  tiles: readonly TileAddress[],
  from: number,
): Promise<number> {
  let dense: DenseTile[] = tiles
    .map((tile) => ({ tile, found: all.map((columns) => ({ columns, rows: touching(columns, tile) })) }))
    .filter(({ found }) => countOf(found) > DETAIL_LIMIT);
  let visits = 0;
  for (let zoom = from; zoom < DEEPEST_ZOOM; zoom++) {
    if (dense.length === 0) return zoom;
    const deeper: DenseTile[] = [];
    for (const one of dense) {
      visits += countOf(one.found);
      if (visits > MOST_VISITS) return DEEPEST_ZOOM;
      deeper.push(...denseChildren(one));
      // The server answers others in between.
      await breathe();
    }
    dense = deeper;
  }
  return DEEPEST_ZOOM;
}
