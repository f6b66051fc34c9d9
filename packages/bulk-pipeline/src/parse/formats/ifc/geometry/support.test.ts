import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type Affine, applyPoint, type Vec3 } from './affine.ts';
import { type Arc, arcPoint } from './curve.ts';
import {
  arcSupport,
  ballSupport,
  boundsOf,
  mappedSupport,
  NOTHING,
  pointsSupport,
  revolvedSupport,
  type Support,
  sweptSupport,
  unionSupport,
} from './support.ts';

const coordinate = fc.double({ min: -10, max: 10, noNaN: true });
const vector: fc.Arbitrary<Vec3> = fc.tuple(coordinate, coordinate, coordinate);
const affine: fc.Arbitrary<Affine> = fc.record({ x: vector, y: vector, z: vector, o: vector });
const angle = fc.double({ min: -7, max: 7, noNaN: true });
const arc: fc.Arbitrary<Arc> = fc.record({
  kind: fc.constant('arc' as const),
  c: vector,
  u: vector,
  v: vector,
  from: angle,
  to: angle,
});

const AXES = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [-1, 0, 0],
  [0, -1, 0],
  [0, 0, -1],
] as const;

/** Axes along which a sample reaches past the body, or the body more than `slack` past the samples: none if it is exact. */
function misses(body: Support, samples: readonly Vec3[], slack: number): unknown[] {
  return AXES.flatMap(([x, y, z]) => {
    const exact = body.reach(x, y, z);
    const sampled = Math.max(...samples.map((p) => x * p[0] + y * p[1] + z * p[2]));
    return sampled <= exact + 1e-6 && sampled >= exact - slack ? [] : [{ axis: [x, y, z], exact, sampled }];
  });
}

function steps(from: number, to: number, count: number): number[] {
  return Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count);
}

describe('Reach of a body along a direction', () => {
  it('is exact for arcs of circles and ellipses under any affine map', () => {
    fc.assert(
      fc.property(arc, affine, (piece, map) => {
        const body = mappedSupport(arcSupport(piece.c, piece.u, piece.v, piece.from, piece.to), map);
        const samples = steps(piece.from, piece.to, 4000).map((t) => applyPoint(map, arcPoint(piece, t)));
        // Chords of 14/4000 rad stray at most (14/4000)²/8 of a half axis, which is at most 10·√3·10·√3·2.
        expect(misses(body, samples, 1e-2)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('is exact for a turned section that lies on both sides of its axis', () => {
    fc.assert(
      fc.property(
        coordinate,
        coordinate,
        fc.double({ min: 0.1, max: 5, noNaN: true }),
        angle,
        (x, z, r, turn) => {
          const section = arcSupport([x, 0, z], [r, 0, 0], [0, 0, r], 0, 2 * Math.PI);
          const samples = steps(0, turn, 160).flatMap((t) =>
            steps(0, 2 * Math.PI, 160).map((f): Vec3 => {
              const rho = x + r * Math.cos(f);
              return [rho * Math.cos(t), rho * Math.sin(t), z + r * Math.sin(f)];
            }),
          );
          expect(misses(revolvedSupport(section, 0, turn), samples, 1.2e-2)).toEqual([]);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('of a sweep is that of both its ends', () => {
    fc.assert(
      fc.property(fc.array(vector, { minLength: 1, maxLength: 8 }), vector, (points, path) => {
        const ends = [
          ...points,
          ...points.map((p): Vec3 => [p[0] + path[0], p[1] + path[1], p[2] + path[2]]),
        ];
        expect(misses(sweptSupport(pointsSupport(points.flat()), path), ends, 1e-9)).toEqual([]);
      }),
    );
  });

  it('of a ball stays exact under a map that squeezes it', () => {
    const squeezed: Affine = { x: [2, 0, 0], y: [0, 0.5, 0], z: [1, 0, 3], o: [1, 1, 1] };
    const body = mappedSupport(ballSupport([0, 0, 0], 2), squeezed);
    expect(body.reach(1, 0, 0)).toBeCloseTo(1 + 2 * Math.hypot(2, 1), 12);
    expect(body.reach(0, -1, 0)).toBeCloseTo(-1 + 1, 12);
    expect(body.reach(0, 0, 1)).toBeCloseTo(1 + 6, 12);
  });

  it('of nothing has no bounds, and unions leave it out', () => {
    expect(boundsOf(NOTHING, 1)).toBeNull();
    expect(boundsOf(pointsSupport([]), 1)).toBeNull();
    const body = unionSupport([NOTHING, pointsSupport([1, 2, 3]), pointsSupport([-1, 5, 0])]);
    expect(boundsOf(body, 0.001)).toEqual({
      minX: -0.001,
      minY: 0.002,
      minZ: 0,
      maxX: 0.001,
      maxY: 0.005,
      maxZ: 0.003,
    });
  });
});
