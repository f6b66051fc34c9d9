import { type Vec3 } from '../geometry/matrix.ts';
import { type ArcPart, circleArc, endAngle, type Part, TURN } from '../geometry/parts.ts';
import { type TagRecord } from '../tags/tag-record.ts';
import { bulgePath, type PathVertex } from './bulge-path.ts';
import { type DxfShape, named, type ShapeNote, toWorld } from './dxf-shape.ts';
import { type EntityHead, ownTags } from './entity-head.ts';
import { pointsPart } from './points.ts';
import { makeSpline } from './spline.ts';

const RADIANS = Math.PI / 180;
const POLYLINE_PATH = 2;

/** Reads the tags of a record in their order. */
class Cursor {
  readonly #record: TagRecord;
  readonly #end: number;
  #at: number;

  constructor(record: TagRecord, from: number, end: number) {
    this.#record = record;
    this.#at = from;
    this.#end = end;
  }

  /** Code of the tag in hand; -1 at the end. */
  peek(): number {
    return this.#at < this.#end ? this.#record.code(this.#at) : -1;
  }

  /** The value of the tag in hand where it has this code, and on to the next; else the fallback. */
  take(code: number, fallback: number): number {
    if (this.peek() !== code) return fallback;
    this.#at += 1;
    return this.#record.num(this.#at - 1);
  }

  skip(): void {
    this.#at += 1;
  }
}

/** HATCH and MPOLYGON: the edges of the boundary paths, in object coordinates at the elevation. */
export function readHatch(record: TagRecord, head: EntityHead): DxfShape {
  const end = ownTags(record);
  const z = record.number(30, 0);
  const first = record.find(91);
  const notes: ShapeNote[] = [];
  const parts: Part[] = [];
  if (first === -1) {
    notes.push({ code: 'geometry_broken', detail: `${named(head)}: no boundary paths` });
    return { parts, notes };
  }
  const cursor = new Cursor(record, first, end);
  const paths = cursor.take(91, 0);
  for (let i = 0; i < paths && cursor.peek() !== -1; i += 1) {
    while (cursor.peek() !== 92 && cursor.peek() !== 75 && cursor.peek() !== -1) cursor.skip();
    if (cursor.peek() !== 92) break;
    const flags = cursor.take(92, 0);
    const found = (flags & POLYLINE_PATH) !== 0 ? polylinePath(cursor, z) : edgePath(cursor, z);
    if (found === null)
      notes.push({ code: 'geometry_broken', detail: `${named(head)}: a boundary path cannot be read` });
    else parts.push(...found);
  }
  return { parts: toWorld(head, parts), notes };
}

function polylinePath(cursor: Cursor, z: number): Part[] {
  cursor.take(72, 0);
  cursor.take(73, 1);
  const count = cursor.take(93, 0);
  const vertices: PathVertex[] = [];
  for (let i = 0; i < count && cursor.peek() === 10; i += 1) {
    const x = cursor.take(10, 0);
    const y = cursor.take(20, 0);
    vertices.push({ x, y, bulge: cursor.take(42, 0), startWidth: 0, endWidth: 0 });
  }
  return bulgePath(vertices, true, z);
}

function edgePath(cursor: Cursor, z: number): Part[] | null {
  const count = cursor.take(93, 0);
  const parts: Part[] = [];
  for (let i = 0; i < count; i += 1) {
    if (cursor.peek() !== 72) return null;
    const kind = cursor.take(72, 0);
    const edge =
      kind === 1
        ? lineEdge(cursor, z)
        : kind === 2
          ? arcEdge(cursor, z)
          : kind === 3
            ? ellipseEdge(cursor, z)
            : kind === 4
              ? splineEdge(cursor, z)
              : null;
    if (edge === null) return null;
    parts.push(edge);
  }
  return parts;
}

function plane(cursor: Cursor, code: number, z: number): Vec3 {
  const x = cursor.take(code, 0);
  return [x, cursor.take(code + 10, 0), z];
}

function lineEdge(cursor: Cursor, z: number): Part {
  const from = plane(cursor, 10, z);
  return pointsPart([from, plane(cursor, 11, z)]);
}

/** Angles of a clockwise edge are measured clockwise. */
function sweep(cursor: Cursor): [number, number] {
  const first = cursor.take(50, 0) * RADIANS;
  const last = cursor.take(51, 360) * RADIANS;
  const isCounterclockwise = cursor.take(73, 1) !== 0;
  const [from, to] = isCounterclockwise ? [first, last] : [-last, -first];
  return Math.abs(to - from) >= TURN - 1e-9 ? [from, from + TURN] : [from, endAngle(from, to)];
}

function arcEdge(cursor: Cursor, z: number): Part {
  const center = plane(cursor, 10, z);
  const radius = cursor.take(40, 0);
  return circleArc(center, radius, ...sweep(cursor));
}

function ellipseEdge(cursor: Cursor, z: number): ArcPart {
  const center = plane(cursor, 10, z);
  const u = plane(cursor, 11, 0);
  const ratio = cursor.take(40, 1);
  const [from, to] = sweep(cursor);
  return { kind: 'arc', center, u, v: [-u[1] * ratio, u[0] * ratio, 0], from, to };
}

function splineEdge(cursor: Cursor, z: number): Part | null {
  const degree = cursor.take(94, 3);
  cursor.take(73, 0);
  cursor.take(74, 0);
  const knotCount = cursor.take(95, 0);
  const pointCount = cursor.take(96, 0);
  const knots: number[] = [];
  const xyz: number[] = [];
  const weights: number[] = [];
  while (cursor.peek() === 40 && knots.length < knotCount) knots.push(cursor.take(40, 0));
  while (cursor.peek() === 10 && xyz.length < pointCount * 3) {
    xyz.push(...plane(cursor, 10, z));
    if (cursor.peek() === 42) weights.push(cursor.take(42, 1));
  }
  // R2010 and later write fit points and tangents behind the control points.
  const fits = cursor.peek() === 97 ? cursor.take(97, 0) : 0;
  for (let i = 0; i < fits && cursor.peek() === 11; i += 1) plane(cursor, 11, z);
  if (cursor.peek() === 12) plane(cursor, 12, z);
  if (cursor.peek() === 13) plane(cursor, 13, z);
  const spline = makeSpline(degree, xyz, knots, weights);
  return spline === null ? null : { kind: 'spline', spline };
}
