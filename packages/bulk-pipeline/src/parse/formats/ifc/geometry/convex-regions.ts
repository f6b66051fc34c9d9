import { cross, dot, norm, subtract, unit, type Vec3 } from './affine.ts';
import { type Face, type HalfSpace, opposite, type Polyhedron } from './polyhedron.ts';

/** The points inside every half space: a convex body that may be without end. */
export type ConvexRegion = readonly HalfSpace[];

/** Beyond this many pieces or planes a difference costs more than it tells; the caller then encloses. */
const MAX_PIECES = 400;
/** Distances of points from planes that a test for convexity may compute. */
const MAX_TESTS = 10_000_000;

/** The half spaces of a convex polyhedron, or null where it is not convex. `slack`: length within which a point is on a plane. */
export function convexRegion(piece: Polyhedron, slack: number): ConvexRegion | null {
  const points = piece.faces.flatMap((face) => face.flat());
  if (points.length * piece.faces.length > MAX_TESTS) return null;
  const sides: HalfSpace[] = [];
  for (const face of piece.faces) {
    const normal = faceNormal(face, slack);
    const on = face[0]?.[0];
    if (normal === null || on === undefined) continue;
    const offset = dot(normal, on);
    let above = 0;
    let below = 0;
    for (const p of points) {
      const distance = dot(normal, p) - offset;
      above = Math.max(above, distance);
      below = Math.min(below, distance);
    }
    if (above > slack && below < -slack) return null;
    const side = { normal, offset };
    sides.push(above > slack ? opposite(side) : side);
  }
  return sides.length >= 4 ? sides : null;
}

function faceNormal(face: Face, slack: number): Vec3 | null {
  const [first] = face;
  if (first === undefined) return null;
  const origin = first[0];
  let best: Vec3 = [0, 0, 0];
  const along = subtract(first[1], origin);
  for (const point of face.flat()) {
    const candidate = cross(along, subtract(point, origin));
    if (norm(candidate) > norm(best)) best = candidate;
  }
  return norm(best) > slack * slack ? unit(best) : null;
}

/** Part of the piece inside the half space; null where what is left is thinner than `slack`. */
function keep(piece: Polyhedron, side: HalfSpace, slack: number): Polyhedron | null {
  let deepest = 0;
  let highest = -Infinity;
  for (const face of piece.faces) {
    for (const point of face.flat()) {
      const distance = dot(side.normal, point) - side.offset;
      deepest = Math.min(deepest, distance);
      highest = Math.max(highest, distance);
    }
  }
  if (deepest > -slack) return null;
  return highest <= slack ? piece : piece.clipped(side, slack);
}

/** Pieces inside the region. */
export function intersectRegion(
  pieces: readonly Polyhedron[],
  region: ConvexRegion,
  slack: number,
): Polyhedron[] {
  return pieces.flatMap((piece) => {
    let inside: Polyhedron | null = piece;
    for (const side of region) {
      inside = inside && keep(inside, side, slack);
      if (inside === null) return [];
    }
    return inside === null ? [] : [inside];
  });
}

/** Pieces outside the region, each cut where a plane of the region passes; null where they become too many. */
export function subtractRegion(
  pieces: readonly Polyhedron[],
  region: ConvexRegion,
  slack: number,
): Polyhedron[] | null {
  const left: Polyhedron[] = [];
  for (const piece of pieces) {
    if (intersectRegion([piece], region, slack).length === 0) {
      left.push(piece);
      continue;
    }
    let inside: Polyhedron | null = piece;
    for (const side of region) {
      const outside: Polyhedron | null = inside && keep(inside, opposite(side), slack);
      if (outside !== null) left.push(outside);
      inside = inside && keep(inside, side, slack);
      if (inside === null) break;
    }
    if (left.length > MAX_PIECES) return null;
  }
  return left;
}

/**
 * Where the edges of the pieces run outside one convex region. This is all that a difference reaches: from a farthest
 * point on the region's boundary one can slide along the supporting plane, which never enters a convex region again, to
 * a face of the piece, and in that face to an edge.
 */
export function edgesOutside(pieces: readonly Polyhedron[], region: ConvexRegion, slack: number): number[] {
  const coords: number[] = [];
  for (const piece of pieces) {
    for (const face of piece.faces) {
      for (const [a, b] of face) {
        const [enter, leave] = insideRange(a, b, region, slack);
        const at = (t: number): Vec3 => [
          a[0] + (b[0] - a[0]) * t,
          a[1] + (b[1] - a[1]) * t,
          a[2] + (b[2] - a[2]) * t,
        ];
        if (enter >= leave) coords.push(...a, ...b);
        else {
          if (enter > 0) coords.push(...a, ...at(enter));
          if (leave < 1) coords.push(...at(leave), ...b);
        }
      }
    }
  }
  return coords;
}

/**
 * The part 0 ≤ t ≤ 1 of the way from `a` to `b` that is inside the region, or within `slack` of it; empty where the first
 * is not below the second.
 */
function insideRange(a: Vec3, b: Vec3, region: ConvexRegion, slack: number): [number, number] {
  let enter = 0;
  let leave = 1;
  for (const side of region) {
    const da = dot(side.normal, a) - side.offset - slack;
    const db = dot(side.normal, b) - side.offset - slack;
    if (da >= 0 && db >= 0) return [1, 0];
    if (da > 0) enter = Math.max(enter, da / (da - db));
    else if (db > 0) leave = Math.min(leave, da / (da - db));
    if (enter >= leave) return [1, 0];
  }
  return [enter, leave];
}
