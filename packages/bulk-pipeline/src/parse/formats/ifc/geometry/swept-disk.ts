import { numberOf, refOf } from '../step-access.ts';
import {
  add,
  applyVector,
  cross,
  dot,
  frame,
  norm,
  perpendicular,
  scale,
  subtract,
  unit,
  type Vec3,
} from './affine.ts';
import { type Body, bodyOf } from './body.ts';
import { type Arc, chain, type Curve, type CurvePiece, sampleCurve } from './curve.ts';
import { type Findings } from './findings.ts';
import { type Instances } from './instances.ts';
import { readCurve } from './read-curve.ts';
import { fillet } from './rounded-polygon.ts';
import { arcSupport, mappedSupport, revolvedSupport, type Support, unionSupport } from './support.ts';
import { trimCurve } from './trimmed-curve.ts';

/** Sharper bends than this are left square: their mitre would reach without end. */
const LEAST_MITRE_COSINE = 0.1;

/** IfcSweptDiskSolid and IfcSweptDiskSolidPolygonal. */
export function sweptDisk(file: Instances, id: number, findings: Findings): Body | null {
  const args = file.args(id) ?? [];
  const radius = numberOf(args[1]);
  const directrix = readDirectrix(file, refOf(args[0]), numberOf(args[3]), numberOf(args[4]), findings);
  if (directrix === null || radius === null) {
    if (directrix !== null) findings.unsupported.add('IFCSWEPTDISKSOLID');
    return null;
  }
  const corner = file.typeOf(id) === 'IFCSWEPTDISKSOLIDPOLYGONAL' ? (numberOf(args[5]) ?? 0) : 0;
  const path = corner > 0 ? directrix.flatMap((piece) => rounded(piece, corner)) : directrix;
  return bodyOf(tubeSupport(path, radius, file.tolerance));
}

/** The directrix between two parameters of it; null parameters are its ends. */
export function readDirectrix(
  file: Instances,
  id: number | null,
  from: number | null,
  to: number | null,
  findings: Findings,
): Curve | null {
  const type = file.typeOf(id);
  const cuttable =
    type === 'IFCLINE' || type === 'IFCCIRCLE' || type === 'IFCELLIPSE' || type === 'IFCPOLYLINE';
  if (cuttable && from !== null && to !== null) {
    const trim = (parameter: number): { parameter: number; point: null } => ({ parameter, point: null });
    return trimCurve(file, id, trim(from), trim(to), true, false, findings);
  }
  const curve = readCurve(file, id, findings);
  if (curve !== null && !isWhole(curve, from, to, file.angleUnit)) {
    findings.approximate.add(type ?? 'IFCCURVE');
  }
  return curve;
}

/**
 * Do two parameters stand for the ends of the curve, in any of the ways exporters count: by pieces, by length, by the
 * parameters of the pieces, or as the share 1? Other cuts of joined curves are not made: the whole encloses them.
 */
function isWhole(curve: Curve, from: number | null, to: number | null, angleUnit: number): boolean {
  const start = from ?? 0;
  if (to === null) return start === 0;
  let length = 0;
  let parameters = 0;
  for (const piece of curve) {
    const steps = piece.kind === 'arc' ? Math.abs(piece.to - piece.from) : piece.points.length - 1;
    parameters += piece.kind === 'arc' ? steps / angleUnit : steps;
    if (piece.kind === 'arc') length += steps * norm(piece.u);
    else piece.points.forEach((p, i) => (length += norm(subtract(p, piece.points[i - 1] ?? p))));
  }
  return start === 0 && [curve.length, 1, length, parameters].some((end) => Math.abs(to - end) <= 1e-4 * end);
}

function rounded(piece: CurvePiece, radius: number): CurvePiece[] {
  if (piece.kind === 'arc') return [piece];
  const out: CurvePiece[] = [];
  let run: Vec3[] = [];
  piece.points.forEach((p, i) => {
    const before = piece.points[i - 1];
    const after = piece.points[i + 1];
    const arc = before && after ? fillet(before, p, after, radius) : null;
    if (arc === null) {
      run.push(p);
      return;
    }
    run.push(add(arc.c, arc.u));
    out.push(chain(run), arc);
    run = [add(arc.c, add(scale(arc.u, Math.cos(arc.to)), scale(arc.v, Math.sin(arc.to))))];
  });
  return run.length > 1 ? [...out, chain(run)] : out;
}

/** A disc of this radius swept along a path, at right angles to it; corners of straight pieces are mitred. */
export function tubeSupport(path: Curve, radius: number, tolerance: number): Support {
  return unionSupport(
    path.flatMap((piece) => {
      if (piece.kind === 'chain') return chainDiscs(piece.points, radius);
      return isCircular(piece)
        ? [bendSupport(piece, radius)]
        : chainDiscs(sampleCurve([piece], tolerance), radius);
    }),
  );
}

function isCircular(arc: Arc): boolean {
  const size = norm(arc.u);
  return Math.abs(norm(arc.v) - size) <= 1e-9 * size && Math.abs(dot(arc.u, arc.v)) <= 1e-9 * size * size;
}

/** Part of a torus: a disc turned about the axis of the arc. */
function bendSupport(arc: Arc, radius: number): Support {
  const disc = arcSupport([norm(arc.u), 0, 0], [radius, 0, 0], [0, 0, radius], 0, 2 * Math.PI);
  const around = frame(arc.c, cross(arc.u, arc.v), arc.u);
  return mappedSupport(revolvedSupport(disc, arc.from, arc.to), around);
}

/** A disc at each end and the ellipse of the mitre at each corner; straight lines join them. */
function chainDiscs(all: readonly Vec3[], radius: number): Support[] {
  const points = all.filter((p, i) => i === 0 || norm(subtract(p, all[i - 1] ?? p)) > 0);
  const first = points[0];
  const last = points.at(-1);
  const closed = points.length > 3 && first && last && norm(subtract(first, last)) < 1e-9 * radius;
  return points.flatMap((p, i) => {
    const before = points[i - 1] ?? (closed ? points.at(-2) : undefined);
    const after = points[i + 1] ?? (closed ? points[1] : undefined);
    const arriving = before && unit(subtract(p, before));
    const leaving = after && unit(subtract(after, p));
    const discs: Support[] = [];
    if (arriving && leaving) {
      const mitre = mitreEllipse(p, arriving, leaving, radius);
      if (mitre !== null) return [mitre];
    }
    if (arriving) discs.push(disc(p, arriving, radius));
    if (leaving) discs.push(disc(p, leaving, radius));
    return discs;
  });
}

function disc(centre: Vec3, normal: Vec3, radius: number): Support {
  const u = perpendicular(normal);
  const m = { x: u, y: cross(normal, u), z: normal, o: centre };
  return arcSupport(centre, applyVector(m, [radius, 0, 0]), applyVector(m, [0, radius, 0]), 0, 2 * Math.PI);
}

/** Where the tube along `a` meets the tube along `b`: half axes r across and r / cos(half the turn) in the bisecting plane. */
function mitreEllipse(centre: Vec3, a: Vec3, b: Vec3, radius: number): Support | null {
  const across = unit(cross(a, b));
  const inPlane = unit(subtract(a, b));
  if (across === null || inPlane === null) return null;
  const cosine = norm(add(a, b)) / 2;
  if (cosine < LEAST_MITRE_COSINE) return null;
  return arcSupport(centre, scale(across, radius), scale(inPlane, radius / cosine), 0, 2 * Math.PI);
}
