import { add, type Affine, applyPoint, dot, norm, scale, subtract, type Vec3 } from './affine.ts';
import { pointsSupport, type Support } from './support.ts';

/** The points with normal·p ≤ offset are inside. */
export interface HalfSpace {
  readonly normal: Vec3;
  readonly offset: number;
}

export function opposite(side: HalfSpace): HalfSpace {
  return { normal: scale(side.normal, -1), offset: -side.offset };
}

export type Edge = readonly [Vec3, Vec3];

/** A flat face as the set of its boundary edges, holes included, in no order: cutting needs no more. */
export type Face = readonly Edge[];

/** Edges of a closed loop through the points. */
export function loopEdges(points: readonly Vec3[]): Edge[] {
  return points.map((p, i): Edge => [p, points[(i + 1) % points.length] ?? p]);
}

/** The same two points give the same cut bit for bit, whichever face asks, so that loops stay closed. */
function cutEdge(a: Vec3, b: Vec3, side: HalfSpace): Vec3 {
  const ordered = a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
  const [p, q] = ordered <= 0 ? [a, b] : [b, a];
  const dp = dot(side.normal, p) - side.offset;
  const dq = dot(side.normal, q) - side.offset;
  return add(p, scale(subtract(q, p), Math.min(1, Math.max(0, dp / (dp - dq)))));
}

/** A solid bounded by flat faces. */
export class Polyhedron {
  readonly faces: readonly Face[];

  constructor(faces: readonly Face[]) {
    this.faces = faces;
  }

  get isEmpty(): boolean {
    return this.faces.length === 0;
  }

  mapped(m: Affine): Polyhedron {
    return new Polyhedron(
      this.faces.map((face) => face.map(([a, b]): Edge => [applyPoint(m, a), applyPoint(m, b)])),
    );
  }

  support(): Support {
    return pointsSupport(this.faces.flatMap((face) => face.flatMap(([a, b]) => [...a, ...b])));
  }

  /**
   * The part inside the half space; the cut is closed by a face of its own. Corners that stand out by at most `slack`
   * count as inside: two planes that differ by rounding alone must not cut slivers off each other.
   */
  clipped(side: HalfSpace, slack: number): Polyhedron {
    const cap: Edge[] = [];
    const faces: Face[] = [];
    for (const face of this.faces) {
      const { kept, crossings } = clipEdges(face, side, slack);
      const seam = seamEdges(crossings);
      cap.push(...seam);
      if (kept.length + seam.length > 0) faces.push([...kept, ...seam]);
    }
    if (cap.length > 0) faces.push(cap);
    return new Polyhedron(faces);
  }
}

function clipEdges(face: Face, side: HalfSpace, slack: number): { kept: Edge[]; crossings: Vec3[] } {
  const kept: Edge[] = [];
  const crossings: Vec3[] = [];
  for (const [a, b] of face) {
    const insideA = dot(side.normal, a) <= side.offset + slack;
    const insideB = dot(side.normal, b) <= side.offset + slack;
    if (insideA && insideB) kept.push([a, b]);
    else if (insideA !== insideB) {
      const at = cutEdge(a, b, side);
      crossings.push(at);
      kept.push(insideA ? [a, at] : [at, b]);
    }
  }
  return { kept, crossings };
}

/** A plane meets a flat face along a line; between each odd and the next even crossing the line runs inside the face. */
function seamEdges(crossings: readonly Vec3[]): Edge[] {
  const [origin] = crossings;
  if (origin === undefined || crossings.length < 2) return [];
  let along: Vec3 = [0, 0, 0];
  for (const p of crossings) {
    const offset = subtract(p, origin);
    if (norm(offset) > norm(along)) along = offset;
  }
  const sorted = [...crossings].sort((p, q) => dot(p, along) - dot(q, along));
  const edges: Edge[] = [];
  for (let i = 0; i + 1 < sorted.length; i += 2) {
    const a = sorted[i];
    const b = sorted[i + 1];
    if (a && b) edges.push([a, b]);
  }
  return edges;
}
