import { PATH_KINDS } from '@sizewise/shared';

import { kindOf, markOf, type PlanTile } from './plan-tile.ts';
import { type PlanStyle } from './plan-style.ts';
import { type PlanMark, type PlanRect, type Point } from './plan-types.ts';

/** A tile, and the part of the plan that it is drawn in. */
export interface DrawnTile {
  readonly planTile: PlanTile;
  readonly clip: PlanRect;
}

/** Share of the reach within which a line counts as touched, however near another one is. */
const TOUCH = 0.6;
const RING = PATH_KINDS.indexOf('ring');

interface Found {
  readonly planTile: PlanTile;
  readonly segment: number;
  readonly rank: readonly [beneath: number, distance: number, area: number];
}

/**
 * The segment under a point: above before beneath, the nearest within `reach` metres, and of several that are touched
 * the smallest, because a diffuser lies on a duct and a duct under a room.
 * @param styles by the index of a kind
 */
export function markAt(
  drawn: readonly DrawnTile[],
  point: Point,
  reach: number,
  styles: readonly PlanStyle[],
): PlanMark | null {
  let best: Found | null = null;
  for (const { planTile, clip } of drawn) {
    if (!holds(clip, point, reach)) continue;
    const [cx, cy] = planTile.tile.center;
    const [x, y] = [point.x - cx, point.y - cy];
    const { boxes } = planTile;
    for (let segment = 0; segment * 4 < boxes.length; segment++) {
      const [minX = 0, minY = 0] = [boxes[segment * 4], boxes[segment * 4 + 1]];
      const [maxX = 0, maxY = 0] = [boxes[segment * 4 + 2], boxes[segment * 4 + 3]];
      if (x < minX - reach || x > maxX + reach || y < minY - reach || y > maxY + reach) continue;
      const style = styles[kindOf(planTile, segment)?.index ?? -1];
      if (!style?.isVisible) continue;
      const { distance, isInside } = distanceTo(planTile, segment, x, y);
      if (distance > reach) continue;
      const area = isInside ? (maxX - minX) * (maxY - minY) : 0;
      const rank = [Number(style.isBeneath), Math.max(0, distance - reach * TOUCH), area] as const;
      if (!best || isLess(rank, best.rank)) best = { planTile, segment, rank };
    }
  }
  return best && markOf(best.planTile, best.segment);
}

/** A segment on the screen, in the order in which a page is read. */
export interface Read {
  readonly planTile: PlanTile;
  readonly segment: number;
}

/**
 * Segments above the background whose middle is in `seen`: rows of `rowHeight` metres from top to bottom, left to
 * right in each.
 */
export function inReadingOrder(
  drawn: readonly DrawnTile[],
  seen: PlanRect,
  rowHeight: number,
  styles: readonly PlanStyle[],
): Read[] {
  const found: (Read & { row: number; x: number })[] = [];
  for (const { planTile, clip } of drawn) {
    const [cx, cy] = planTile.tile.center;
    const { boxes } = planTile;
    for (let segment = 0; segment * 4 < boxes.length; segment++) {
      const style = styles[kindOf(planTile, segment)?.index ?? -1];
      if (!style?.isVisible || style.isBeneath) continue;
      const x = cx + ((boxes[segment * 4] ?? 0) + (boxes[segment * 4 + 2] ?? 0)) / 2;
      const y = cy + ((boxes[segment * 4 + 1] ?? 0) + (boxes[segment * 4 + 3] ?? 0)) / 2;
      // A segment of two tiles has its middle in one of them.
      if (!holds(clip, { x, y }, 0) || !holds(seen, { x, y }, 0)) continue;
      found.push({ planTile, segment, row: Math.floor(-y / rowHeight), x });
    }
  }
  return found.sort((a, b) => a.row - b.row || a.x - b.x || a.segment - b.segment);
}

function holds(box: PlanRect, { x, y }: Point, reach: number): boolean {
  return x >= box.minX - reach && x <= box.maxX + reach && y >= box.minY - reach && y <= box.maxY + reach;
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}

/** Metres from a place to a segment's outlines; 0 within one of its rings. */
function distanceTo(
  { tile, firstPaths }: PlanTile,
  segment: number,
  x: number,
  y: number,
): { distance: number; isInside: boolean } {
  const { pathStarts, pathKinds, positions } = tile;
  let least = Infinity;
  let isInside = false;
  for (let path = firstPaths[segment] ?? 0; path < (firstPaths[segment + 1] ?? 0); path++) {
    const start = pathStarts[path] ?? 0;
    const end = pathStarts[path + 1] ?? start;
    const isRing = pathKinds[path] === RING;
    let crossings = 0;
    for (let v = start; v < Math.max(start + 1, end - 1); v++) {
      const [ax = 0, ay = 0] = [positions[v * 2], positions[v * 2 + 1]];
      const next = Math.min(v + 1, end - 1) * 2;
      const [bx = 0, by = 0] = [positions[next], positions[next + 1]];
      least = Math.min(least, distanceToLine(x, y, ax, ay, bx, by));
      if (isRing && ay > y !== by > y && x < ax + ((bx - ax) * (y - ay)) / (by - ay)) crossings += 1;
    }
    if (crossings % 2 === 1) isInside = true;
  }
  return { distance: isInside ? 0 : least, isInside };
}

function distanceToLine(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const size = dx * dx + dy * dy;
  const along = size === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / size));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}
