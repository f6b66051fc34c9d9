import { add, dot, norm, scale, subtract, unit, type Vec3 } from './affine.ts';
import { type Arc, chain, type Curve, type CurvePiece } from './curve.ts';

/** A corner of a flat outline, rounded with `radius` (0: sharp). */
export interface Corner {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export function corner(x: number, y: number, radius = 0): Corner {
  return { x, y, radius: Math.max(0, radius) };
}

/** A closed outline through the corners, each replaced by the arc that touches both sides where it has a radius that fits. */
export function roundedPolygon(corners: readonly Corner[]): Curve {
  const pieces: CurvePiece[] = [];
  let run: Vec3[] = [];
  const count = corners.length;
  const at = (i: number): Vec3 => {
    const c = corners[(i + count) % count];
    return [c?.x ?? 0, c?.y ?? 0, 0];
  };
  corners.forEach(({ radius }, i) => {
    const arc = radius > 0 ? fillet(at(i - 1), at(i), at(i + 1), radius) : null;
    if (arc === null) {
      run.push(at(i));
      return;
    }
    if (run.length > 0) pieces.push(chain(run));
    run = [];
    pieces.push(arc);
  });
  if (run.length > 0) pieces.push(chain(run));
  return pieces;
}

/** The arc of this radius that touches both sides of a corner, or null where it does not fit between its neighbours. */
export function fillet(before: Vec3, at: Vec3, after: Vec3, radius: number): Arc | null {
  const toBefore = subtract(before, at);
  const toAfter = subtract(after, at);
  const a = unit(toBefore);
  const b = unit(toAfter);
  if (a === null || b === null) return null;
  const half = Math.acos(Math.min(1, Math.max(-1, dot(a, b)))) / 2;
  const reach = radius / Math.tan(half);
  const slack = 1 + 1e-9;
  if (!(reach > 0) || reach > norm(toBefore) * slack || reach > norm(toAfter) * slack) return null;
  const bisector = unit(add(a, b));
  if (bisector === null) return null;
  const c = add(at, scale(bisector, radius / Math.sin(half)));
  const u = subtract(add(at, scale(a, reach)), c);
  const end = subtract(add(at, scale(b, reach)), c);
  const across = unit(subtract(end, scale(u, dot(end, u) / dot(u, u))));
  if (across === null) return null;
  const v = scale(across, norm(u));
  return { kind: 'arc', c, u, v, from: 0, to: Math.atan2(dot(end, v), dot(end, u)) };
}
