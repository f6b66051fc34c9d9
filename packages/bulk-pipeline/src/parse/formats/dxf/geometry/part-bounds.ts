import { type BSpline, splineDomain, splinePoint } from '../../ifc/geometry/bspline.ts';
import { type Box } from './box.ts';
import { IDENTITY, type Matrix } from './matrix.ts';
import { type ArcPart, arcPoint, mapPart, type Part, pointAt, TURN } from './parts.ts';

/** Adds the exact bounds of a part under a map. */
export function addPart(box: Box, part: Part, m: Matrix): void {
  if (part.kind === 'points') return addPoints(box, part.xyz, m);
  const mapped = mapPart(part, m);
  if (mapped.kind === 'arc') addArc(box, mapped);
  else if (mapped.kind === 'spline') addSpline(box, mapped.spline);
}

function addPoints(box: Box, xyz: readonly number[], m: Matrix): void {
  const plain = m === IDENTITY;
  for (let i = 0; i + 2 < xyz.length; i += 3) {
    const [x, y, z] = pointAt(xyz, i);
    if (plain) box.add(x, y, z);
    else
      box.add(
        m[0] * x + m[1] * y + m[2] * z + m[3],
        m[4] * x + m[5] * y + m[6] * z + m[7],
        m[8] * x + m[9] * y + m[10] * z + m[11],
      );
  }
}

/** An axis has its extremes where tan t = v/u; they count where t is on the arc. */
function addArc(box: Box, arc: ArcPart): void {
  const { from, to, center, u, v } = arc;
  box.addPoint(arcPoint(arc, from));
  box.addPoint(arcPoint(arc, to));
  for (let axis = 0; axis < 3; axis += 1) {
    const cu = u[axis] ?? 0;
    const cv = v[axis] ?? 0;
    const reach = Math.hypot(cu, cv);
    if (reach === 0) continue;
    const peak = Math.atan2(cv, cu);
    const c = center[axis] ?? 0;
    if (isOnArc(peak, from, to)) raise(box, axis, c + reach);
    if (isOnArc(peak + Math.PI, from, to)) raise(box, axis, c - reach);
  }
}

function isOnArc(angle: number, from: number, to: number): boolean {
  const behind = (((angle - from) % TURN) + TURN) % TURN;
  return behind <= to - from;
}

function raise(box: Box, axis: number, value: number): void {
  if (value < (box.min[axis] ?? 0)) box.min[axis as 0 | 1 | 2] = value;
  if (value > (box.max[axis] ?? 0)) box.max[axis as 0 | 1 | 2] = value;
}

/** Samples per knot span and degree before an extreme is closed in on. */
const SAMPLES_PER_DEGREE = 6;
/** Each halves the interval to 0.618 of itself: 40 leave 4e-9 of a span, and the height there errs by its square. */
const GOLDEN_STEPS = 40;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

function addSpline(box: Box, spline: BSpline): void {
  const { degree, knots } = spline;
  const [low, high] = splineDomain(spline);
  const stops = [...new Set([low, ...knots.filter((k) => k > low && k < high), high])];
  const at: number[] = [];
  for (let i = 1; i < stops.length; i += 1) {
    const a = stops[i - 1] ?? 0;
    const b = stops[i] ?? 0;
    const parts = degree === 1 ? 1 : degree * SAMPLES_PER_DEGREE;
    for (let s = 0; s < parts; s += 1) at.push(a + ((b - a) * s) / parts);
  }
  at.push(high);
  const points = at.map((t) => splinePoint(spline, t));
  for (const point of points) box.addPoint(point);
  if (degree === 1) return;
  for (let axis = 0; axis < 3; axis += 1) {
    for (let i = 1; i + 1 < points.length; i += 1) {
      const [a, b, c] = [points[i - 1]?.[axis] ?? 0, points[i]?.[axis] ?? 0, points[i + 1]?.[axis] ?? 0];
      for (const sign of [1, -1]) {
        if (sign * b < sign * a || sign * b < sign * c) continue;
        // A peak between samples rises above them by less than their difference.
        const reach = Math.abs(b - a) + Math.abs(b - c);
        const edge = sign > 0 ? (box.max[axis] ?? 0) : -(box.min[axis] ?? 0);
        if (reach === 0 || sign * b + reach < edge) continue;
        raise(box, axis, climb(spline, axis, sign, at[i - 1] ?? 0, at[i + 1] ?? 0));
      }
    }
  }
}

/** Highest (sign 1) or lowest (sign -1) value on an axis between two parameters, by golden-section search. */
function climb(spline: BSpline, axis: number, sign: number, from: number, to: number): number {
  const value = (t: number): number => sign * (splinePoint(spline, t)[axis] ?? 0);
  let [a, b] = [from, to];
  for (let i = 0; i < GOLDEN_STEPS; i += 1) {
    const p = b - GOLDEN * (b - a);
    const q = a + GOLDEN * (b - a);
    if (value(p) > value(q)) b = q;
    else a = p;
  }
  return sign * value((a + b) / 2);
}
