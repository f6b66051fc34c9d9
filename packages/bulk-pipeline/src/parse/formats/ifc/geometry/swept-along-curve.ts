import { numberOf, refOf, refsOf } from '../step-access.ts';
import { cross, dot, frame, norm, subtract, type Vec3 } from './affine.ts';
import { type Body, bodyOf, mapBody } from './body.ts';
import { type CurvePiece, arcPoint, arcSteps, arcTangent } from './curve.ts';
import { type Findings } from './findings.ts';
import { type Instances } from './instances.ts';
import { axisPlacement, optionalPlacement } from './placements.ts';
import { profileSupport } from './profile.ts';
import { readProfile } from './read-profile.ts';
import { mappedSupport, type Support, unionSupport } from './support.ts';
import { readDirectrix } from './swept-disk.ts';

/** Where the section stands on its way, and the direction of travel there. */
interface Station {
  readonly at: Vec3;
  readonly tangent: Vec3;
}

/**
 * IfcSurfaceCurveSweptAreaSolid and IfcFixedReferenceSweptAreaSolid: the section at each point of the directrix, square
 * to it, its x axis along the reference. Approximate where the directrix has corners, which the schema forbids, or where
 * the reference surface is curved.
 */
export function sweptAlongCurve(file: Instances, id: number, findings: Findings): Body | null {
  const type = file.typeOf(id) ?? '';
  const args = file.args(id) ?? [];
  const profile = readProfile(file, refOf(args[0]), findings);
  const directrix = readDirectrix(file, refOf(args[2]), numberOf(args[3]), numberOf(args[4]), findings);
  if (profile === null || directrix === null) return null;
  const onSurface = type === 'IFCSURFACECURVESWEPTAREASOLID';
  const reference = onSurface
    ? optionalPlacement(file, file.args(refOf(args[5]))?.[0]).z
    : file.vector(refOf(args[5]));
  const section = profileSupport(profile);
  const path = directrix.flatMap((piece) => stations(piece, file.tolerance));
  if (!isSmooth(path) || (onSurface && file.typeOf(refOf(args[5])) !== 'IFCPLANE')) {
    findings.approximate.add(type);
  }
  const placed = path.map((station): Support =>
    mappedSupport(section, frame(station.at, station.tangent, reference)),
  );
  return mapBody(bodyOf(unionSupport(placed)), optionalPlacement(file, args[1]));
}

function stations(piece: CurvePiece, tolerance: number): Station[] {
  if (piece.kind === 'arc') {
    const steps = arcSteps(Math.max(norm(piece.u), norm(piece.v)), piece.to - piece.from, tolerance);
    return Array.from({ length: steps + 1 }, (_, i) => {
      const t = piece.from + ((piece.to - piece.from) * i) / steps;
      return { at: arcPoint(piece, t), tangent: arcTangent(piece, t) };
    });
  }
  return piece.points.slice(1).flatMap((b, i) => {
    const a = piece.points[i] ?? b;
    const tangent = subtract(b, a);
    return [
      { at: a, tangent },
      { at: b, tangent },
    ];
  });
}

/** Sampled curves turn a little at every station; a turn of more than this many radians is a corner. */
const CORNER = 0.1;

function isSmooth(path: readonly Station[]): boolean {
  return path.every((station, i) => {
    const before = path[i - 1];
    if (before === undefined) return true;
    const across = norm(cross(before.tangent, station.tangent));
    return Math.atan2(across, dot(before.tangent, station.tangent)) <= CORNER;
  });
}

/** IfcSectionedSpine: its sections at their positions; what lies between is taken for straight. */
export function sectionedSpine(file: Instances, id: number, findings: Findings): Body | null {
  const args = file.args(id) ?? [];
  const positions = refsOf(args[2]);
  findings.approximate.add(file.typeOf(id) ?? 'IFCSECTIONEDSPINE');
  const placed = refsOf(args[1]).flatMap((section, i) => {
    const profile = readProfile(file, section, findings);
    const place = axisPlacement(file, positions[i] ?? null);
    return profile && place ? [mappedSupport(profileSupport(profile), place)] : [];
  });
  return placed.length > 0 ? bodyOf(unionSupport(placed)) : null;
}
