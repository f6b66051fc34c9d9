import { isTyped, listOf, numberOf, numbersOf, refOf, refsOf } from '../step-access.ts';
import { cross, dot, norm, scale, subtract, unit, type Vec3, Z_AXIS } from './affine.ts';
import { isSound, sampleSpline, splineDomain } from './bspline.ts';
import { arcThrough, chain, type Curve, type CurvePiece, reverseCurve } from './curve.ts';
import { type Findings } from './findings.ts';
import { type Instances } from './instances.ts';
import { conic, pointList, readPoints } from './read-points.ts';
import { readSpline } from './read-spline.ts';
import { readTrimmedCurve } from './trimmed-curve.ts';

/** Curves nest (composites of trimmed curves of …), but not this deep. */
const MAX_DEPTH = 24;

/** Reads a bounded curve, or null with its class in `findings` where it cannot be read. */
export function readCurve(file: Instances, id: number | null, findings: Findings, depth = 0): Curve | null {
  const type = file.typeOf(id);
  const args = file.args(id);
  if (id === null || type === null || args === null || depth > MAX_DEPTH) {
    findings.unsupported.add(type ?? 'IFCCURVE');
    return null;
  }
  switch (type) {
    case 'IFCPOLYLINE': {
      const points = readPoints(file, file.refs(id, 0));
      return points.length > 0 ? [chain(points)] : null;
    }
    case 'IFCINDEXEDPOLYCURVE':
      return indexedPolyCurve(file, id);
    case 'IFCCIRCLE':
    case 'IFCELLIPSE':
      return conic(file, id);
    case 'IFCTRIMMEDCURVE':
      return readTrimmedCurve(file, id, findings) ?? readCurve(file, refOf(args[0]), findings, depth + 1);
    case 'IFCCOMPOSITECURVE':
    case 'IFC2DCOMPOSITECURVE':
    case 'IFCCOMPOSITECURVEONSURFACE':
    case 'IFCBOUNDARYCURVE':
    case 'IFCOUTERBOUNDARYCURVE':
      return compositeCurve(file, refsOf(args[0]), findings, depth);
    case 'IFCBSPLINECURVE':
    case 'IFCBEZIERCURVE':
    case 'IFCRATIONALBEZIERCURVE':
    case 'IFCBSPLINECURVEWITHKNOTS':
    case 'IFCRATIONALBSPLINECURVEWITHKNOTS': {
      const spline = readSpline(file, id);
      if (!isSound(spline)) break;
      const [from, to] = splineDomain(spline);
      return [chain(sampleSpline(spline, from, to, file.tolerance))];
    }
    case 'IFCOFFSETCURVE2D': {
      const basis = readCurve(file, refOf(args[0]), findings, depth + 1);
      return basis && offsetCurve(basis, numberOf(args[1]) ?? 0);
    }
    case 'IFCSURFACECURVE':
    case 'IFCSEAMCURVE':
    case 'IFCINTERSECTIONCURVE':
      return readCurve(file, refOf(args[0]), findings, depth + 1);
    default:
  }
  findings.unsupported.add(type);
  return null;
}

function indexedPolyCurve(file: Instances, id: number): Curve | null {
  const args = file.args(id);
  const points = pointList(file, refOf(args?.[0]));
  const segments = listOf(args?.[1]);
  if (segments.length === 0) {
    const all = points.filter((p) => p !== null);
    return all.length > 0 ? [chain(all)] : null;
  }
  const pieces = segments.flatMap((segment): CurvePiece[] => {
    if (!isTyped(segment)) return [];
    const corners = vectors(numbersOf(segment.value), points);
    const [a, b, c] = corners;
    if (segment.type === 'IFCARCINDEX' && a && b && c) return [arcThrough(a, b, c)];
    return corners.length > 0 ? [chain(corners)] : [];
  });
  return pieces.length > 0 ? pieces : null;
}

function vectors(indices: readonly number[], points: readonly (Vec3 | null)[]): Vec3[] {
  return indices.flatMap((i) => {
    const p = points[i - 1];
    return p ? [p] : [];
  });
}

function compositeCurve(
  file: Instances,
  segments: readonly number[],
  findings: Findings,
  depth: number,
): Curve | null {
  const pieces: CurvePiece[] = [];
  for (const segment of segments) {
    const type = file.typeOf(segment);
    const args = file.args(segment);
    if (type !== 'IFCCOMPOSITECURVESEGMENT' && type !== 'IFCREPARAMETRISEDCOMPOSITECURVESEGMENT') {
      findings.unsupported.add(type ?? 'IFCCOMPOSITECURVESEGMENT');
      continue;
    }
    const part = readCurve(file, refOf(args?.[2]), findings, depth + 1);
    if (part !== null) pieces.push(...(args?.[1] === false ? reverseCurve(part) : part));
  }
  return pieces.length > 0 ? pieces : null;
}

/** A plane curve moved to its left by `distance` (ISO 10303-42 offset_curve_2d): arcs keep their centre, corners are mitred. */
export function offsetCurve(curve: Curve, distance: number): Curve {
  return curve.map((piece): CurvePiece => {
    if (piece.kind === 'chain') return chain(offsetChain(piece.points, distance));
    const turn = Math.sign(dot(cross(piece.u, piece.v), Z_AXIS)) * (piece.to >= piece.from ? 1 : -1);
    const grown = (v: Vec3): Vec3 => scale(v, Math.max(0, 1 - (turn * distance) / norm(v)));
    return { ...piece, u: grown(piece.u), v: grown(piece.v) };
  });
}

/** Left side of a chain in the plane z = 0, mitred; a chain whose ends meet is closed. */
export function offsetChain(points: readonly Vec3[], distance: number): Vec3[] {
  const first = points[0];
  const last = points.at(-1);
  const closed =
    points.length > 3 && first !== undefined && last !== undefined && norm(subtract(first, last)) < 1e-12;
  const count = points.length;
  const normalAt = (i: number): Vec3 | null => {
    const a = points[i];
    const b = points[i + 1];
    const along = a && b ? unit(subtract(b, a)) : null;
    return along && [-along[1], along[0], 0];
  };
  return points.map((p, i) => {
    const before = i > 0 ? normalAt(i - 1) : closed ? normalAt(count - 2) : null;
    const after = i < count - 1 ? normalAt(i) : closed ? normalAt(0) : null;
    const a = before ?? after;
    const b = after ?? before;
    if (a === null || b === null) return p;
    const sum: Vec3 = [a[0] + b[0], a[1] + b[1], 0];
    const factor = (2 * distance) / Math.max(1e-6, dot(sum, sum));
    return [p[0] + sum[0] * factor, p[1] + sum[1] * factor, p[2]];
  });
}
