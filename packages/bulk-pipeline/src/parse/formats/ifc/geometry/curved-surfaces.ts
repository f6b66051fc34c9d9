import { numberOf, refOf } from '../step-access.ts';
import { applyPoint, cross, dot, invert, perpendicular, subtract, unit, type Vec3 } from './affine.ts';
import { splineSurfacePoints } from './bspline-surface.ts';
import { type Curve, mapCurve, sampleCurve } from './curve.ts';
import { type Findings } from './findings.ts';
import { type Instances } from './instances.ts';
import { axisPlacement, optionalPlacement } from './placements.ts';
import { profileSupport } from './profile.ts';
import { readProfile } from './read-profile.ts';
import {
  arcSupport,
  ballSupport,
  mappedSupport,
  NOTHING,
  pointsSupport,
  revolvedSupport,
  type Support,
} from './support.ts';

/** A gap between boundary points wider than this many radians is where a face ends; a narrower one is spacing of points. */
const FACE_GAP = 0.5;

/** What a face reaches beyond its edges because its surface bulges. */
export function surfaceBulge(
  file: Instances,
  id: number | null,
  boundaries: readonly Curve[],
  sameSense: boolean,
  edges: Support,
  findings: Findings,
): Support {
  const type = file.typeOf(id);
  const args = file.args(id);
  if (id === null || type === null || args === null) {
    findings.approximate.add('IFCADVANCEDFACE');
    return NOTHING;
  }
  switch (type) {
    case 'IFCPLANE':
    case 'IFCCYLINDRICALSURFACE':
    case 'IFCSURFACEOFLINEAREXTRUSION':
      return NOTHING;
    case 'IFCSPHERICALSURFACE':
      return spherePatch(optionalPlacement(file, args[0]).o, numberOf(args[1]) ?? 0, boundaries, sameSense);
    case 'IFCTOROIDALSURFACE':
      return torusPatch(file, id, boundaries);
    case 'IFCSURFACEOFREVOLUTION':
      findings.approximate.add(type);
      return turnedPatch(file, id, boundaries, findings);
    case 'IFCBSPLINESURFACE':
    case 'IFCBEZIERSURFACE':
    case 'IFCRATIONALBEZIERSURFACE':
    case 'IFCBSPLINESURFACEWITHKNOTS':
    case 'IFCRATIONALBSPLINESURFACEWITHKNOTS': {
      const { net, points } = splineSurfacePoints(file, id);
      if (withinEdges(pointsSupport(net), edges, file.tolerance)) return NOTHING;
      findings.approximate.add(type);
      return pointsSupport(points);
    }
    default:
      findings.approximate.add(type);
      return NOTHING;
  }
}

/** A spline surface stays within the hull of its control net. */
function withinEdges(net: Support, edges: Support, tolerance: number): boolean {
  for (const [x, y, z] of [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [0.6, 0.64, 0.48],
    [-0.6, 0.64, 0.48],
    [0.6, -0.64, 0.48],
    [0.6, 0.64, -0.48],
  ] as const) {
    if (net.reach(x, y, z) > edges.reach(x, y, z) + tolerance) return false;
    if (net.reach(-x, -y, -z) > edges.reach(-x, -y, -z) + tolerance) return false;
  }
  return true;
}

/** The part of a sphere to the left of its boundaries: along `d` it reaches the sphere's own farthest point where that is part of it. */
export function spherePatch(
  centre: Vec3,
  radius: number,
  boundaries: readonly Curve[],
  sameSense: boolean,
): Support {
  const ball = ballSupport(centre, radius);
  const loops = boundaries.map((boundary) =>
    sampleCurve(boundary, radius * 1e-3).flatMap((p) => {
      const direction = unit(subtract(p, centre));
      return direction === null ? [] : [direction];
    }),
  );
  return {
    weight: 4 + loops.reduce((sum, loop) => sum + loop.length * 3, 0),
    reach(dx, dy, dz) {
      const direction = unit([dx, dy, dz]);
      if (direction === null) return 0;
      return leftOf(direction, loops, sameSense) ? ball.reach(dx, dy, dz) : -Infinity;
    },
  };
}

