import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { boundsOfItem, boxOf, near } from '../../../../../test/shape-fixtures.ts';
import { cross, dot, frame, scale, type Vec3 } from './affine.ts';
import { type Arc } from './curve.ts';
import { angleRange, spherePatch } from './curved-surfaces.ts';

/** A brep `#100` of one face `#101` on surface `#120`, bounded by the loop of oriented edges `loop`. */
function oneFace(loop: string, lines: readonly string[]): string {
  return [
    '#100=IFCADVANCEDBREP(#102);#102=IFCCLOSEDSHELL((#101));',
    '#101=IFCADVANCEDFACE((#103),#120,.T.);#103=IFCFACEOUTERBOUND(#104,.T.);',
    `#104=IFCEDGELOOP((${loop}));`,
    ...lines,
  ].join('\n');
}

/** A vertex and its point: `vertex(130, x, y, z)` is #130, with point #131. */
function vertex(id: number, x: number, y: number, z: number): string {
  const [a, b, c] = [x, y, z].map((v) => v.toFixed(12));
  return `#${id}=IFCVERTEXPOINT(#${id + 1});#${id + 1}=IFCCARTESIANPOINT((${a},${b},${c}));`;
}

/** An edge along `curve` and the oriented edge that walks it: #id, with #id+1. */
function edge(id: number, from: number, to: number, curve: number, forward = true): string {
  return `#${id}=IFCORIENTEDEDGE(*,*,#${id + 1},${forward ? '.T.' : '.F.'});#${id + 1}=IFCEDGECURVE(#${from},#${to},#${curve},.T.);`;
}

describe('Faces with curved edges', () => {
  it('a plane disc is bounded by its circle', async () => {
    const result = await boundsOfItem(
      oneFace('#140', [
        '#120=IFCPLANE(#11);',
        vertex(130, 2, 0, 0),
        edge(140, 130, 130, 150),
        '#150=IFCCIRCLE(#11,2.);',
      ]),
    );
    expect(boxOf(result.bounds)).toEqual(near([-2, -2, 0, 2, 2, 0]));
    expect(result).toMatchObject({ unsupported: [], approximate: [] });
  });

  it('a cylinder is bounded by its two circles', async () => {
    const result = await boundsOfItem(
      oneFace('#140,#142,#144,#146', [
        '#120=IFCCYLINDRICALSURFACE(#11,2.);',
        vertex(130, 2, 0, 0),
        vertex(132, 2, 0, 5),
        edge(140, 130, 130, 150),
        edge(142, 130, 132, 152),
        edge(144, 132, 132, 151, false),
        edge(146, 130, 132, 152, false),
        '#150=IFCCIRCLE(#11,2.);#151=IFCCIRCLE(#153,2.);#153=IFCAXIS2PLACEMENT3D(#154,$,$);',
        '#154=IFCCARTESIANPOINT((0.,0.,5.));#152=IFCLINE(#131,#155);#155=IFCVECTOR(#14,1.);',
      ]),
    );
    expect(boxOf(result.bounds)).toEqual(near([-2, -2, 0, 2, 2, 5]));
    expect(result).toMatchObject({ unsupported: [], approximate: [] });
  });

  it('a bend reaches its outermost line, which is no edge', async () => {
    // A quarter of a torus about z from the x to the y axis; its seam runs along the inside.
    const [major, minor] = [3, 0.5];
    const result = await boundsOfItem(
      oneFace('#140,#142,#144,#146', [
        `#120=IFCTOROIDALSURFACE(#11,${major}.,${minor});`,
        vertex(130, major - minor, 0, 0),
        vertex(132, 0, major - minor, 0),
        edge(140, 130, 130, 150),
        edge(142, 130, 132, 152),
        edge(144, 132, 132, 151, false),
        edge(146, 130, 132, 152, false),
        // Circles of the tube at both ends, begun at their inner points, and the seam.
        '#150=IFCCIRCLE(#160,0.5);#160=IFCAXIS2PLACEMENT3D(#161,#13,#162);#161=IFCCARTESIANPOINT((3.,0.,0.));',
        '#162=IFCDIRECTION((-1.,0.,0.));#151=IFCCIRCLE(#163,0.5);#163=IFCAXIS2PLACEMENT3D(#164,#12,#165);',
        '#164=IFCCARTESIANPOINT((0.,3.,0.));#165=IFCDIRECTION((0.,-1.,0.));#152=IFCCIRCLE(#11,2.5);',
      ]),
    );
    expect(boxOf(result.bounds)).toEqual(near([0, 0, -0.5, 3.5, 3.5, 0.5]));
    expect(result).toMatchObject({ unsupported: [], approximate: [] });
  });

  it('a dome reaches its top, which is no edge; the other side reaches the bottom', async () => {
    const half = (forward: boolean): string =>
      oneFace('#140', [
        '#120=IFCSPHERICALSURFACE(#11,2.);',
        vertex(130, 2, 0, 0),
        edge(140, 130, 130, 150, forward),
        '#150=IFCCIRCLE(#11,2.);',
      ]);
    expect(boxOf((await boundsOfItem(half(true))).bounds)).toEqual(near([-2, -2, 0, 2, 2, 2]));
    expect(boxOf((await boundsOfItem(half(false))).bounds)).toEqual(near([-2, -2, -2, 2, 2, 0]));
  });

  it('a spline surface within its edges is exact, one that bulges is named', async () => {
    const surface = (middle: number): string =>
      [
        '#100=IFCADVANCEDBREP(#102);#102=IFCCLOSEDSHELL((#101));#101=IFCADVANCEDFACE((#103),#120,.T.);',
        '#103=IFCFACEOUTERBOUND(#104,.T.);#104=IFCPOLYLOOP((#130,#132,#138,#136));',
        '#120=IFCBSPLINESURFACEWITHKNOTS(2,2,((#130,#131,#132),(#133,#134,#135),(#136,#137,#138)),.UNSPECIFIED.,.F.,.F.,.F.,(3,3),(3,3),(0.,1.),(0.,1.),.UNSPECIFIED.);',
        ...[0, 1, 2].flatMap((i) =>
          [0, 1, 2].map((j) => {
            const z = i === 1 && j === 1 ? middle : 0;
            return `#${130 + 3 * i + j}=IFCCARTESIANPOINT((${i}.,${j}.,${z}.));`;
          }),
        ),
      ].join('\n');
    const flat = await boundsOfItem(surface(0));
    expect(boxOf(flat.bounds)).toEqual(near([0, 0, 0, 2, 2, 0]));
    expect(flat.approximate).toEqual([]);
    const bulging = await boundsOfItem(surface(4));
    // The middle control point counts with weight ½·½ at the middle of the surface.
    expect(boxOf(bulging.bounds)).toEqual(near([0, 0, 0, 2, 2, 1]));
    expect(bulging.approximate).toEqual(['IFCBSPLINESURFACEWITHKNOTS']);
  });
});

