import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type Affine, frame, type Vec3 } from './affine.ts';
import { convexRegion, edgesOutside, intersectRegion, subtractRegion } from './convex-regions.ts';
import { type Polyhedron } from './polyhedron.ts';
import { pointsSupport, type Support, unionSupport } from './support.ts';
import { prism } from './swept-solids.ts';

const SLACK = 1e-9;
const DIRECTIONS: readonly Vec3[] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [0.6, 0.64, 0.48],
  [-0.36, 0.48, 0.8],
];

function box(size: Vec3, place: Affine): Polyhedron {
  const [x, y, z] = size;
  const outline: Vec3[] = [
    [0, 0, 0],
    [x, 0, 0],
    [x, y, 0],
    [0, y, 0],
  ];
  const [piece] = prism(
    [{ outer: [{ kind: 'chain', points: outline }], voids: [] }],
    [0, 0, z],
    1e-5,
  ).pieces()!;
  return piece!.mapped(place);
}

const near = fc.integer({ min: -200, max: 200 }).map((n) => n / 100);
const long = fc.integer({ min: 30, max: 300 }).map((n) => n / 100);
const size: fc.Arbitrary<Vec3> = fc.tuple(long, long, long);
const place = fc
  .tuple(near, near, near, near, near, near, near, near, near)
  .map(([a, b, c, d, e, f, g, h, i]) => frame([a, b, c], [d, e, f], [g, h, i]));
const boxes = fc.tuple(size, place).map(([s, p]) => box(s, p));

function reachOf(pieces: readonly Polyhedron[]): Support {
  return unionSupport(pieces.map((piece) => piece.support()));
}

/** Directions in which two bodies differ by more than 1e-6. */
function differences(a: Support, b: Support): unknown[] {
  return DIRECTIONS.flatMap(([x, y, z]) =>
    [1, -1].flatMap((sign) => {
      const [own, other] = [a.reach(sign * x, sign * y, sign * z), b.reach(sign * x, sign * y, sign * z)];
      return own === other || Math.abs(own - other) < 1e-6 ? [] : [{ direction: [x, y, z], own, other }];
    }),
  );
}

describe('Cutting polyhedra', () => {
  it('a difference reaches as far whether it is cut into pieces or followed along its edges', () => {
    fc.assert(
      fc.property(boxes, boxes, (first, second) => {
        const region = convexRegion(second, SLACK)!;
        const pieces = subtractRegion([first], region, SLACK)!;
        expect(differences(reachOf(pieces), pointsSupport(edgesOutside([first], region, SLACK)))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('an intersection does not depend on which comes first', () => {
    fc.assert(
      fc.property(boxes, boxes, (first, second) => {
        const ab = intersectRegion([first], convexRegion(second, SLACK)!, SLACK);
        const ba = intersectRegion([second], convexRegion(first, SLACK)!, SLACK);
        expect(differences(reachOf(ab), reachOf(ba))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('difference and intersection together are the whole', () => {
    fc.assert(
      fc.property(boxes, boxes, (first, second) => {
        const region = convexRegion(second, SLACK)!;
        const parts = [
          ...subtractRegion([first], region, SLACK)!,
          ...intersectRegion([first], region, SLACK),
        ];
        expect(differences(reachOf(parts), first.support())).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('a concave prism is cut into convex parts', () => {
    const corner: Vec3[] = [
      [0, 0, 0],
      [3, 0, 0],
      [3, 1, 0],
      [1, 1, 0],
      [1, 3, 0],
      [0, 3, 0],
    ];
    const body = prism([{ outer: [{ kind: 'chain', points: corner }], voids: [] }], [0, 0, 1], 1e-5);
    const pieces = body.pieces()!;
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.every((piece) => convexRegion(piece, SLACK) !== null)).toBe(true);
    expect(differences(reachOf(pieces), body.support)).toEqual([]);
  });
});
