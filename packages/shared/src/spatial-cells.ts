import { type PlanBox } from './bounds.ts';

/*
 * A quadtree over the plane. A cell is one exact integer below 2^53: its Morton number, a marker bit, then zeros, as in
 * S2: the numbers of all cells inside a cell are one range, and a cell's ancestors lie outside of that range.
 */
const LEVELS = 26;
/** Half the side of the root cell, metres: the power of two above MAX_COORDINATE, so that cell sides are exact. */
const HALF = 2 ** 27;
const MAX_CELLS_PER_ELEMENT = 4;
const MAX_QUERY_CELLS_PER_AXIS = 4;

interface CellBlock {
  readonly level: number;
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

// Rounding in here is monotone, so two intervals that share a point share its cell whatever the rounding.
function column(value: number, level: number): number {
  const cells = 2 ** level;
  return Math.min(cells - 1, Math.max(0, Math.floor(((value + HALF) / (2 * HALF)) * cells)));
}

function blockAt(box: PlanBox, level: number): CellBlock {
  return {
    level,
    x0: column(box.minX, level),
    x1: column(box.maxX, level),
    y0: column(box.minY, level),
    y1: column(box.maxY, level),
  };
}

function finestBlock(box: PlanBox, fits: (block: CellBlock) => boolean): CellBlock {
  const extent = Math.max(box.maxX - box.minX, box.maxY - box.minY);
  const guess = extent > 0 ? Math.floor(Math.log2((2 * HALF) / extent)) + 2 : LEVELS;
  for (let level = Math.min(LEVELS, Math.max(0, guess)); level > 0; level--) {
    const block = blockAt(box, level);
    if (fits(block)) return block;
  }
  return blockAt(box, 0);
}

/** Numbers grow beyond 32 bits, so the interleaving works on halves of 13 bits. */
function spread(value: number): number {
  let v = value & 0x1fff;
  v = (v | (v << 8)) & 0x00ff00ff;
  v = (v | (v << 4)) & 0x0f0f0f0f;
  v = (v | (v << 2)) & 0x33333333;
  return (v | (v << 1)) & 0x55555555;
}

function morton(x: number, y: number): number {
  const low = spread(x) + spread(y) * 2;
  const high = spread(x >>> 13) + spread(y >>> 13) * 2;
  return high * 2 ** 26 + low;
}

/** Distance from the number of a cell to the ends of its range, plus one. */
function markerOf(level: number): number {
  return 4 ** (LEVELS - level);
}

function cellsOf(block: CellBlock): number[] {
  const cells: number[] = [];
  for (let y = block.y0; y <= block.y1; y++) {
    for (let x = block.x0; x <= block.x1; x++) cells.push((2 * morton(x, y) + 1) * markerOf(block.level));
  }
  return cells;
}

/**
 * Cells that an element is filed under: at most four, on the finest level where that suffices, so that large elements
 * lie on coarse levels.
 * @param bounds metres, within ±1e8
 */
export function cellsOfBounds(bounds: PlanBox): number[] {
  return cellsOf(
    finestBlock(bounds, ({ x0, x1, y0, y1 }) => (x1 - x0 + 1) * (y1 - y0 + 1) <= MAX_CELLS_PER_ELEMENT),
  );
}

/** What to look for in the cells of elements; each element that touches the box matches at least one of it. */
export interface CellQuery {
  /** Cells of the box and all cells inside of them, both ends included; at most 16, in ascending order. */
  readonly ranges: readonly { readonly min: number; readonly max: number }[];
  /** Cells around those. */
  readonly ancestors: readonly number[];
}

/** A filter without false negatives for elements that touch the box; the four bounds decide. */
export function cellQueryOfBox(box: PlanBox): CellQuery {
  const block = finestBlock(
    box,
    ({ x0, x1, y0, y1 }) => x1 - x0 < MAX_QUERY_CELLS_PER_AXIS && y1 - y0 < MAX_QUERY_CELLS_PER_AXIS,
  );
  const marker = markerOf(block.level);
  const ranges: { min: number; max: number }[] = [];
  for (const cell of cellsOf(block).sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && cell - (marker - 1) - last.max <= 2) last.max = cell + (marker - 1);
    else ranges.push({ min: cell - (marker - 1), max: cell + (marker - 1) });
  }
  const ancestors: number[] = [];
  for (let level = block.level - 1; level >= 0; level--) {
    const up = block.level - level;
    const shrink = (value: number): number => Math.floor(value / 2 ** up);
    const { x0, x1, y0, y1 } = block;
    ancestors.push(...cellsOf({ level, x0: shrink(x0), x1: shrink(x1), y0: shrink(y0), y1: shrink(y1) }));
  }
  return { ranges, ancestors };
}
