import { type BSpline, splineDomain, splinePoint } from '../../ifc/geometry/bspline.ts';
import { type Box } from './box.ts';
import { IDENTITY, type Matrix } from './matrix.ts';
import { type ArcPart, arcPoint, mapPart, type Part, TURN } from './parts.ts';

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
    const x = xyz[i] ?? 0;
    const y = xyz[i + 1] ?? 0;
    const z = xyz[i + 2] ?? 0;
    if (plain) box.add(x, y, z);
    else box.addMappedPoint(x, y, z, m);
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
    if (cu === 0 && cv === 0) continue;
    const reach = Math.hypot(cu, cv);
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
  if (axis === 0) {
    if (value < box.minX) box.minX = value;
    if (value > box.maxX) box.maxX = value;
  } else if (axis === 1) {
    if (value < box.minY) box.minY = value;
    if (value > box.maxY) box.maxY = value;
  } else {
    if (value < box.minZ) box.minZ = value;
    if (value > box.maxZ) box.maxZ = value;
  }
}

/** Samples per knot span and degree before an extreme is closed in on. */
const SAMPLES_PER_DEGREE = 6;
/** Each leaves 0.618 of the interval: after 40 it is 4e-9 of a sample's, and the height there errs by its square. */
const GOLDEN_STEPS = 40;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Span by span, each as a spline of its own, so that the time grows with the number of spans alone. */
function addSpline(box: Box, { degree, knots, controlPoints, weights }: BSpline): void {
  for (let span = degree; span < controlPoints.length; span += 1) {
    if ((knots[span + 1] ?? 0) <= (knots[span] ?? 0)) continue;
    const first = span - degree;
    addSpan(box, {
      degree,
      knots: knots.slice(first, span + degree + 2),
      controlPoints: controlPoints.slice(first, span + 1),
      weights: weights?.slice(first, span + 1) ?? null,
    });
  }
}

function addSpan(box: Box, spline: BSpline): void {
  const [low, high] = splineDomain(spline);
  box.addPoint(splinePoint(spline, low));
  box.addPoint(splinePoint(spline, high));
  if (spline.degree === 1) return;
  const axes = [0, 1, 2].filter((axis) => rises(box, spline, axis));
  if (axes.length === 0) return;
  const count = spline.degree * SAMPLES_PER_DEGREE;
  const at = Array.from({ length: count + 1 }, (_, i) => low + ((high - low) * i) / count);
  const points = at.map((t) => splinePoint(spline, t));
  for (const point of points) box.addPoint(point);
  for (const axis of axes) {
    for (const sign of [1, -1]) {
      const values = points.map((point) => sign * (point[axis] ?? 0));
      for (const [i, value] of values.entries()) {
        const before = values[i - 1] ?? -Infinity;
        const behind = values[i + 1] ?? -Infinity;
        if (value < before || value < behind) continue;
        const [t, from, to] = [at[i] ?? low, at[i - 1] ?? low, at[i + 1] ?? high];
        const inward = i === 0 ? to : from;
        if ((i === 0 || i === count) && !risesInward(spline, axis, sign, t, inward)) continue;
        raise(box, axis, climb(spline, axis, sign, from, to));
      }
    }
  }
}

/** A span lies in the hull of its control points: where their range is in the box, nothing rises above it. */
function rises(box: Box, { controlPoints }: BSpline, axis: number): boolean {
  const least = axis === 0 ? box.minX : axis === 1 ? box.minY : box.minZ;
  const most = axis === 0 ? box.maxX : axis === 1 ? box.maxY : box.maxZ;
  return controlPoints.some((point) => (point[axis] ?? 0) < least || (point[axis] ?? 0) > most);
}

/** A step from the end of a span, as a part of the way to the next sample. */
const PROBE = 1e-3;

/** True where the curve rises from an end of the span inwards: else the end itself is the extreme. */
function risesInward(spline: BSpline, axis: number, sign: number, end: number, inward: number): boolean {
  const probe = splinePoint(spline, end + (inward - end) * PROBE)[axis] ?? 0;
  return sign * (probe - (splinePoint(spline, end)[axis] ?? 0)) > 0;
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
