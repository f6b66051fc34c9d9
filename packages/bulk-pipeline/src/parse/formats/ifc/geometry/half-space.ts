import { refOf } from '../step-access.ts';
import { applyPoint, applyVector, cross, dot, norm, scale, subtract, type Vec3 } from './affine.ts';
import { type ConvexRegion } from './convex-regions.ts';
import { sampleLoop } from './curve.ts';
import { type Findings } from './findings.ts';
import { type Instances } from './instances.ts';
import { optionalPlacement } from './placements.ts';
import { type HalfSpace, opposite } from './polyhedron.ts';
import { readCurve } from './read-curve.ts';
import { triangulate } from './triangulate.ts';

/**
 * IfcHalfSpaceSolid, IfcBoxedHalfSpace (its box only frames the display) and IfcPolygonalBoundedHalfSpace as convex
 * regions; null where its surface is no plane.
 */
export function halfSpaceRegions(file: Instances, id: number, findings: Findings): ConvexRegion[] | null {
  const args = file.args(id) ?? [];
  const surface = refOf(args[0]);
  if (file.typeOf(surface) !== 'IFCPLANE') return null;
  const plane = optionalPlacement(file, file.args(surface)?.[0]);
  const below: HalfSpace = { normal: plane.z, offset: dot(plane.z, plane.o) };
  // AgreementFlag true: the normal points away from the material.
  const side = args[1] === false ? opposite(below) : below;
  if (file.typeOf(id) !== 'IFCPOLYGONALBOUNDEDHALFSPACE') return [[side]];
  const place = optionalPlacement(file, args[2]);
  const boundary = readCurve(file, refOf(args[3]), findings);
  if (boundary === null) return null;
  const parts = triangulate(sampleLoop(boundary, file.tolerance));
  return parts.map((part) => [
    side,
    ...part.map((a, i) => {
      const b = part[(i + 1) % part.length] ?? a;
      const outward: Vec3 = cross(subtract(b, a), [0, 0, 1]);
      const length = norm(outward);
      const normal = applyVector(place, scale(outward, 1 / Math.max(length, Number.MIN_VALUE)));
      return { normal, offset: dot(normal, applyPoint(place, a)) };
    }),
  ]);
}
