import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { pathOfBox, pathsOfShape } from './shape-paths.ts';

const coordinate = fc.double({ min: -1000, max: 1000, noNaN: true });
const lines = fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 60 });

const pairs = (points: readonly number[]): [number, number][] =>
  Array.from({ length: points.length / 2 }, (_, i) => [points[i * 2] ?? NaN, points[i * 2 + 1] ?? NaN]);

describe('outlines', () => {
  it('keep every point where nothing may be off', () => {
    fc.assert(
      fc.property(lines, (coordinates) => {
        const [path] = pathsOfShape({ type: 'polyline', coordinates }, 0);
        expect(pairs(path?.points ?? [])).toEqual(coordinates);
      }),
    );
  });

  it('lose only points that lie within the tolerance of one that stays, and no end', () => {
    fc.assert(
      fc.property(lines, fc.double({ min: 0.001, max: 500, noNaN: true }), (coordinates, tolerance) => {
        const [path] = pathsOfShape({ type: 'polyline', coordinates }, tolerance);
        const kept = pairs(path?.points ?? []);
        expect([kept[0], kept.at(-1)]).toEqual([coordinates[0], coordinates.at(-1)]);
        for (const [x, y] of coordinates)
          expect(Math.min(...kept.map(([a, b]) => Math.hypot(a - x, b - y)))).toBeLessThanOrEqual(
            tolerance * (1 + 1e-12),
          );
      }),
    );
  });

  it('close rings, and tell holes apart', () => {
    const square = [
      [0, 0],
      [4, 0],
      [4, 4],
    ] as [number, number][];
    const paths = pathsOfShape({ type: 'polygon', coordinates: [square, [...square, [0, 0]]] }, 0);
    expect(paths).toEqual([
      { kind: 'ring', points: [0, 0, 4, 0, 4, 4, 0, 0] },
      { kind: 'hole', points: [0, 0, 4, 0, 4, 4, 0, 0] },
    ]);
  });

  it.each([0.05, 0.3, 2])('draw a circle of %d m within half a millimetre', (radius) => {
    const [path] = pathsOfShape({ type: 'circle', center: [10, -10], radius }, 0);
    const points = pairs(path?.points ?? []);
    expect(points[0]).toEqual(points.at(-1));
    for (const [i, [x, y]] of points.slice(1).entries()) {
      const [beforeX, beforeY] = points[i] ?? [NaN, NaN];
      const middle = Math.hypot((beforeX + x) / 2 - 10, (beforeY + y) / 2 + 10);
      expect(radius - middle).toBeLessThanOrEqual(0.000_501);
    }
  });

  it('are points where a line has one place', () => {
    expect(pathsOfShape({ type: 'polyline', coordinates: [[1, 2, 3]] }, 0)).toEqual([
      { kind: 'point', points: [1, 2] },
    ]);
    expect(pathsOfShape({ type: 'point', coordinates: [1, 2] }, 5)).toEqual([
      { kind: 'point', points: [1, 2] },
    ]);
  });
});

it.each([
  ['ring', { minX: 0, minY: 0, maxX: 2, maxY: 1 }, [0, 0, 2, 0, 2, 1, 0, 1, 0, 0]],
  ['line', { minX: 0, minY: 0, maxX: 0, maxY: 1 }, [0, 0, 0, 1]],
  ['point', { minX: 3, minY: 4, maxX: 3, maxY: 4 }, [3, 4]],
] as const)('draws a box as a %s', (kind, box, points) => {
  expect(pathOfBox(box)).toEqual({ kind, points });
});
