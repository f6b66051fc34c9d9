import { type Bounds, type ColumnUse, type DryRun, type LayerUse } from '@sizewise/shared';

import { type CountedWarning } from '../write/tally.ts';

/** Rejects that a dry run shows, and how much of each. */
export const MOST_REJECTS = 100;
export const SHOWN_RAW_BYTES: number = 4 * 1024;
/** Columns and layers that a chunk counts apart; a hostile file may make up any number. */
export const MOST_COLUMNS = 1000;
export const MOST_LAYERS = 5000;

/** What one chunk would store. */
export interface ChunkReport {
  readonly segments: number;
  readonly rejected: number;
  readonly ignored: Readonly<Record<string, number>>;
  readonly bySegmentType: Readonly<Record<string, number>>;
  readonly byLayer: readonly (readonly [layer: string, count: number])[];
  /** Where names of layers are read: what each says. */
  readonly layers: readonly Omit<LayerUse, 'count'>[];
  readonly columns: readonly ColumnUse[];
  /** There were more columns or layers. */
  readonly truncated: boolean;
  readonly bounds: Bounds | null;
  readonly warnings: readonly CountedWarning[];
  readonly rejects: DryRun['rejects'];
}

/** The box around two boxes. */
export function joinBounds(a: Bounds | null, b: Bounds | null): Bounds | null {
  if (a === null || b === null) return a ?? b;
  return {
    minX: Math.min(a.minX, b.minX),
    minY: Math.min(a.minY, b.minY),
    minZ: Math.min(a.minZ, b.minZ),
    maxX: Math.max(a.maxX, b.maxX),
    maxY: Math.max(a.maxY, b.maxY),
    maxZ: Math.max(a.maxZ, b.maxZ),
  };
}
