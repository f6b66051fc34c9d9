import { type Vec3 } from './affine.ts';

function turn(a: Vec3, b: Vec3, c: Vec3): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

function isConvex(points: readonly Vec3[]): boolean {
  const count = points.length;
  return points.every((a, i) => {
    const b = points[(i + 1) % count] ?? a;
    const c = points[(i + 2) % count] ?? a;
    return turn(a, b, c) >= 0;
  });
}

/**
 * Cuts a polygon without holes in the plane z = 0 into convex parts, each counter-clockwise: the polygon itself where it
 * is convex, else triangles by clipping ears.
 */
export function triangulate(polygon: readonly Vec3[]): Vec3[][] {
  if (polygon.length < 3) return [];
  const area = polygon.reduce((sum, a, i) => {
    const b = polygon[(i + 1) % polygon.length] ?? a;
    return sum + a[0] * b[1] - b[0] * a[1];
  }, 0);
  const rest = area < 0 ? [...polygon].reverse() : [...polygon];
  if (isConvex(rest)) return [rest];
  const parts: Vec3[][] = [];
  while (rest.length > 3) {
    const ear = findEar(rest);
    if (ear < 0) break;
    const corner = [rest.at(ear - 1), rest[ear], rest[(ear + 1) % rest.length]].filter(
      (p) => p !== undefined,
    );
    if (corner.length === 3) parts.push(corner);
    rest.splice(ear, 1);
  }
  parts.push(rest);
  return parts.filter((part) => part.length >= 3);
}

function findEar(points: readonly Vec3[]): number {
  return points.findIndex((b, i) => {
    const a = points.at(i - 1);
    const c = points[(i + 1) % points.length];
    if (a === undefined || c === undefined || turn(a, b, c) <= 0) return false;
    return points.every((p) => p === a || p === b || p === c || !inTriangle(p, a, b, c));
  });
}

function inTriangle(p: Vec3, a: Vec3, b: Vec3, c: Vec3): boolean {
  return turn(a, b, p) >= 0 && turn(b, c, p) >= 0 && turn(c, a, p) >= 0;
}
