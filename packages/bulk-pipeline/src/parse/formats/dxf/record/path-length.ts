import { applyToPoint, type Matrix } from '../geometry/matrix.ts';
import { type ArcPart, mapPart, type Part, pointAt } from '../geometry/parts.ts';

/** Length along a path under a map; null where it holds a spline. */
export function pathLength(path: readonly Part[], matrix: Matrix): number | null {
  let length = 0;
  for (const part of path) {
    if (part.kind === 'spline') return null;
    if (part.kind === 'points') length += pointsLength(part.xyz, matrix);
    else {
      const mapped = mapPart(part, matrix);
      if (mapped.kind === 'arc') length += arcLength(mapped);
    }
  }
  return length;
}

function pointsLength(xyz: readonly number[], matrix: Matrix): number {
  let length = 0;
  let last = applyToPoint(matrix, pointAt(xyz, 0));
  for (let i = 3; i + 2 < xyz.length; i += 3) {
    const next = applyToPoint(matrix, pointAt(xyz, i));
    length += Math.hypot(next[0] - last[0], next[1] - last[1], next[2] - last[2]);
    last = next;
  }
  return length;
}

/** Intervals for an arc of an ellipse; Simpson's rule then errs by less than 1e-8 of it unless it is very flat. */
const INTERVALS = 256;

function arcLength({ u, v, from, to }: ArcPart): number {
  const a = Math.hypot(...u);
  const b = Math.hypot(...v);
  const dot = u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
  if (Math.abs(a - b) <= 1e-12 * a && Math.abs(dot) <= 1e-12 * a * a) return a * (to - from);
  const speed = (t: number): number => {
    const [c, s] = [Math.cos(t), Math.sin(t)];
    return Math.hypot(v[0] * c - u[0] * s, v[1] * c - u[1] * s, v[2] * c - u[2] * s);
  };
  const step = (to - from) / INTERVALS;
  let sum = speed(from) + speed(to);
  for (let i = 1; i < INTERVALS; i += 1) sum += (i % 2 === 1 ? 4 : 2) * speed(from + i * step);
  return (sum * step) / 3;
}
