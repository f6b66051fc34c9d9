import { numberOf, refOf } from '../step-access.ts';
import { type Affine, add, cross, frame, invert, scale, unit, type Vec3, Z_AXIS } from './affine.ts';
import { type Body, bodyOf, mapBody } from './body.ts';
import { arcSteps, type Curve, sampleLoop } from './curve.ts';
import { type Findings } from './findings.ts';
import { type Instances } from './instances.ts';
import { axisPlacement, optionalPlacement } from './placements.ts';
import { type Edge, type Face, loopEdges, Polyhedron } from './polyhedron.ts';
import { mapProfile, type Profile, profileSupport } from './profile.ts';
import { readProfile } from './read-profile.ts';
import { mappedSupport, revolvedSupport, sweptSupport, unionSupport } from './support.ts';
import { triangulate } from './triangulate.ts';

/** IfcExtrudedAreaSolid and IfcExtrudedAreaSolidTapered. */
export function extrudedSolid(file: Instances, id: number, findings: Findings): Body | null {
  const args = file.args(id) ?? [];
  const profile = readProfile(file, refOf(args[0]), findings);
  const depth = numberOf(args[3]);
  const direction = file.vector(refOf(args[2])) ?? Z_AXIS;
  const along = depth === null ? null : unit(direction);
  if (profile === null || along === null || depth === null) {
    if (profile !== null) findings.unsupported.add('IFCEXTRUDEDAREASOLID');
    return null;
  }
  const position = optionalPlacement(file, args[1]);
  const path = scale(along, depth);
  const end =
    file.typeOf(id) === 'IFCEXTRUDEDAREASOLIDTAPERED' ? readProfile(file, refOf(args[4]), findings) : null;
  return mapBody(end === null ? prism(profile, path, file.tolerance) : tapered(profile, end, path), position);
}

/** Concave outlines of more points than this are not cut into convex parts: ears cost the cube of it. */
const MAX_EARS = 200;

/** A profile swept along a vector. */
export function prism(profile: Profile, path: Vec3, tolerance: number): Body {
  const support = sweptSupport(profileSupport(profile), path);
  return bodyOf(support, () =>
    profile.flatMap((outline) => {
      const outer = sampleLoop(outline.outer, tolerance);
      const voids = outline.voids.map((loop) => sampleLoop(loop, tolerance));
      if (voids.length > 0 || outer.length > MAX_EARS) return [prismPiece([outer, ...voids], path)];
      return triangulate(outer).map((part) => prismPiece([part], path));
    }),
  );
}

function prismPiece(loops: readonly Vec3[][], path: Vec3): Polyhedron {
  const lift = (p: Vec3): Vec3 => add(p, path);
  const bottom: Face = loops.flatMap(loopEdges);
  const top: Face = bottom.map(([a, b]): Edge => [lift(a), lift(b)]);
  return new Polyhedron([bottom, top, ...bottom.map(([a, b]) => loopEdges([a, b, lift(b), lift(a)]))]);
}

/** Every straight line between the two ends stays within the hull of both. */
function tapered(start: Profile, end: Profile, path: Vec3): Body {
  const moved: Affine = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1], o: path };
  return bodyOf(unionSupport([profileSupport(start), profileSupport(mapProfile(end, moved))]));
}

/** IfcRevolvedAreaSolid and IfcRevolvedAreaSolidTapered. */
export function revolvedSolid(file: Instances, id: number, findings: Findings): Body | null {
  const args = file.args(id) ?? [];
  const profile = readProfile(file, refOf(args[0]), findings);
  const axis = axisPlacement(file, refOf(args[2]));
  const angle = numberOf(args[3]);
  if (profile === null || axis === null || angle === null) {
    if (profile !== null) findings.unsupported.add('IFCREVOLVEDAREASOLID');
    return null;
  }
  const turn = Math.max(-2 * Math.PI, Math.min(2 * Math.PI, angle * file.angleUnit));
  const position = optionalPlacement(file, args[1]);
  const body =
    file.typeOf(id) === 'IFCREVOLVEDAREASOLIDTAPERED'
      ? taperedTurn(file, profile, refOf(args[4]), axis, turn, findings)
      : revolve(profile, axis, turn, file.tolerance);
  return body && mapBody(body, position);
}

/** The frame around an axis in which the plane of the profile (z = 0) becomes y = 0. */
function axisFrame(axis: Affine): Affine {
  return frame(axis.o, axis.z, cross(Z_AXIS, axis.z));
}

/** A profile in the plane z = 0 turned about an axis in that plane by `turn` radians. */
export function revolve(profile: Profile, axis: Affine, turn: number, tolerance: number): Body {
  const around = axisFrame(axis);
  const inverse = invert(around);
  if (inverse === null) return bodyOf(profileSupport(profile));
  const flat = mappedSupport(profileSupport(profile), inverse);
  const support = mappedSupport(revolvedSupport(flat, 0, turn), around);
  return bodyOf(support, () => turnedPieces(mapProfile(profile, inverse), around, turn, tolerance));
}

function turned(p: Vec3, angle: number): Vec3 {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [p[0] * cos - p[1] * sin, p[0] * sin + p[1] * cos, p[2]];
}

/** Wedges between successive positions of the profile. */
function turnedPieces(profile: Profile, around: Affine, turn: number, tolerance: number): Polyhedron[] {
  return profile.flatMap((outline) => {
    const loops: Curve[] = [outline.outer, ...outline.voids];
    const edges = loops.flatMap((loop) => loopEdges(sampleLoop(loop, tolerance * 10)));
    const radius = Math.max(0, ...edges.map(([a]) => Math.abs(a[0])));
    const steps = Math.min(256, arcSteps(radius, turn, tolerance * 10));
    return Array.from({ length: steps }, (_, i) => {
      const [low, high] = [(turn * i) / steps, (turn * (i + 1)) / steps];
      const at = (angle: number): Face => edges.map(([a, b]): Edge => [turned(a, angle), turned(b, angle)]);
      const sides = edges.map(([a, b]) =>
        loopEdges([turned(a, low), turned(b, low), turned(b, high), turned(a, high)]),
      );
      return new Polyhedron([at(low), at(high), ...sides]).mapped(around);
    });
  });
}

/** Between its ends the profile is interpolated; the turned larger one encloses what lies between. */
function taperedTurn(
  file: Instances,
  start: Profile,
  endId: number | null,
  axis: Affine,
  turn: number,
  findings: Findings,
): Body | null {
  const end = readProfile(file, endId, findings);
  if (end === null) return revolve(start, axis, turn, file.tolerance);
  findings.approximate.add('IFCREVOLVEDAREASOLIDTAPERED');
  return bodyOf(
    unionSupport([
      revolve(start, axis, turn, file.tolerance).support,
      revolve(end, axis, turn, file.tolerance).support,
    ]),
  );
}
