import { cross, dot, norm, subtract, unit, type Vec3 } from './affine.ts';
import { type Face, type HalfSpace, opposite, Polyhedron } from './polyhedron.ts';

/** The points inside every half space: a convex body that may be without end. */
export type ConvexRegion = readonly HalfSpace[];

/** Beyond this many pieces or planes a difference costs more than it tells; the caller then encloses. */
const MAX_PIECES = 400;
const MAX_PLANES = 20_000;

/** The half spaces of a convex polyhedron, or null where it is not convex. `slack`: length within which a point is on a plane. */
export function convexRegion(piece: Polyhedron, slack: number): ConvexRegion | null {
  const points = piece.faces.flatMap((face) => face.map(([a]) => a));
  const sides: HalfSpace[] = [];
  for (const face of piece.faces) {
    const normal = faceNormal(face);
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
    if (sides.length * points.length > MAX_PLANES * 100) return null;
  }
  return sides.length >= 4 ? sides : null;
}

function faceNormal(face: Face): Vec3 | null {
  const [first] = face;
  if (first === undefined) return null;
  const origin = first[0];
  let best: Vec3 = [0, 0, 0];
  const along = subtract(first[1], origin);
  for (const [a] of face) {
    const candidate = cross(along, subtract(a, origin));
    if (norm(candidate) > norm(best)) best = candidate;
  }
  return unit(best);
}

/** Part of the piece inside the half space; null where what is left is thinner than `slack`. */
function keep(piece: Polyhedron, side: HalfSpace, slack: number): Polyhedron | null {
  let deepest = 0;
  let highest = -Infinity;
  for (const face of piece.faces) {
    for (const [a] of face) {
      const distance = dot(side.normal, a) - side.offset;
      deepest = Math.min(deepest, distance);
      highest = Math.max(highest, distance);
    }
  }
  if (deepest > -slack) return null;
  return highest <= 0 ? piece : piece.clipped(side);
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
