import { splineDomain, splinePoint } from '../../ifc/geometry/bspline.ts';
import { applyToPoint, mapPoint, type Matrix } from '../geometry/matrix.ts';
import { type ArcPart, arcPoint, mapPart, type Part, type SplinePart } from '../geometry/parts.ts';

/** Longer outlines are not kept: the spatial document is a sketch, not the drawing. */
const MOST_POINTS = 2000;
/** An arc is drawn with chords of this angle. */
const CHORD_ANGLE = Math.PI / 16;
const POINTS_PER_CONTROL = 6;
/** Points nearer than this, metres, are one. */
const SAME_POINT = 1e-9;

/** The points of one path after the other, in one piece of memory. */
export class Chords {
  /** Three numbers for each point. */
  readonly xyz = new Float64Array(3 * MOST_POINTS);
  /** Numbers that are filled. */
  length = 0;

  /** Takes the points along a path, each once; none where there are too many. */
  follow(path: readonly Part[], matrix: Matrix, closed: boolean): void {
    this.length = 0;
    for (const part of path) {
      const count = countOf(part);
      if (this.length + 3 * count > this.xyz.length) {
        this.length = 0;
        return;
      }
      if (part.kind === 'points') this.#addPoints(part.xyz, matrix);
      else if (part.kind === 'arc') this.#addArc(mapPart(part, matrix), count - 1);
      else this.#addSpline(part, matrix, count - 1);
    }
    const { xyz } = this;
    const isLoop = closed && this.length > 6;
    if (isLoop && this.#isLast(xyz[0] ?? 0, xyz[1] ?? 0, xyz[2] ?? 0)) this.length -= 3;
  }

  /** Adds a point unless it is the last one. */
  #add(x: number, y: number, z: number): void {
    if (this.#isLast(x, y, z)) return;
    const { xyz, length } = this;
    xyz[length] = x;
    xyz[length + 1] = y;
    xyz[length + 2] = z;
    this.length = length + 3;
  }

  #isLast(x: number, y: number, z: number): boolean {
    const at = this.length - 3;
    if (at < 0) return false;
    const dx = Math.abs((this.xyz[at] ?? 0) - x);
    const dy = Math.abs((this.xyz[at + 1] ?? 0) - y);
    const dz = Math.abs((this.xyz[at + 2] ?? 0) - z);
    if (dx >= SAME_POINT || dy >= SAME_POINT || dz >= SAME_POINT) return false;
    return Math.hypot(dx, dy, dz) < SAME_POINT;
  }

  #addPoints(points: readonly number[], matrix: Matrix): void {
    for (let i = 0; i + 2 < points.length; i += 3) {
      const point = mapPoint(matrix, points[i] ?? 0, points[i + 1] ?? 0, points[i + 2] ?? 0);
      this.#add(point[0], point[1], point[2]);
    }
  }

  /** An arc that is drawn clockwise ends where it begins here: the end next to the path so far comes first. */
  #addArc(arc: ArcPart, steps: number): void {
    const isBackward = this.length > 0 && this.#gap(arc, arc.to) < this.#gap(arc, arc.from);
    const sweep = arc.to - arc.from;
    for (let i = 0; i <= steps; i += 1) {
      const step = isBackward ? steps - i : i;
      const point = arcPoint(arc, arc.from + (sweep * step) / steps);
      this.#add(point[0], point[1], point[2]);
    }
  }

  /** From the end of the path so far to the point of an arc at an angle. */
  #gap(arc: ArcPart, angle: number): number {
    const at = this.length - 3;
    const point = arcPoint(arc, angle);
    const dx = point[0] - (this.xyz[at] ?? 0);
    const dy = point[1] - (this.xyz[at + 1] ?? 0);
    return Math.hypot(dx, dy, point[2] - (this.xyz[at + 2] ?? 0));
  }

  #addSpline({ spline }: SplinePart, matrix: Matrix, steps: number): void {
    const [low, high] = splineDomain(spline);
    for (let i = 0; i <= steps; i += 1) {
      const point = applyToPoint(matrix, splinePoint(spline, low + ((high - low) * i) / steps));
      this.#add(point[0], point[1], point[2]);
    }
  }
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
