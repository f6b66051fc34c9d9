import { type BSpline } from '../../ifc/geometry/bspline.ts';
import { applyToPoint, applyToVector, IDENTITY, type Matrix, type Vec3 } from './matrix.ts';

/** Points, three numbers each; `drawn` says how they are joined. */
export interface PointsPart {
  readonly kind: 'points';
  readonly xyz: readonly number[];
}

/** c + u·cos t + v·sin t for t from `from` to `to`: an arc of a circle or an ellipse. */
export interface ArcPart {
  readonly kind: 'arc';
  readonly center: Vec3;
  readonly u: Vec3;
  readonly v: Vec3;
  readonly from: number;
  readonly to: number;
}

export interface SplinePart {
  readonly kind: 'spline';
  readonly spline: BSpline;
}

/** What an entity is made of. An affine map of a part is a part of the same kind, so bounds stay exact in any block. */
export type Part = PointsPart | ArcPart | SplinePart;

/** A full turn. */
export const TURN = 2 * Math.PI;

/** A part under an affine map. */
export function mapPart(part: ArcPart, m: Matrix): ArcPart;
export function mapPart(part: Part, m: Matrix): Part;
export function mapPart(part: Part, m: Matrix): Part {
  if (m === IDENTITY) return part;
  if (part.kind === 'arc') {
    return {
      kind: 'arc',
      center: applyToPoint(m, part.center),
      u: applyToVector(m, part.u),
      v: applyToVector(m, part.v),
      from: part.from,
      to: part.to,
    };
  }
  if (part.kind === 'points') {
    const xyz: number[] = [];
    for (let i = 0; i + 2 < part.xyz.length; i += 3) {
      const point = applyToPoint(m, pointAt(part.xyz, i));
      xyz.push(point[0], point[1], point[2]);
    }
    return { kind: 'points', xyz };
  }
  const controlPoints = part.spline.controlPoints.map((point) => applyToPoint(m, point));
  return { ...part, spline: { ...part.spline, controlPoints } };
}

/** The part moved: what a thickness adds. */
export function movePart(part: Part, by: Vec3): Part {
  return mapPart(part, [1, 0, 0, by[0], 0, 1, 0, by[1], 0, 0, 1, by[2]]);
}

export function pointAt(xyz: readonly number[], i: number): Vec3 {
  return [xyz[i] ?? 0, xyz[i + 1] ?? 0, xyz[i + 2] ?? 0];
}

/** Point of an arc at an angle, radians. */
export function arcPoint({ center, u, v }: ArcPart, at: number): Vec3 {
  const c = Math.cos(at);
  const s = Math.sin(at);
  return [
    center[0] + (u[0] * c + v[0] * s),
    center[1] + (u[1] * c + v[1] * s),
    center[2] + (u[2] * c + v[2] * s),
  ];
}

/** Part of a circle about the z axis of its own coordinate system; angles in radians, counterclockwise. */
export function circleArc(center: Vec3, radius: number, from: number, to: number): ArcPart {
  return { kind: 'arc', center, u: [radius, 0, 0], v: [0, radius, 0], from, to };
}

/** The end angle raised by whole turns until it lies behind the start; equal ends are a full turn. */
export function endAngle(from: number, to: number): number {
  if (!Number.isFinite(from) || !Number.isFinite(to)) return to;
  const span = (to - from) % TURN;
  return from + (span > 1e-12 ? span : span + TURN);
}
