import { type PlanBox, ROOT_TILE_SIZE, tilesOfBox, zoomOfBox } from '@sizewise/shared';

import { deepestZoom } from './deepest-zoom.ts';
import { type SegmentColumns } from './segment-columns.ts';

/** In tiles of 2^14 m, 32-bit positions from the centre are within half a millimetre: 24 bits of 2^13 m. */
const EXACT_ZOOM = Math.log2(ROOT_TILE_SIZE) - 14;

/** Where a plan lies and which zooms show it. */
export interface PlanExtent {
  readonly bounds: PlanBox | null;
  readonly placed: number;
  readonly minZoom: number;
  readonly maxZoom: number;
}

/** Bounds, number of segments with bounds, and zooms. */
export async function planExtent(all: readonly SegmentColumns[]): Promise<PlanExtent> {
  const bounds = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  let placed = 0;
  for (const { boxes, length } of all) {
    for (let at = 0; at < length * 4; at += 4) {
      const minX = boxes[at] ?? NaN;
      if (Number.isNaN(minX)) continue;
      placed++;
      bounds.minX = Math.min(bounds.minX, minX);
      bounds.minY = Math.min(bounds.minY, boxes[at + 1] ?? NaN);
      bounds.maxX = Math.max(bounds.maxX, boxes[at + 2] ?? NaN);
      bounds.maxY = Math.max(bounds.maxY, boxes[at + 3] ?? NaN);
    }
  }
  if (placed === 0) return { bounds: null, placed, minZoom: 0, maxZoom: 0 };
  const minZoom = zoomOfBox(bounds);
  const deepest = await deepestZoom(all, tilesOfBox(bounds, minZoom), minZoom);
  return { bounds, placed, minZoom, maxZoom: Math.max(deepest, EXACT_ZOOM) };
}
