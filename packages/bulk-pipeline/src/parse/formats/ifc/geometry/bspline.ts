import { add, norm, scale, subtract, type Vec3 } from './affine.ts';

export interface BSpline {
  readonly degree: number;
  readonly controlPoints: readonly Vec3[];
  /** Every knot as often as its multiplicity says. */
  readonly knots: readonly number[];
  /** Null for a polynomial spline. */
  readonly weights: readonly number[] | null;
}

/** Knots written once each, spread out by their multiplicities. */
export function expandKnots(knots: readonly number[], multiplicities: readonly number[]): number[] {
  return knots.flatMap((knot, i) =>
    Array.from({ length: Math.min(64, Math.max(0, multiplicities[i] ?? 1)) }, () => knot),
  );
}

/** Knots of a piecewise Bézier curve: ends clamped, inner knots of full degree (ISO 10303-42 piecewise_bezier_knots). */
export function bezierKnots(degree: number, count: number): number[] {
  const spans = Math.max(1, Math.floor((count - 1) / Math.max(1, degree)));
  const knots = Array.from({ length: spans + 1 }, (_, i) => i);
  return expandKnots(
    knots,
    knots.map((_, i) => (i === 0 || i === spans ? degree + 1 : degree)),
  );
}

/** True when degree, control points, knots and weights fit together. */
export function isSound(spline: BSpline): boolean {
  const { degree, controlPoints, knots, weights } = spline;
  return (
    Number.isInteger(degree) &&
    degree >= 1 &&
    degree <= 25 &&
    controlPoints.length > degree &&
    knots.length === controlPoints.length + degree + 1 &&
    knots.every((k, i) => Number.isFinite(k) && k >= (knots[i - 1] ?? -Infinity)) &&
    (weights === null || (weights.length === controlPoints.length && weights.every((w) => w > 0)))
  );
}

/** The parameters between which the spline is defined. */
export function splineDomain(spline: BSpline): [number, number] {
  return [spline.knots[spline.degree] ?? 0, spline.knots[spline.controlPoints.length] ?? 0];
}

/** Point at a parameter, by de Boor's algorithm in homogeneous coordinates. */
export function splinePoint(spline: BSpline, at: number): Vec3 {
  const { degree, controlPoints, knots, weights } = spline;
  const [low, high] = splineDomain(spline);
  const t = Math.min(high, Math.max(low, at));
  let span = degree;
  while (span < controlPoints.length - 1 && t >= (knots[span + 1] ?? Infinity)) span++;
  const points: Vec3[] = [];
  const w: number[] = [];
  for (let i = span - degree; i <= span; i++) {
    const weight = weights?.[i] ?? 1;
    points.push(scale(controlPoints[i] ?? [0, 0, 0], weight));
    w.push(weight);
  }
  for (let r = 1; r <= degree; r++) {
    for (let j = degree; j >= r; j--) {
      const left = knots[span - degree + j] ?? 0;
      const right = knots[span + 1 + j - r] ?? 0;
      const a = right > left ? (t - left) / (right - left) : 0;
      points[j] = add(scale(points[j - 1] ?? [0, 0, 0], 1 - a), scale(points[j] ?? [0, 0, 0], a));
      w[j] = (w[j - 1] ?? 1) * (1 - a) + (w[j] ?? 1) * a;
    }
  }
  return scale(points[degree] ?? [0, 0, 0], 1 / (w[degree] ?? 1));
}

const MAX_HALVINGS = 12;

/** Points of the spline between two parameters, so close that the chords stray at most about `tolerance`. */
export function sampleSpline(spline: BSpline, from: number, to: number, tolerance: number): Vec3[] {
  const stops = [
    from,
    ...new Set(spline.knots.filter((k) => k > Math.min(from, to) && k < Math.max(from, to))),
    to,
  ];
  stops.sort((a, b) => a - b);
  const points: Vec3[] = [splinePoint(spline, stops[0] ?? 0)];
  const halve = (a: number, pa: Vec3, b: number, pb: Vec3, depth: number): void => {
    const middle = splinePoint(spline, (a + b) / 2);
    const straight =
      spline.degree === 1 ||
      (depth >= 2 &&
        [0.25, 0.5, 0.75].every(
          (f) =>
            norm(subtract(splinePoint(spline, a + (b - a) * f), add(scale(pa, 1 - f), scale(pb, f)))) <=
            tolerance,
        ));
    if (straight || depth >= MAX_HALVINGS) {
      points.push(pb);
      return;
    }
    halve(a, pa, (a + b) / 2, middle, depth + 1);
    halve((a + b) / 2, middle, b, pb, depth + 1);
  };
  for (let i = 1; i < stops.length; i++) {
    const a = stops[i - 1] ?? 0;
    const b = stops[i] ?? 0;
    halve(a, splinePoint(spline, a), b, splinePoint(spline, b), 0);
  }
  return from <= to ? points : points.reverse();
}
