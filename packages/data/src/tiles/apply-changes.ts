import { type SegmentColumns } from './segment-columns.ts';

/** The last four bytes of an id tell rows apart well enough to look at few of them twice. */
function tailOf({ ids }: SegmentColumns, row: number): number {
  const at = row * 16 + 12;
  return (
    (((ids[at] ?? 0) << 24) | ((ids[at + 1] ?? 0) << 16) | ((ids[at + 2] ?? 0) << 8) | (ids[at + 3] ?? 0)) >>>
    0
  );
}

function isSameId(a: SegmentColumns, rowA: number, b: SegmentColumns, rowB: number): boolean {
  for (let i = 0; i < 16; i++) if (a.ids[rowA * 16 + i] !== b.ids[rowB * 16 + i]) return false;
  return true;
}

/** Brings columns up to date with rows that were read again; rows that the columns do not hold are left out. */
export function applyChanges(columns: SegmentColumns, changed: SegmentColumns): void {
  const rowsByTail = new Map<number, number[]>();
  for (let row = 0; row < changed.length; row++) {
    const tail = tailOf(changed, row);
    const rows = rowsByTail.get(tail);
    if (rows) rows.push(row);
    else rowsByTail.set(tail, [row]);
  }
  if (rowsByTail.size === 0) return;
  const places = changed.sets.map((set, i) => columns.setPlace(changed.setKeys[i] ?? '', () => set));
  for (let row = 0; row < columns.length; row++) {
    for (const source of rowsByTail.get(tailOf(columns, row)) ?? []) {
      if (!isSameId(columns, row, changed, source)) continue;
      columns.takeBox(row, changed, source);
      columns.move(row, places[changed.setOf[source] ?? 0] ?? 0);
    }
  }
}
