import { type StepBytes } from '../step-model.ts';
import { type Vec3 } from './affine.ts';
import { type Body, bodyOf } from './body.ts';
import { type Instances } from './instances.ts';
import { type Face, loopEdges, Polyhedron } from './polyhedron.ts';
import { readNumbers, readRefs } from './raw-lists.ts';
import { pointsSupport, type Support } from './support.ts';

/** Coordinates of an IfcCartesianPointList3D and the one-based points of it that faces use. */
class IndexedPoints {
  readonly #coords: Float64Array;
  readonly #used: Uint8Array;
  #missing = false;

  constructor(coords: Float64Array) {
    this.#coords = coords;
    this.#used = new Uint8Array(Math.floor(coords.length / 3));
  }

  use(index: number): void {
    if (index >= 1 && index <= this.#used.length) this.#used[index - 1] = 1;
    else this.#missing = true;
  }

  /** Whether a face uses a point that the list does not have, or that is no point. */
  get missing(): boolean {
    return this.#missing;
  }

  at(index: number): Vec3 | null {
    const i = (index - 1) * 3;
    const p: Vec3 = [this.#coords[i] ?? NaN, this.#coords[i + 1] ?? NaN, this.#coords[i + 2] ?? NaN];
    return p.every(Number.isFinite) ? p : null;
  }

  usedCoords(): Float64Array {
    const out = new Float64Array(this.#coords.length);
    let n = 0;
    for (let i = 0; i < this.#used.length; i++) {
      if (this.#used[i] !== 1) continue;
      const x = this.#coords[i * 3] ?? NaN;
      const y = this.#coords[i * 3 + 1] ?? NaN;
      const z = this.#coords[i * 3 + 2] ?? NaN;
      if (!Number.isFinite(x + y + z)) {
        this.#missing = true;
        continue;
      }
      out[n++] = x;
      out[n++] = y;
      out[n++] = z;
    }
    return out.subarray(0, n);
  }
}

/** The optional PnIndex: position in the face's list → position in the point list. */
function pointIndex(written: Float64Array): (index: number) => number {
  const indirect = written.filter((n) => !Number.isNaN(n));
  return indirect.length === 0 ? (index) => index : (index) => indirect[index - 1] ?? 0;
}

const EMPTY: StepBytes = { buffer: new Uint8Array(0), start: 0, end: 0 };

/** IfcTriangulatedFaceSet and IfcTriangulatedIrregularNetwork: only points that a triangle uses. */
export function triangulatedFaceSet(file: Instances, id: number): Body | null {
  const lists = file.parts(id, (parts) => ({
    points: readRefs(parts[0] ?? EMPTY)[0],
    triangles: readNumbers(parts[3] ?? EMPTY),
    index: readNumbers(parts[4] ?? EMPTY),
  }));
  if (lists?.points === undefined) return null;
  const { triangles } = lists;
  const points = new IndexedPoints(file.numbers(lists.points, 0));
  const resolve = pointIndex(lists.index);
  for (const index of triangles) points.use(resolve(index));
  return bodyOf(usedSupport(file, points), () => {
    const faces: Face[] = [];
    for (let i = 0; i + 2 < triangles.length; i += 3) {
      const corners = [0, 1, 2].flatMap((k) => present(points.at(resolve(triangles[i + k] ?? 0))));
      if (corners.length === 3) faces.push(loopEdges(corners));
    }
    return [new Polyhedron(faces)];
  });
}

/** IfcPolygonalFaceSet: only points that a face or a hole of it uses. */
export function polygonalFaceSet(file: Instances, id: number): Body | null {
  const [list] = file.refs(id, 0);
  if (list === undefined) return null;
  const points = new IndexedPoints(file.numbers(list, 0));
  const resolve = pointIndex(file.numbers(id, 3));
  const faces = file.refs(id, 2);
  for (const face of faces) for (const index of file.numbers(face, 0)) points.use(resolve(index));
  return bodyOf(usedSupport(file, points), () => [
    new Polyhedron(
      faces.map((face) => {
        const loops = [file.numbers(face, 0), ...innerLoops(file, face)];
        return loops.flatMap((loop) => loopEdges([...loop].flatMap((i) => present(points.at(resolve(i))))));
      }),
    ),
  ]);
}

function usedSupport(file: Instances, points: IndexedPoints): Support {
  const coords = points.usedCoords();
  if (points.missing) file.leftOut('IFCCARTESIANPOINTLIST3D');
  return pointsSupport(coords);
}

function present(point: Vec3 | null): Vec3[] {
  return point === null ? [] : [point];
}

function innerLoops(file: Instances, face: number): number[][] {
  const inner = file.args(face)?.[1];
  if (!Array.isArray(inner)) return [];
  return inner.map((loop) => (Array.isArray(loop) ? loop.filter((n) => typeof n === 'number') : []));
}
