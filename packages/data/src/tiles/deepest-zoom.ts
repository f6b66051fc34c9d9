import { setImmediate as breathe } from 'node:timers/promises';

import { DEEPEST_ZOOM, DETAIL_LIMIT, type TileAddress, tileBox } from '@sizewise/shared';

import { type SegmentColumns } from './segment-columns.ts';

type Rows = readonly { readonly columns: SegmentColumns; readonly rows: Uint32Array }[];

// Many segments that each fill the plan would be tested in every tile. Such a plan is drawn from the deepest zoom there is.
const MOST_TESTS = 100_000_000;

function childrenOf({ z, x, y }: TileAddress): TileAddress[] {
  return [0, 1].flatMap((dy) => [0, 1].map((dx) => ({ z: z + 1, x: 2 * x + dx, y: 2 * y + dy })));
}

function touching({ boxes }: SegmentColumns, rows: Uint32Array, tile: TileAddress): Uint32Array {
  const { minX, minY, maxX, maxY } = tileBox(tile);
  const found = new Uint32Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    const at = row * 4;
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

function countOf(rows: Rows): number {
  return rows.reduce((sum, part) => sum + part.rows.length, 0);
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
  const everything: Rows = all.map((columns) => ({
    columns,
    rows: Uint32Array.from({ length: columns.length }, (_, row) => row),
  }));
  let open = tiles.map((tile) => ({ tile, candidates: everything }));
  let tests = 0;
  for (let zoom = from; zoom < DEEPEST_ZOOM; zoom++) {
    const deeper: typeof open = [];
    for (const { tile, candidates } of open) {
      tests += countOf(candidates);
      if (tests > MOST_TESTS) return DEEPEST_ZOOM;
      const found = candidates.map(({ columns, rows }) => ({ columns, rows: touching(columns, rows, tile) }));
      if (countOf(found) > DETAIL_LIMIT)
        deeper.push(...childrenOf(tile).map((child) => ({ tile: child, candidates: found })));
      // The server answers others in between.
      await breathe();
    }
    if (deeper.length === 0) return zoom;
    open = deeper;
  }
  return DEEPEST_ZOOM;
}
