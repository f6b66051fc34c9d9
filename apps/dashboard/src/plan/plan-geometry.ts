import { type SpatialDocument } from '@sizewise/shared';

import { type PlanItem, type PlanRect, type Point } from './plan-types.ts';

/** True when two boxes share a point; boxes that touch overlap. */
export function overlaps(a: PlanRect, b: PlanRect): boolean {
  return a.minX <= b.maxX && a.maxX >= b.minX && a.minY <= b.maxY && a.maxY >= b.minY;
}

/** The document as the plan draws it; null where it has no place in plan. */
export function planItemOf(document: SpatialDocument): PlanItem | null {
  const { bounds, geometry } = document;
  const box =
    bounds ?? (geometry && { minX: geometry[0], maxX: geometry[0], minY: geometry[1], maxY: geometry[1] });
  if (!box) return null;
  return {
    id: document.id,
    segmentId: document.segmentId,
    layerType: document.layerType,
    box: { minX: box.minX, maxX: box.maxX, minY: box.minY, maxY: box.maxY },
    shape: document.shape,
  };
}

/**
 * The smallest item whose box contains the point, or the nearest one within `tolerance` metres: the smallest,
 * because a diffuser lies on a duct and a duct under a room.
 */
export function itemAt(items: Iterable<PlanItem>, point: Point, tolerance: number): PlanItem | null {
  let best: PlanItem | null = null;
  let bestDistance = Infinity;
  let bestArea = Infinity;
  for (const item of items) {
    const distance = distanceTo(item.box, point);
    if (distance > tolerance || distance > bestDistance) continue;
    const area = (item.box.maxX - item.box.minX) * (item.box.maxY - item.box.minY);
    if (distance === bestDistance && area >= bestArea) continue;
    best = item;
    bestDistance = distance;
    bestArea = area;
  }
  return best;
}

/** True for an item whose middle lies in the box. */
export function hasCentreIn({ box }: PlanItem, area: PlanRect): boolean {
  const x = (box.minX + box.maxX) / 2;
  const y = (box.minY + box.maxY) / 2;
  return x >= area.minX && x <= area.maxX && y >= area.minY && y <= area.maxY;
}

/** Items in reading order: rows of `rowHeight` metres from top to bottom, left to right in each. */
export function inReadingOrder(items: Iterable<PlanItem>, rowHeight: number): PlanItem[] {
  const row = (item: PlanItem): number => Math.floor(-(item.box.minY + item.box.maxY) / 2 / rowHeight);
  const middle = (item: PlanItem): number => item.box.minX + item.box.maxX;
  return [...items].sort((a, b) => row(a) - row(b) || middle(a) - middle(b) || (a.id < b.id ? -1 : 1));
}

function distanceTo(box: PlanRect, point: Point): number {
  const dx = Math.max(box.minX - point.x, 0, point.x - box.maxX);
  const dy = Math.max(box.minY - point.y, 0, point.y - box.maxY);
  return Math.hypot(dx, dy);
}
