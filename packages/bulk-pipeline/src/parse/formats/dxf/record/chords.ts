import { splineDomain, splinePoint } from '../../ifc/geometry/bspline.ts';
import { applyToPoint, mapPoint, type Matrix } from '../geometry/matrix.ts';
import { type ArcPart, arcPoint, mapPart, type Part, type SplinePart } from '../geometry/parts.ts';

/** Longer outlines are not kept: the spatial document is a sketch, not the drawing. */
export const MOST_POINTS = 2000;
/** An arc is drawn with chords of this angle. */
const CHORD_ANGLE = Math.PI / 16;
const POINTS_PER_CONTROL = 6;
/** Points nearer than this, metres, are one. */
const SAME_POINT = 1e-9;

/** Points along a path, three numbers each, each point once; none where there are too many. */
export function chordPoints(path: readonly Part[], matrix: Matrix, closed: boolean): number[] {
  const xyz: number[] = [];
  for (const part of path) {
    const count = countOf(part);
    if (count > MOST_POINTS || xyz.length + 3 * count > 3 * MOST_POINTS) return [];
    if (part.kind === 'points') addPoints(xyz, part.xyz, matrix);
    else if (part.kind === 'arc') addArc(xyz, mapPart(part, matrix), count - 1);
    else addSpline(xyz, part, matrix, count - 1);
  }
  const isLoop = closed && xyz.length > 6;
  if (isLoop && isLast(xyz, xyz[0] ?? 0, xyz[1] ?? 0, xyz[2] ?? 0)) xyz.length -= 3;
  return xyz;
}

/** How many points stand for a part. */
function countOf(part: Part): number {
  if (part.kind === 'points') return part.xyz.length / 3;
  if (part.kind === 'arc') {
    return 1 + Math.min(MOST_POINTS, Math.max(1, Math.ceil((part.to - part.from) / CHORD_ANGLE)));
  }
  const { degree, controlPoints } = part.spline;
  return 1 + (degree === 1 ? controlPoints.length - 1 : controlPoints.length * POINTS_PER_CONTROL);
}

/** Adds a point unless it is the last one. */
function add(xyz: number[], x: number, y: number, z: number): void {
  if (!isLast(xyz, x, y, z)) xyz.push(x, y, z);
}

function isLast(xyz: readonly number[], x: number, y: number, z: number): boolean {
  const at = xyz.length - 3;
  if (at < 0) return false;
  const dx = Math.abs((xyz[at] ?? 0) - x);
  const dy = Math.abs((xyz[at + 1] ?? 0) - y);
  const dz = Math.abs((xyz[at + 2] ?? 0) - z);
  if (dx >= SAME_POINT || dy >= SAME_POINT || dz >= SAME_POINT) return false;
  return Math.hypot(dx, dy, dz) < SAME_POINT;
}

function addPoints(xyz: number[], points: readonly number[], matrix: Matrix): void {
  for (let i = 0; i + 2 < points.length; i += 3) {
    const point = mapPoint(matrix, points[i] ?? 0, points[i + 1] ?? 0, points[i + 2] ?? 0);
    add(xyz, point[0], point[1], point[2]);
  }
}

/** An arc that is drawn clockwise ends where it begins here: the end next to the path so far comes first. */
function addArc(xyz: number[], arc: ArcPart, steps: number): void {
  const isBackward = gap(xyz, arc, arc.to) < gap(xyz, arc, arc.from);
  const sweep = arc.to - arc.from;
  for (let i = 0; i <= steps; i += 1) {
    const step = isBackward ? steps - i : i;
    const point = arcPoint(arc, arc.from + (sweep * step) / steps);
    add(xyz, point[0], point[1], point[2]);
  }
}

/** From the end of the path so far to the point of an arc at an angle; 0 where there is no path yet. */
function gap(xyz: readonly number[], arc: ArcPart, angle: number): number {
  const at = xyz.length - 3;
  if (at < 0) return 0;
  const [x, y, z] = arcPoint(arc, angle);
  return Math.hypot(x - (xyz[at] ?? 0), y - (xyz[at + 1] ?? 0), z - (xyz[at + 2] ?? 0));
}

function addSpline(xyz: number[], { spline }: SplinePart, matrix: Matrix, steps: number): void {
  const [low, high] = splineDomain(spline);
  for (let i = 0; i <= steps; i += 1) {
    const point = applyToPoint(matrix, splinePoint(spline, low + ((high - low) * i) / steps));
    add(xyz, point[0], point[1], point[2]);
  }
}
