import { passesFilter, type PlanBox, type TileFilter } from '@sizewise/shared';

import { type SegmentColumns } from './segment-columns.ts';

/** One segment of a plan. */
export interface SegmentPlace {
  readonly columns: SegmentColumns;
  readonly row: number;
  /** Longer side of its box, metres. */
  readonly size: number;
}

/** The columns of a plan, each with a mark per set that the filter lets through. */
export type FilteredColumns = readonly { readonly columns: SegmentColumns; readonly wanted: Uint8Array }[];

export function filterColumns(all: readonly SegmentColumns[], filter: TileFilter): FilteredColumns {
  return all.map((columns) => ({
    columns,
    wanted: Uint8Array.from(columns.sets, (set) => (passesFilter(set, filter) ? 1 : 0)),
  }));
}

/** Calls `visit` for each wanted segment whose box touches the box, borders included. */
export function scan(
  all: FilteredColumns,
  box: PlanBox,
  visit: (columns: SegmentColumns, row: number) => void,
): void {
  const { minX, minY, maxX, maxY } = box;
  for (const { columns, wanted } of all) {
    const { boxes, setOf, length } = columns;
    for (let row = 0, at = 0; row < length; row++, at += 4) {
      // NaN, a segment without bounds, fails every comparison.
      if (
        (boxes[at] ?? NaN) <= maxX &&
        (boxes[at + 2] ?? NaN) >= minX &&
        (boxes[at + 1] ?? NaN) <= maxY &&
        (boxes[at + 3] ?? NaN) >= minY &&
        wanted[setOf[row] ?? 0] === 1
      )
        visit(columns, row);
    }
  }
}

/**
 * The segments that touch a box, from large to small, or null where there are more than `limit`.
 * `total` counts them in either case.
 */
export function segmentsIn(
  all: FilteredColumns,
  box: PlanBox,
  limit: number,
): { readonly total: number; readonly segments: SegmentPlace[] | null } {
  const segments: SegmentPlace[] = [];
  let total = 0;
  scan(all, box, (columns, row) => {
    if (total++ < limit) segments.push({ columns, row, size: columns.sizeOf(row) });
  });
  return { total, segments: total > limit ? null : segments.sort(fromLargeToSmall) };
}

/** The largest segments that touch a box, none smaller than `smallest`, from large to small. */
export function largestIn(
  all: FilteredColumns,
  box: PlanBox,
  limit: number,
  smallest: number,
): SegmentPlace[] {
  let kept: SegmentPlace[] = [];
  let threshold = smallest;
  scan(all, box, (columns, row) => {
    const size = columns.sizeOf(row);
    if (size < threshold) return;
    kept.push({ columns, row, size });
    // Sorting now and then costs less than keeping a heap in order.
    if (kept.length < 4 * limit) return;
    kept = kept.sort(fromLargeToSmall).slice(0, limit);
    threshold = kept.at(-1)?.size ?? threshold;
  });
  return kept.sort(fromLargeToSmall).slice(0, limit);
}

function fromLargeToSmall(a: SegmentPlace, b: SegmentPlace): number {
  return b.size - a.size;
}
