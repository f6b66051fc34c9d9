import { numberOf, refOf } from '../step-access.ts';
import { type Affine, scale, unit, Z_AXIS } from './affine.ts';
import { type Body, bodyOf, mapBody } from './body.ts';
import { curveSupport, mapCurve } from './curve.ts';
import { type Findings } from './findings.ts';
import { type Instances } from './instances.ts';
import { axisPlacement, optionalPlacement } from './placements.ts';
import { readCurve } from './read-curve.ts';
import { readProfile } from './read-profile.ts';
import { prism, revolve } from './swept-solids.ts';

/** IfcSurfaceOfLinearExtrusion or IfcSurfaceOfRevolution as a shape of its own. */
export function sweptSurface(file: Instances, id: number, findings: Findings): Body | null {
  const args = file.args(id) ?? [];
  const profile = readProfile(file, refOf(args[0]), findings);
  if (profile === null) return null;
  const place = optionalPlacement(file, args[1]);
  if (file.typeOf(id) === 'IFCSURFACEOFREVOLUTION') {
    const axis = axisPlacement(file, refOf(args[2]));
    return axis && mapBody(revolve(profile, axis, 2 * Math.PI, file.tolerance), place);
  }
  const along = unit(file.vector(refOf(args[2])) ?? Z_AXIS);
  const depth = numberOf(args[3]);
  if (along === null || depth === null) return null;
  return mapBody(prism(profile, scale(along, depth), file.tolerance), place);
}

/** IfcCurveBoundedPlane: its outer boundary, drawn in the coordinates of the plane. */
export function curveBoundedPlane(file: Instances, id: number, findings: Findings): Body | null {
  const args = file.args(id) ?? [];
  const plane: Affine = optionalPlacement(file, file.args(refOf(args[0]))?.[0]);
  const outer = readCurve(file, refOf(args[1]), findings);
  return outer && bodyOf(curveSupport(mapCurve(outer, plane)));
}