describe('A spherical cap of any size in any direction', () => {
  it('reaches the sphere itself exactly where the cap does', () => {
    const component = fc.integer({ min: -100, max: 100 }).map((n) => n / 100);
    const direction: fc.Arbitrary<Vec3> = fc.tuple(
      component,
      component,
      fc.integer({ min: 1, max: 100 }).map((n) => n / 100),
    );
    fc.assert(
      fc.property(
        direction,
        fc.double({ min: 0.2, max: 2.9, noNaN: true }),
        fc.boolean(),
        (axis, opening, flipped) => {
          const at = frame([0, 0, 0], scale(axis, flipped ? -1 : 1), null);
          const rim: Arc = {
            kind: 'arc',
            c: scale(at.z, Math.cos(opening)),
            u: scale(at.x, Math.sin(opening)),
            v: scale(cross(at.z, at.x), Math.sin(opening)),
            from: 0,
            to: 2 * Math.PI,
          };
          const cap = spherePatch([0, 0, 0], 1, [[rim]], true);
          for (const d of [at.x, at.y, at.z, scale(at.z, -1), [0, 0, 1], [1, 0, 0]] as readonly Vec3[]) {
            const inside = dot(d, at.z) - Math.cos(opening);
            if (Math.abs(inside) < 0.01) continue;
            expect(Math.round(cap.reach(d[0], d[1], d[2]) * 1e9) / 1e9).toBe(inside > 0 ? 1 : -Infinity);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it.each([
    ['exactly', 0],
    ['on one side', 1e-7],
    ['on the other side', -1e-7],
    ['near by', 0.003],
  ])('also where its rim passes the point opposite a direction, %s', (_, beside) => {
    for (const axis of [
      [1, 0, 1],
      [-1, 0, 1],
      [0, -1, -1],
      [1, 2, 2],
    ] as const) {
      for (const sameSense of [true, false]) {
        const at = frame([0, 0, 0], axis, null);
        // The rim passes the point opposite x, y or z, whichever is the first that the axis leans away from.
        const place = axis.findIndex((value) => value !== 0);
        const along = (i: number): number => (i === place ? -Math.sign(axis[i] ?? 1) : 0);
        const d: Vec3 = [along(0), along(1), along(2)];
        const opening = Math.acos(-dot(d, at.z)) + beside;
        const rim: Arc = {
          kind: 'arc',
          c: scale(at.z, Math.cos(opening)),
          u: scale(at.x, Math.sin(opening)),
          v: scale(cross(at.z, at.x), Math.sin(opening)),
          from: 0,
          to: 2 * Math.PI,
        };
        const inside = dot(d, at.z) > Math.cos(opening) === sameSense;
        const reach = spherePatch([0, 0, 0], 1, [[rim]], sameSense).reach(d[0], d[1], d[2]);
        expect(Math.round(reach * 1e9) / 1e9).toBe(inside ? 1 : -Infinity);
      }
    }
  });
});

describe('Range of angles that points cover', () => {
  it('is all but the widest gap', () => {
    const [from, to] = angleRange([3, -3, 2.5, -2.6]);
    expect([from, to]).toEqual([2.5, expect.closeTo(2 * Math.PI - 2.6, 12)]);
  });

  it('is a whole turn where no gap is wide', () => {
    const all = Array.from({ length: 40 }, (_, i) => (i / 40) * 2 * Math.PI - Math.PI);
    const [from, to] = angleRange(all);
    expect(to - from).toBeCloseTo(2 * Math.PI, 12);
  });
});
