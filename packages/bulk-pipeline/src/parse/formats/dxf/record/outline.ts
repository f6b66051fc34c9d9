import { type SegmentRecord } from '@sizewise/shared';

import { splineDomain, splinePoint } from '../../ifc/geometry/bspline.ts';
import { type DxfShape } from '../entities/dxf-shape.ts';
import { applyToPoint, type Matrix, type Vec3 } from '../geometry/matrix.ts';
import {
  type ArcPart,
  arcPoint,
  mapPart,
  type Part,
  pointAt,
  type SplinePart,
  TURN,
} from '../geometry/parts.ts';

type Outline = SegmentRecord['outline'];

/** Longer outlines are not kept: the spatial document is a sketch, not the drawing. */
const MOST_POINTS = 2000;
/** An arc is drawn with chords of this angle. */
const CHORD_ANGLE = Math.PI / 16;
const POINTS_PER_CONTROL = 6;
/** Points nearer than this, metres, are one. */
const SAME_POINT = 1e-9;

/** Outline of a path in metres; null for shapes that are no simple path. @param matrix from file units to metres. */
export function outlineOf(shape: DxfShape, matrix: Matrix): Outline {
  const { path, closed } = shape;
  const [only] = path ?? [];
  if (path === undefined || only === undefined) return null;
  if (path.length === 1 && only.kind === 'points') return pointsOutline(only.xyz, matrix, closed === true);
  const circle = path.length === 1 && only.kind === 'arc' ? circleOutline(mapPart(only, matrix)) : null;
  if (circle !== null) return circle;
  const points = chordPoints(path, matrix, closed === true);
  const isFlat = points.every(([, , z]) => z === 0);
  const coordinates = points.map(([x, y, z]): Coordinate => (isFlat ? [x, y] : [x, y, z]));
  return outlineThrough(coordinates, closed === true);
}

type Coordinate = [number, number, ...number[]];

/** Points alone, as most paths are: without a list in between. */
function pointsOutline(xyz: readonly number[], m: Matrix, closed: boolean): Outline {
  if (xyz.length > 3 * MOST_POINTS) return null;
  let isFlat = true;
  for (let i = 0; i + 2 < xyz.length; i += 3) {
    const z = m[8] * (xyz[i] ?? 0) + m[9] * (xyz[i + 1] ?? 0) + m[10] * (xyz[i + 2] ?? 0) + m[11];
    if (z !== 0) isFlat = false;
  }
  const coordinates: Coordinate[] = [];
  let last: Vec3 | undefined;
  for (let i = 0; i + 2 < xyz.length; i += 3) {
    const point = applyToPoint(m, [xyz[i] ?? 0, xyz[i + 1] ?? 0, xyz[i + 2] ?? 0]);
    if (isNear(last, point)) continue;
    coordinates.push(isFlat ? [point[0], point[1]] : [point[0], point[1], point[2]]);
    last = point;
  }
  const [first] = coordinates;
  if (closed && coordinates.length > 2 && first !== undefined && last !== undefined) {
    if (isNear([first[0], first[1], first[2] ?? 0], last)) coordinates.pop();
  }
  return outlineThrough(coordinates, closed);
}

function outlineThrough(coordinates: Coordinate[], closed: boolean): Outline {
  const [first] = coordinates;
  if (first === undefined) return null;
  if (coordinates.length === 1) return { type: 'point', coordinates: first };
  if (closed && coordinates.length > 2) {
    return { type: 'polygon', coordinates: [[...coordinates, first]] };
  }
  return { type: 'polyline', coordinates };
}

function circleOutline(part: Part): Outline {
  if (part.kind !== 'arc' || Math.abs(part.to - part.from - TURN) > 1e-9) return null;
  const { center, u, v } = part;
  const radius = Math.hypot(...u);
  const skew = Math.abs(u[0] * v[0] + u[1] * v[1]);
  const isRound = Math.abs(radius - Math.hypot(...v)) <= 1e-9 * radius && skew <= 1e-9 * radius ** 2;
  if (!isRound || u[2] !== 0 || v[2] !== 0) return null;
  return { type: 'circle', center: center[2] === 0 ? [center[0], center[1]] : [...center], radius };
}

/** Points along a path, each once; none where there are too many. */
function chordPoints(path: readonly Part[], matrix: Matrix, closed: boolean): Vec3[] {
  const points: Vec3[] = [];
  for (const part of path) {
    const size =
      part.kind === 'points'
        ? part.xyz.length / 3
        : part.kind === 'spline'
          ? part.spline.controlPoints.length
          : 0;
    if (size > MOST_POINTS) return [];
    const added = partPoints(part, matrix, points.at(-1) ?? null);
    if (points.length + added.length > MOST_POINTS) return [];
    for (const point of added) if (!isNear(points.at(-1), point)) points.push(point);
  }
  const [first] = points;
  if (closed && points.length > 2 && first !== undefined && isNear(points.at(-1), first)) points.pop();
  return points;
}

function isNear(a: Vec3 | undefined, b: Vec3): boolean {
  if (a === undefined || Math.abs(a[0] - b[0]) >= SAME_POINT) return false;
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) < SAME_POINT;
}

function partPoints(part: Part, matrix: Matrix, last: Vec3 | null): Vec3[] {
  if (part.kind === 'spline') return splineChords(part, matrix);
  if (part.kind === 'points') {
    const points: Vec3[] = [];
    for (let i = 0; i + 2 < part.xyz.length; i += 3) points.push(applyToPoint(matrix, pointAt(part.xyz, i)));
    return points;
  }
  const mapped = mapPart(part, matrix);
  return mapped.kind === 'arc' ? arcChords(mapped, last) : [];
}

function splineChords({ spline }: SplinePart, matrix: Matrix): Vec3[] {
  const [low, high] = splineDomain(spline);
  const controls = spline.controlPoints.length;
  const count = Math.min(MOST_POINTS, spline.degree === 1 ? controls - 1 : controls * POINTS_PER_CONTROL);
  return Array.from({ length: count + 1 }, (_, i) =>
    applyToPoint(matrix, splinePoint(spline, low + ((high - low) * i) / count)),
  );
}

/** An arc that is drawn clockwise ends where it begins here: the end next to the path so far comes first. */
function arcChords(arc: ArcPart, last: Vec3 | null): Vec3[] {
  const steps = Math.min(MOST_POINTS, Math.max(1, Math.ceil((arc.to - arc.from) / CHORD_ANGLE)));
  const points = Array.from({ length: steps + 1 }, (_, i) =>
    arcPoint(arc, arc.from + ((arc.to - arc.from) * i) / steps),
  );
  const [first] = points;
  const end = points.at(-1);
  if (last === null || first === undefined || end === undefined) return points;
  const gap = (point: Vec3): number => Math.hypot(point[0] - last[0], point[1] - last[1], point[2] - last[2]);
  return gap(end) < gap(first) ? points.reverse() : points;
}
