import { type PlanBox } from './bounds.ts';

/*
 * A quadtree over the plane, of which every second level is used: cells of 4, 16, 64, … metres a side. A cell is one
 * exact integer below 2^53: its Morton number, a marker bit, then zeros, so that no two levels share a number.
 */
const FINEST = 26;
const STEP = 2;
/** Half the side of the root cell, metres: the power of two above MAX_COORDINATE, so that cell sides are exact. */
const HALF = 2 ** 27;
const MAX_CELLS_PER_ELEMENT = 4;
// Cells of 64 m and 1024 m a side also list, negated, what lies inside of them on finer levels: they keep large boxes
// within the bound on query cells, at a cost of about two more cells per element.
const LISTING_LEVELS = [22, 18] as const;
/** About as many index seeks as a box of a few thousand documents costs in fetches. */
const MAX_QUERY_CELLS = 256;

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

function blockSize({ x0, x1, y0, y1 }: CellBlock): number {
  return (x1 - x0 + 1) * (y1 - y0 + 1);
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

function cellsOf(block: CellBlock): number[] {
  const cells: number[] = [];
  for (let y = block.y0; y <= block.y1; y++) {
    for (let x = block.x0; x <= block.x1; x++)
      cells.push((2 * morton(x, y) + 1) * 4 ** (FINEST - block.level));
  }
  return cells;
}

/** The finest level on which four cells cover the element; small ones share the finest level there is. */
function ownBlock(bounds: PlanBox): CellBlock {
  const extent = Math.max(bounds.maxX - bounds.minX, bounds.maxY - bounds.minY);
  const guess = extent > 0 ? Math.floor(Math.log2((2 * HALF) / extent)) + 2 : FINEST;
  const start = Math.min(FINEST, Math.max(0, guess - (guess % STEP)));
  for (let level = start; level > 0; level -= STEP) {
    const block = blockAt(bounds, level);
    if (blockSize(block) <= MAX_CELLS_PER_ELEMENT) return block;
  }
  return blockAt(bounds, 0);
}

/**
 * Cells that an element is filed under: at most four of its own, large elements on coarser levels, and, negated, the
 * listing cells around them; at most twelve.
 * @param bounds metres, within ±1e8
 */
export function cellsOfBounds(bounds: PlanBox): number[] {
  const own = ownBlock(bounds);
  const listings = LISTING_LEVELS.filter((level) => level < own.level).flatMap((level) =>
    cellsOf(blockAt(bounds, level)).map((cell) => -cell),
  );
  return [...cellsOf(own), ...listings];
}

function ownCellsFrom(box: PlanBox, finest: number): CellBlock[] {
  const blocks: CellBlock[] = [];
  for (let level = finest; level >= 0; level -= STEP) blocks.push(blockAt(box, level));
  return blocks;
}

/**
 * Cells of which every element that touches the box has at least one; elements beside the box may have one too, so the
 * four bounds decide.
 * @returns at most 256 cells, or null for a box of more than about 13 km a side, for which the bounds alone are asked
 */
export function cellsOfBox(box: PlanBox): number[] | null {
  const fine = ownCellsFrom(box, FINEST);
  if (fine.reduce((sum, block) => sum + blockSize(block), 0) <= MAX_QUERY_CELLS) return fine.flatMap(cellsOf);
  for (const level of LISTING_LEVELS) {
    const listing = blockAt(box, level);
    const own = ownCellsFrom(box, level);
    const cells = own.reduce((sum, block) => sum + blockSize(block), blockSize(listing));
    if (cells <= MAX_QUERY_CELLS) return [...cellsOf(listing).map((cell) => -cell), ...own.flatMap(cellsOf)];
  }
  return null;
}
