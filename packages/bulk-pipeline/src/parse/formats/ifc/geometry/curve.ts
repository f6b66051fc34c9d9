import {
  add,
  type Affine,
  applyPoint,
  applyVector,
  cross,
  dot,
  norm,
  scale,
  subtract,
  unit,
  type Vec3,
} from './affine.ts';
import { arcSupport, pointsSupport, type Support, unionSupport } from './support.ts';

/** c + u·cos t + v·sin t, walked from angle `from` to angle `to` (radians, either way). */
export interface Arc {
  readonly kind: 'arc';
  readonly c: Vec3;
  readonly u: Vec3;
  readonly v: Vec3;
  readonly from: number;
  readonly to: number;
}

/** Straight pieces through these points. */
export interface Chain {
  readonly kind: 'chain';
  readonly points: readonly Vec3[];
}

export type CurvePiece = Arc | Chain;

/** Pieces in the order they are walked. */
export type Curve = readonly CurvePiece[];

export function arcPoint(arc: Arc, t: number): Vec3 {
  return add(arc.c, add(scale(arc.u, Math.cos(t)), scale(arc.v, Math.sin(t))));
}

/** Direction of travel at angle `t`, not of unit length. */
export function arcTangent(arc: Arc, t: number): Vec3 {
  const forward = add(scale(arc.u, -Math.sin(t)), scale(arc.v, Math.cos(t)));
  return arc.to >= arc.from ? forward : scale(forward, -1);
}

export function fullCircle(c: Vec3, u: Vec3, v: Vec3): Arc {
  return { kind: 'arc', c, u, v, from: 0, to: 2 * Math.PI };
}

export function chain(points: readonly Vec3[]): Chain {
  return { kind: 'chain', points };
}

export function curveSupport(curve: Curve): Support {
  return unionSupport(
    curve.map((piece) =>
      piece.kind === 'arc'
        ? arcSupport(piece.c, piece.u, piece.v, piece.from, piece.to)
        : pointsSupport(piece.points.flat()),
    ),
  );
}

export function mapCurve(curve: Curve, m: Affine): Curve {
  return curve.map((piece) =>
    piece.kind === 'arc'
      ? { ...piece, c: applyPoint(m, piece.c), u: applyVector(m, piece.u), v: applyVector(m, piece.v) }
      : chain(piece.points.map((p) => applyPoint(m, p))),
  );
}

export function reverseCurve(curve: Curve): Curve {
  return curve
    .map((piece): CurvePiece =>
      piece.kind === 'arc'
        ? { ...piece, from: piece.to, to: piece.from }
        : chain([...piece.points].reverse()),
    )
    .reverse();
}

/** Straight pieces needed so that an arc of this radius strays at most `tolerance` from them. */
export function arcSteps(radius: number, angle: number, tolerance: number): number {
  const step = 2 * Math.acos(Math.max(0.5, 1 - tolerance / Math.max(radius, tolerance)));
  return Math.min(4096, Math.max(1, Math.ceil(Math.abs(angle) / step)));
}

/** Points along the curve, each arc within `tolerance`; neighbours that coincide are merged. */
export function sampleCurve(curve: Curve, tolerance: number): Vec3[] {
  const points: Vec3[] = [];
  const push = (p: Vec3): void => {
    const last = points.at(-1);
    if (last === undefined || norm(subtract(p, last)) > tolerance * 1e-3) points.push(p);
  };
  for (const piece of curve) {
    if (piece.kind === 'chain') piece.points.forEach(push);
    else {
      const steps = arcSteps(Math.max(norm(piece.u), norm(piece.v)), piece.to - piece.from, tolerance);
      for (let i = 0; i <= steps; i++)
        push(arcPoint(piece, piece.from + ((piece.to - piece.from) * i) / steps));
    }
  }
  return points;
}

/** Points once around a closed curve: the first is not repeated at the end. */
export function sampleLoop(curve: Curve, tolerance: number): Vec3[] {
  const points = sampleCurve(curve, tolerance);
  const [first] = points;
  while (points.length > 1) {
    const last = points.at(-1);
    if (!first || !last || norm(subtract(first, last)) > tolerance * 1e-3) break;
    points.pop();
  }
  return points;
}

/** The arc through three points, or the straight way where they stand in a line. */
export function arcThrough(a: Vec3, b: Vec3, c: Vec3): CurvePiece {
  const ab = subtract(b, a);
  const ac = subtract(c, a);
  const normal = cross(ab, ac);
  const area = dot(normal, normal);
  if (area <= 1e-24 * dot(ab, ab) * dot(ac, ac)) return chain([a, b, c]);
  const toCentre = scale(
    add(scale(cross(normal, ab), dot(ac, ac)), scale(cross(ac, normal), dot(ab, ab))),
    1 / (2 * area),
  );
  const centre = add(a, toCentre);
  const u = scale(toCentre, -1);
  const axis = unit(normal);
  if (axis === null) return chain([a, b, c]);
  const v = cross(axis, u);
  const end = subtract(c, centre);
  const angle = Math.atan2(dot(end, v), dot(end, u));
  return { kind: 'arc', c: centre, u, v, from: 0, to: angle > 0 ? angle : angle + 2 * Math.PI };
}
