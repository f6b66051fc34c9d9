import { type Vec3 } from './affine.ts';
import { type Body, bodyOf } from './body.ts';
import { type Instances } from './instances.ts';
import { type Face, loopEdges, Polyhedron } from './polyhedron.ts';

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

  /** Uses what parameter `index` of an instance names; false where it is not read so easily. */
  useAll(file: Instances, id: number, index: number): boolean {
    return file.mark(id, index, this.#used);
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

  /** Coordinates of the points that are used and are points: the list itself where all are. */
  usedCoords(): Float64Array {
    const all = this.#coords;
    let kept = 0;
    let out = all;
    for (let i = 0; i < this.#used.length; i++) {
      const x = all[i * 3] as number;
      const y = all[i * 3 + 1] as number;
      const z = all[i * 3 + 2] as number;
      const used = this.#used[i] === 1;
      if (used && Number.isFinite(x + y + z)) {
        if (out !== all) out.set([x, y, z], kept);
        kept += 3;
        continue;
      }
      if (used) this.#missing = true;
      if (out === all) out = all.slice();
    }
    return out.subarray(0, kept);
  }
}

/** The optional PnIndex: position in the face's list → position in the point list; null where they are the same. */
function pointIndex(written: Float64Array): ((index: number) => number) | null {
  const indirect = written.filter((n) => !Number.isNaN(n));
  return indirect.length === 0 ? null : (index) => indirect[index - 1] ?? 0;
}

/** IfcTriangulatedFaceSet and IfcTriangulatedIrregularNetwork: only points that a triangle uses. */
export function triangulatedFaceSet(file: Instances, id: number): Body | null {
  const [list] = file.refs(id, 0);
  if (list === undefined) return null;
  const points = new IndexedPoints(file.numbers(list, 0));
  useTriangles(file, id, points);
  return bodyOf(usedSupport(file, points), () => {
    const triangles = file.numbers(id, 3);
    const resolve = pointIndex(file.numbers(id, 4)) ?? ((index) => index);
    const faces: Face[] = [];
    for (let i = 0; i + 2 < triangles.length; i += 3) {
      const corners = [0, 1, 2].flatMap((k) => present(points.at(resolve(triangles[i + k] ?? 0))));
      if (corners.length === 3) faces.push(loopEdges(corners));
    }
    return [new Polyhedron(faces)];
  });
}

function useTriangles(file: Instances, id: number, points: IndexedPoints): void {
  if (points.useAll(file, id, 3)) return;
  const resolve = pointIndex(file.numbers(id, 4)) ?? ((index) => index);
  for (const index of file.numbers(id, 3)) points.use(resolve(index));
}

/** IfcPolygonalFaceSet: only points that a face or a hole of it uses. */
export function polygonalFaceSet(file: Instances, id: number): Body | null {
  const [list] = file.refs(id, 0);
  if (list === undefined) return null;
  const points = new IndexedPoints(file.numbers(list, 0));
  const resolve = pointIndex(file.numbers(id, 3)) ?? ((index) => index);
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
