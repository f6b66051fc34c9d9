import { numberOf, refOf, refsOf } from '../step-access.ts';
import { IDENTITY } from './affine.ts';
import { type Curve, reverseCurve } from './curve.ts';
import { type Findings } from './findings.ts';
import { type Instances } from './instances.ts';
import { parameterisedProfile } from './parameterised-profile.ts';
import { optionalPlacement, transformationOperator } from './placements.ts';
import { mapProfile, type Profile } from './profile.ts';
import { offsetCurve, readCurve } from './read-curve.ts';

const MAX_DEPTH = 16;

/** Reads a profile into the plane z = 0 of the solid that uses it, or null with its class in `findings`. */
export function readProfile(
  file: Instances,
  id: number | null,
  findings: Findings,
  depth = 0,
): Profile | null {
  const type = file.typeOf(id);
  const args = file.args(id);
  if (type === null || args === null || depth > MAX_DEPTH) {
    findings.unsupported.add(type ?? 'IFCPROFILEDEF');
    return null;
  }
  switch (type) {
    case 'IFCARBITRARYCLOSEDPROFILEDEF':
    case 'IFCARBITRARYPROFILEDEFWITHVOIDS': {
      const outer = readCurve(file, refOf(args[2]), findings);
      const voids = refsOf(args[3]).flatMap((hole) => {
        const curve = readCurve(file, hole, findings);
        return curve === null ? [] : [curve];
      });
      return outer && [{ outer, voids }];
    }
    case 'IFCARBITRARYOPENPROFILEDEF': {
      const outer = readCurve(file, refOf(args[2]), findings);
      return outer && [{ outer, voids: [] }];
    }
    case 'IFCCENTERLINEPROFILEDEF': {
      const middle = readCurve(file, refOf(args[2]), findings);
      return middle && [{ outer: thickened(middle, numberOf(args[3]) ?? 0), voids: [] }];
    }
    case 'IFCCOMPOSITEPROFILEDEF': {
      const parts = refsOf(args[2]).flatMap((part) => readProfile(file, part, findings, depth + 1) ?? []);
      return parts.length > 0 ? parts : null;
    }
    case 'IFCDERIVEDPROFILEDEF': {
      const parent = readProfile(file, refOf(args[2]), findings, depth + 1);
      const operator = transformationOperator(file, refOf(args[3])) ?? IDENTITY;
      return parent && mapProfile(parent, operator);
    }
    case 'IFCMIRROREDPROFILEDEF': {
      const parent = readProfile(file, refOf(args[2]), findings, depth + 1);
      return parent && mapProfile(parent, { ...IDENTITY, x: [-1, 0, 0] });
    }
    default: {
      const outline = parameterisedProfile(type, args, file.angleUnit);
      if (outline !== null) return mapProfile([outline], optionalPlacement(file, args[2]));
      findings.unsupported.add(type);
      return null;
    }
  }
}

/** The strip of this thickness along a centre line, with straight ends. */
function thickened(middle: Curve, thickness: number): Curve {
  return [...offsetCurve(middle, thickness / 2), ...reverseCurve(offsetCurve(middle, -thickness / 2))];
}
