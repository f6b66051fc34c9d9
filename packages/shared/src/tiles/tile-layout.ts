import { type TileColumns } from './tile.ts';

/** First four bytes of a tile. */
export const TILE_MAGIC = 'SWT1';
/** Magic and the header's length. */
export const PREFIX_BYTES = 8;
/** Columns begin at multiples of this, so that every kind of array can view them. */
export const ALIGNMENT = 8;

/** The column's kind of array; the order here is their order in the file. */
export const COLUMN_TYPES = {
  segmentIds: Uint8Array,
  segmentSets: Uint16Array,
  sets: Uint16Array,
  pathStarts: Uint32Array,
  pathSegments: Uint16Array,
  pathKinds: Uint8Array,
  positions: Float32Array,
  cellIndexes: Uint16Array,
  cellCounts: Uint32Array,
  values: Float32Array,
} as const;

export type ColumnName = keyof typeof COLUMN_TYPES & keyof TileColumns;
export const COLUMN_NAMES = Object.keys(COLUMN_TYPES) as ColumnName[];

/** The next place at which a column may begin. */
export function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
