import { numberOf } from '../step-access.ts';
import { scale, type Vec3 } from './affine.ts';
import { type Curve, fullCircle } from './curve.ts';
import { type Instances } from './instances.ts';
import { optionalPlacement } from './placements.ts';

/** Cartesian points by their numbers; those that are missing or not finite are left out. */
export function readPoints(file: Instances, ids: readonly number[]): Vec3[] {
  return ids.flatMap((id) => {
    const point = file.vector(id);
    return point === null ? [] : [point];
  });
}

/** A whole circle or ellipse. */
export function conic(file: Instances, id: number): Curve | null {
  const args = file.args(id);
  const radius = numberOf(args?.[1]);
  if (!args || radius === null) return null;
  const other = file.typeOf(id) === 'IFCELLIPSE' ? (numberOf(args[2]) ?? radius) : radius;
  const place = optionalPlacement(file, args[0]);
  return [fullCircle(place.o, scale(place.x, radius), scale(place.y, other))];
}

/** Points of an IfcCartesianPointList2D or 3D. */
export function pointList(file: Instances, id: number | null): (Vec3 | null)[] {
  if (id === null) return [];
  const size = file.typeOf(id) === 'IFCCARTESIANPOINTLIST2D' ? 2 : 3;
  const flat = file.numbers(id, 0);
  return Array.from({ length: Math.floor(flat.length / size) }, (_, i) => {
    const p: Vec3 = [
      flat[i * size] ?? 0,
      flat[i * size + 1] ?? 0,
      size === 3 ? (flat[i * size + 2] ?? 0) : 0,
    ];
    if (p.every(Number.isFinite)) return p;
    file.leftOut(size === 2 ? 'IFCCARTESIANPOINTLIST2D' : 'IFCCARTESIANPOINTLIST3D');
    return null;
  });
}
