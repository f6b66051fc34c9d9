import { type Affine } from './affine.ts';
import { type Curve, curveSupport, mapCurve } from './curve.ts';
import { type Support, unionSupport } from './support.ts';

/** One area of a profile in the plane z = 0: its outline and its holes. */
export interface Outline {
  readonly outer: Curve;
  readonly voids: readonly Curve[];
}

/** A profile may be several areas (IfcCompositeProfileDef). */
export type Profile = readonly Outline[];

/** Holes reach no farther than the outline around them. */
export function profileSupport(profile: Profile): Support {
  return unionSupport(profile.map((outline) => curveSupport(outline.outer)));
}

export function mapProfile(profile: Profile, m: Affine): Profile {
  return profile.map((outline) => ({
    outer: mapCurve(outline.outer, m),
    voids: outline.voids.map((hole) => mapCurve(hole, m)),
  }));
}