/**
 * Is the point `e` of the unit sphere in the region left of the loops? Between its points a loop follows great circles.
 * The signed solid angles of the triangles (e, p, q) add up to the region's area, less 4π where the point opposite `e`
 * is inside (Stokes: the form (1 − cos θ) dφ is regular everywhere else); the turns about `e` tell the rest. Solid angle
 * of a triangle: A. van Oosterom and J. Strackee, The solid angle of a plane triangle, 1983.
 */
function leftOf(e: Vec3, loops: readonly (readonly Vec3[])[], sameSense: boolean): boolean {
  let area = 0;
  let turns = 0;
  for (const loop of loops) {
    // A point opposite `e` has no direction about it; the chord past it has one.
    const points = loop.filter((p) => dot(p, e) > -1 + 1e-9);
    points.forEach((p, i) => {
      const q = points[(i + 1) % points.length] ?? p;
      const volume = dot(e, cross(p, q));
      const [pq, pe, qe] = [dot(p, q), dot(p, e), dot(q, e)];
      area += 2 * Math.atan2(volume, 1 + pq + pe + qe);
      turns += Math.atan2(volume, pq - pe * qe);
    });
  }
  // Loops that enclose nothing (a seam walked up and down, a single vertex) leave the whole sphere.
  if (Math.abs(area - SPHERE * Math.round(area / SPHERE)) <= 1e-9) return true;
  const sign = sameSense ? 1 : -1;
  const opposite = sign * area < 0 ? 1 : 0;
  return opposite + Math.round((sign * turns) / (2 * Math.PI)) >= 1;
}

/** The solid angle of the whole sphere. */
const SPHERE = 4 * Math.PI;

/** The range of angles that the given ones cover, or a whole turn where no gap is wide enough to end a face. */
export function angleRange(angles: readonly number[]): [number, number] {
  const sorted = [...angles].sort((a, b) => a - b);
  let widest = FACE_GAP;
  let range: [number, number] = [0, 2 * Math.PI];
  sorted.forEach((angle, i) => {
    const next = sorted[i + 1] ?? (sorted[0] ?? 0) + 2 * Math.PI;
    if (next - angle <= widest) return;
    widest = next - angle;
    range = [next, angle + 2 * Math.PI];
  });
  return range;
}

/** Exact for a face that ends along meridians and parallels of the torus, as faces of bends do; encloses any other. */
function torusPatch(file: Instances, id: number, boundaries: readonly Curve[]): Support {
  const args = file.args(id) ?? [];
  const place = optionalPlacement(file, args[0]);
  const major = numberOf(args[1]) ?? 0;
  const minor = numberOf(args[2]) ?? 0;
  const inverse = invert(place);
  if (inverse === null) return NOTHING;
  const local = boundaries.flatMap((b) => sampleCurve(mapCurve(b, inverse), Math.max(minor, 1e-12) * 1e-3));
  const around = angleRange(local.map((p) => Math.atan2(p[1], p[0])));
  const across = angleRange(local.map((p) => Math.atan2(p[2], Math.hypot(p[0], p[1]) - major)));
  const section = arcSupport([major, 0, 0], [minor, 0, 0], [0, 0, minor], across[0], across[1]);
  return mappedSupport(revolvedSupport(section, around[0], around[1]), place);
}

/** The whole swept curve, turned as far as the edges go. */
function turnedPatch(file: Instances, id: number, boundaries: readonly Curve[], findings: Findings): Support {
  const args = file.args(id) ?? [];
  const profile = readProfile(file, refOf(args[0]), findings);
  const axis = axisPlacement(file, refOf(args[2]));
  if (profile === null || axis === null) return NOTHING;
  const place = optionalPlacement(file, args[1]);
  const away = unit(cross([0, 0, 1], axis.z)) ?? perpendicular(axis.z);
  const around = { x: away, y: cross(axis.z, away), z: axis.z, o: axis.o };
  const toAxis = invert(around);
  const toLocal = invert(place);
  if (toAxis === null || toLocal === null) return NOTHING;
  const points = boundaries.flatMap((b) =>
    sampleCurve(b, file.tolerance * 10).map((p) => applyPoint(toAxis, applyPoint(toLocal, p))),
  );
  const [from, to] = angleRange(points.map((p) => Math.atan2(p[1], p[0])));
  const turned = revolvedSupport(mappedSupport(profileSupport(profile), toAxis), from, to);
  return mappedSupport(mappedSupport(turned, around), place);
}
