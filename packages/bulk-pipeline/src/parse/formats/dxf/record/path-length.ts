import { type Matrix } from '../geometry/matrix.ts';
import { type ArcPart, mapPart, type Part } from '../geometry/parts.ts';

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

function pointsLength(xyz: readonly number[], m: Matrix): number {
  let length = 0;
  for (let i = 3; i + 2 < xyz.length; i += 3) {
    const x = (xyz[i] ?? 0) - (xyz[i - 3] ?? 0);
    const y = (xyz[i + 1] ?? 0) - (xyz[i - 2] ?? 0);
    const z = (xyz[i + 2] ?? 0) - (xyz[i - 1] ?? 0);
    const along = m[0] * x + m[1] * y + m[2] * z;
    const across = m[4] * x + m[5] * y + m[6] * z;
    const up = m[8] * x + m[9] * y + m[10] * z;
    length += Math.sqrt(along * along + across * across + up * up);
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
