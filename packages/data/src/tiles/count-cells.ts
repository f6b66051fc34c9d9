import { GRID_CELLS, type PlanBox } from '@sizewise/shared';

import { type FilteredColumns, scan } from './scan.ts';
import { type SegmentColumns } from './segment-columns.ts';

/** Counts of an aggregated tile, as a tile holds them. */
export interface CellCounts {
  readonly cellDisciplines: (string | null)[];
  readonly cellIndexes: Uint16Array;
  readonly cellCounts: Uint32Array;
}

/** Cell of the centre of what the box keeps of a span. */
function cellOf(min: number, max: number, from: number, to: number): number {
  const middle = (Math.max(min, from) + Math.min(max, to)) / 2;
  return Math.min(GRID_CELLS - 1, Math.max(0, Math.floor(((middle - from) / (to - from)) * GRID_CELLS)));
}

/** Counts each wanted segment that touches the box once, by cell and discipline. */
export function countCells(all: FilteredColumns, box: PlanBox): CellCounts {
  const disciplines = [
    ...new Set(all.flatMap(({ columns }) => columns.sets.map(({ discipline }) => discipline))),
  ];
  const width = disciplines.length;
  const places = new Map<SegmentColumns, number[]>(
    all.map(({ columns }) => [
      columns,
      columns.sets.map(({ discipline }) => disciplines.indexOf(discipline)),
    ]),
  );
  const counts = new Uint32Array(GRID_CELLS * GRID_CELLS * width);
  scan(all, box, (columns, row) => {
    const { boxes } = columns;
    const at = row * 4;
    const column = cellOf(boxes[at] ?? 0, boxes[at + 2] ?? 0, box.minX, box.maxX);
    const line = cellOf(boxes[at + 1] ?? 0, boxes[at + 3] ?? 0, box.minY, box.maxY);
    const discipline = places.get(columns)?.[columns.setOf[row] ?? 0] ?? 0;
    const place = (line * GRID_CELLS + column) * width + discipline;
    counts[place] = (counts[place] ?? 0) + 1;
  });
  const filled: number[] = [];
  for (let cell = 0; cell < GRID_CELLS * GRID_CELLS; cell++) {
    if (counts.subarray(cell * width, (cell + 1) * width).some((count) => count > 0)) filled.push(cell);
  }
  const cellCounts = new Uint32Array(filled.length * width);
  for (const [i, cell] of filled.entries())
    cellCounts.set(counts.subarray(cell * width, (cell + 1) * width), i * width);
  return { cellDisciplines: disciplines, cellIndexes: Uint16Array.from(filled), cellCounts };
}
