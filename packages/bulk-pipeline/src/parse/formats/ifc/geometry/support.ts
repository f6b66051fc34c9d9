import { type Bounds } from '@sizewise/shared';

import { type Affine, type Vec3 } from './affine.ts';

/**
 * A body seen through its support function: how far it reaches along a direction. Bounds under any affine map follow
 * exactly, because h of a mapped body along d is h of the body along the transposed map of d.
 */
export interface Support {
  /** The greatest d·p over the points p of the body; -Infinity for a body without points. `d` need not be a unit vector. */
  reach(dx: number, dy: number, dz: number): number;
  /** Memory held, in doubles, by which caches are bounded. */
  readonly weight: number;
}

/** What the closures and arrays of one body take beside its numbers, in doubles. */
const FRAME = 40;

export const NOTHING: Support = { reach: () => -Infinity, weight: 0 };

/** Points as x, y, z triples; points with a coordinate that is not finite must have been left out. */
export function pointsSupport(coords: ArrayLike<number>): Support {
  if (coords.length < 3) return NOTHING;
  const points = coords instanceof Float64Array ? coords : Float64Array.from(coords);
  return {
    weight: points.length + FRAME,
    reach(dx, dy, dz) {
      let best = -Infinity;
      for (let i = 0; i + 2 < points.length; i += 3) {
        const value = dx * (points[i] ?? 0) + dy * (points[i + 1] ?? 0) + dz * (points[i + 2] ?? 0);
        if (value > best) best = value;
      }
      return best;
    },
  };
}

/** True when the angle lies on the way from `from` up to `to` (from ≤ to), by whole turns. */
export function angleWithin(angle: number, from: number, to: number): boolean {
  const turn = 2 * Math.PI;
  const offset = (((angle - from) % turn) + turn) % turn;
  return offset <= to - from;
}

/** The greatest a·cos t + b·sin t for t between `from` and `to`. */
export function harmonicMax(a: number, b: number, from: number, to: number): number {
  const low = Math.min(from, to);
  const high = Math.max(from, to);
  if (angleWithin(Math.atan2(b, a), low, high)) return Math.hypot(a, b);
  return Math.max(a * Math.cos(low) + b * Math.sin(low), a * Math.cos(high) + b * Math.sin(high));
}

/** The points c + u·cos t + v·sin t for t between `from` and `to`: an arc of a circle or an ellipse. */
export function arcSupport(c: Vec3, u: Vec3, v: Vec3, from: number, to: number): Support {
  return {
    weight: 11 + FRAME,
    reach(dx, dy, dz) {
      const a = dx * u[0] + dy * u[1] + dz * u[2];
      const b = dx * v[0] + dy * v[1] + dz * v[2];
      return dx * c[0] + dy * c[1] + dz * c[2] + harmonicMax(a, b, from, to);
    },
  };
}

/** A ball. */
export function ballSupport(c: Vec3, radius: number): Support {
  return {
    weight: 4 + FRAME,
    reach: (dx, dy, dz) => dx * c[0] + dy * c[1] + dz * c[2] + radius * Math.hypot(dx, dy, dz),
  };
}

export function unionSupport(parts: readonly Support[]): Support {
  const filled = parts.filter((part) => part !== NOTHING);
  const [first] = filled;
  if (first === undefined) return NOTHING;
  if (filled.length === 1) return first;
  return {
    weight: filled.reduce((sum, part) => sum + part.weight, filled.length + FRAME),
    reach(dx, dy, dz) {
      let best = -Infinity;
      for (const part of filled) best = Math.max(best, part.reach(dx, dy, dz));
      return best;
    },
  };
}

/** The body under an affine map. */
export function mappedSupport(body: Support, m: Affine): Support {
  if (body === NOTHING) return NOTHING;
  return {
    weight: body.weight + 12 + FRAME,
    reach: (dx, dy, dz) =>
      dx * m.o[0] +
      dy * m.o[1] +
      dz * m.o[2] +
      body.reach(
        dx * m.x[0] + dy * m.x[1] + dz * m.x[2],
        dx * m.y[0] + dy * m.y[1] + dz * m.y[2],
        dx * m.z[0] + dy * m.z[1] + dz * m.z[2],
      ),
  };
}

/** The body swept along a vector. */
export function sweptSupport(body: Support, along: Vec3): Support {
  if (body === NOTHING) return NOTHING;
  return {
    weight: body.weight + 3 + FRAME,
    reach: (dx, dy, dz) =>
      body.reach(dx, dy, dz) + Math.max(0, dx * along[0] + dy * along[1] + dz * along[2]),
  };
}

/**
 * A flat body in the plane y = 0 turned around the z axis from angle `from` to `to` (radians). A point (ρ, 0, z) reaches
 * ρ·g + d_z·z with g = d_x·cos θ + d_y·sin θ; this is linear in g, so the least and the greatest g decide.
 */
export function revolvedSupport(flat: Support, from: number, to: number): Support {
  if (flat === NOTHING) return NOTHING;
  return {
    weight: flat.weight + 2 + FRAME,
    reach(dx, dy, dz) {
      const most = harmonicMax(dx, dy, from, to);
      const least = -harmonicMax(-dx, -dy, from, to);
      return Math.max(flat.reach(most, 0, dz), flat.reach(least, 0, dz));
    },
  };
}

/** Bounds of a body that stands in units of `metres` each, or null where it has no finite extent. */
export function boundsOf(body: Support, metres: number): Bounds | null {
  const bounds = {
    minX: 0 - body.reach(-1, 0, 0) * metres,
    minY: 0 - body.reach(0, -1, 0) * metres,
    minZ: 0 - body.reach(0, 0, -1) * metres,
    maxX: 0 + body.reach(1, 0, 0) * metres,
    maxY: 0 + body.reach(0, 1, 0) * metres,
    maxZ: 0 + body.reach(0, 0, 1) * metres,
  };
  return Object.values(bounds).every(Number.isFinite) ? bounds : null;
}
