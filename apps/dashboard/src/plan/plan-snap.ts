import { kindOf } from './plan-tile.ts';
import { type DrawnTile } from './plan-pick.ts';
import { type PlanStyle } from './plan-style.ts';
import { type Point } from './plan-types.ts';

/**
 * The corner of an outline nearest to a point, of what is switched on, within `reach` metres; null where there is none.
 * @param styles by the index of a kind
 */
export function cornerNear(
  drawn: readonly DrawnTile[],
  point: Point,
  reach: number,
  styles: readonly PlanStyle[],
): Point | null {
  let nearest: Point | null = null;
  let least = reach;
  for (const { planTile, clip } of drawn) {
    const { boxes, firstPaths, tile } = planTile;
    const isNear =
      point.x >= clip.minX - reach &&
      point.x <= clip.maxX + reach &&
      point.y >= clip.minY - reach &&
      point.y <= clip.maxY + reach;
    if (!isNear) continue;
    const [cx, cy] = tile.center;
    const [x, y] = [point.x - cx, point.y - cy];
    for (let segment = 0; segment * 4 < boxes.length; segment++) {
      if (x < (boxes[segment * 4] ?? 0) - reach || x > (boxes[segment * 4 + 2] ?? 0) + reach) continue;
      if (y < (boxes[segment * 4 + 1] ?? 0) - reach || y > (boxes[segment * 4 + 3] ?? 0) + reach) continue;
      if (styles[kindOf(planTile, segment)?.index ?? -1]?.isVisible !== true) continue;
      const end = tile.pathStarts[firstPaths[segment + 1] ?? 0] ?? 0;
      for (let v = tile.pathStarts[firstPaths[segment] ?? 0] ?? 0; v < end; v++) {
        const [vx, vy] = [tile.positions[v * 2] ?? 0, tile.positions[v * 2 + 1] ?? 0];
        const distance = Math.hypot(vx - x, vy - y);
        if (distance > least) continue;
        least = distance;
        nearest = { x: cx + vx, y: cy + vy };
      }
    }
  }
  return nearest;
}
