import { GRID_CELLS, PATH_KINDS, type Tile } from '@sizewise/shared';

import { type PlanRect } from '../plan-types.ts';
import { groupsOf, type SegmentPlaces } from './groups.ts';
import { RecordBuffer } from './record-buffer.ts';
import { isConvex, rectangleOf } from './ring.ts';
import { CELL_OPACITY_SHIFT } from './shaders.ts';

/**
 * What is drawn of a tile, in numbers that go to the graphics memory as they are. Coordinates are metres from `x`,
 * `y`, so that 32 bits are enough wherever the drawing lies.
 */
export interface PlanBatch {
  readonly x: number;
  readonly y: number;
  /** From x, from y, to x, to y, kind. */
  readonly lines: Uint8Array;
  /** Least x, least y, greatest x, greatest y, kind. */
  readonly boxes: Uint8Array;
  /** x, y, kind; three to a triangle. */
  readonly fills: Uint8Array;
  /** The kinds in it, by their index. */
  readonly kinds: readonly number[];
  /** Its records in runs, each of what lies together: what is not in sight is left out. */
  readonly runs: readonly Run[];
}

/** Records that lie together, from those of the run before to these ends. */
export interface Run {
  /** Metres from the batch's `x`, `y`. */
  readonly box: PlanRect;
  readonly ends: Readonly<Record<RecordSort, number>>;
}

export const RECORD_SORTS = ['lines', 'boxes', 'fills'] as const;
export type RecordSort = (typeof RECORD_SORTS)[number];

/** Bytes of one line and of one box. */
export const PAIR_BYTES = 20;
/** Bytes of one corner of a triangle. */
export const POINT_BYTES = 12;

const TRIANGLE = 3;
/** Opacity of a cell with one segment, and what each tenfold adds to it. */
const CELL_OPACITY = 0.2;
const CELL_OPACITY_TENFOLD = 0.2;

const [LINE, RING, HOLE] = PATH_KINDS.map((_, index) => index);

type Target = Readonly<Record<RecordSort, RecordBuffer>>;

/**
 * Packs a tile for drawing.
 * @param segments where they are in the tile
 * @param kinds of its segments, by their index
 * @param cellKinds of its `cellDisciplines`, by their index
 */
export function packTile(
  tile: Tile,
  segments: SegmentPlaces,
  kinds: Uint32Array,
  cellKinds: readonly number[],
): PlanBatch {
  const target = { lines: new RecordBuffer(4), boxes: new RecordBuffer(4), fills: new RecordBuffer(2) };
  const half = tile.size / 2;
  const ends = () => ({
    lines: target.lines.count,
    boxes: target.boxes.count,
    fills: target.fills.count / TRIANGLE,
  });
  const runs: Run[] = [];
  addCells(target, tile, cellKinds);
  if (tile.cellIndexes.length > 0) {
    runs.push({ box: { minX: -half, minY: -half, maxX: half, maxY: half }, ends: ends() });
  }
  for (const { box, members } of groupsOf(segments, tile.size)) {
    for (const segment of members) {
      const kind = kinds[segment] ?? 0;
      const end = segments.firstPaths[segment + 1] ?? 0;
      for (let path = segments.firstPaths[segment] ?? 0; path < end; path++)
        addPath(target, tile, path, kind);
    }
    runs.push({ box, ends: ends() });
  }
  const [x, y] = tile.center;
  const { lines, boxes, fills } = target;
  return {
    x,
    y,
    lines: lines.bytes(),
    boxes: boxes.bytes(),
    fills: fills.bytes(),
    runs,
    kinds: [...new Set([...new Set(kinds), ...(tile.cellIndexes.length > 0 ? cellKinds : [])])],
  };
}

function addPath({ lines, boxes, fills }: Target, tile: Tile, path: number, kind: number): void {
  const { pathKinds, pathStarts, positions } = tile;
  const start = pathStarts[path] ?? 0;
  const end = pathStarts[path + 1] ?? start;
  const x = (vertex: number): number => positions[vertex * 2] ?? 0;
  const y = (vertex: number): number => positions[vertex * 2 + 1] ?? 0;
  const pathKind = pathKinds[path];
  const isWholeRing = pathKind === RING && pathKinds[path + 1] !== HOLE;
  const box = isWholeRing ? rectangleOf(positions, start, end) : null;
  if (box) return boxes.addPair(box.minX, box.minY, box.maxX, box.maxY, kind);
  if (pathKind !== LINE && pathKind !== RING && pathKind !== HOLE) {
    return boxes.addPair(x(start), y(start), x(start), y(start), kind);
  }
  for (let v = start; v + 1 < end; v++) lines.addPair(x(v), y(v), x(v + 1), y(v + 1), kind);
  // A fan covers a ring that turns one way exactly; what else there is reads well as an outline.
  if (!isWholeRing || !isConvex(positions, start, end)) return;
  for (let v = start + 1; v + 2 < end; v++) {
    for (const corner of [start, v, v + 1]) fills.addPoint(x(corner), y(corner), kind);
  }
}

/** A square for each cell, in the paint of the discipline that most of its segments are of. */
function addCells({ boxes }: Target, tile: Tile, cellKinds: readonly number[]): void {
  const side = tile.size / GRID_CELLS;
  const { cellCounts, cellIndexes } = tile;
  const width = cellKinds.length;
  for (let i = 0; i < cellIndexes.length; i++) {
    const cell = cellIndexes[i] ?? 0;
    let total = 0;
    let most = 0;
    for (let d = 0; d < width; d++) {
      const count = cellCounts[i * width + d] ?? 0;
      total += count;
      if (count > (cellCounts[i * width + most] ?? 0)) most = d;
    }
    const opacity = Math.min(1, CELL_OPACITY + CELL_OPACITY_TENFOLD * Math.log10(Math.max(1, total)));
    const x = (cell % GRID_CELLS) * side - tile.size / 2;
    const y = Math.floor(cell / GRID_CELLS) * side - tile.size / 2;
    const word = ((Math.round(opacity * 255) << CELL_OPACITY_SHIFT) | (cellKinds[most] ?? 0)) >>> 0;
    boxes.addPair(x, y, x + side, y + side, word);
  }
}
