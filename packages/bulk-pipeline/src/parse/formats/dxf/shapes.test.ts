import { type SegmentRecord } from '@sizewise/shared';
import { describe, expect, it } from 'vitest';

import { dxfText, type Tags } from '../../../../test/support/dxf-text.ts';
import { parseContent } from '../../../../test/support/parse-drawing.ts';
import { dxfFormat } from './dxf-format.ts';

async function only(...entity: Tags): Promise<SegmentRecord> {
  const [type, ...tags] = entity;
  const drawing = await parseContent(
    dxfFormat,
    dxfText({ entities: [[0, type ?? '', 5, 'E', 8, 'M-HVAC-DUCT', ...tags]] }),
  );
  expect(drawing.rejects).toEqual([]);
  expect(drawing.segments).toHaveLength(1);
  return drawing.segments[0] as SegmentRecord;
}

const MICROMETRE = 1e-6;

/** Greatest distance of a bound from minX, minY, minZ, maxX, maxY, maxZ; NaN where there are no bounds. */
function offBy({ bounds }: SegmentRecord, expected: readonly number[]): number {
  const { minX, minY, minZ, maxX, maxY, maxZ } = bounds ?? {};
  const found = [minX, minY, minZ, maxX, maxY, maxZ];
  return Math.max(...expected.map((value, i) => Math.abs((found[i] ?? Number.NaN) - value)));
}

describe('bounds, lengths and outlines', () => {
  it('of a line in space', async () => {
    const record = await only('LINE', 10, 1, 20, 2, 30, 3, 11, 3, 21, 5, 31, 9);
    expect(offBy(record, [1, 2, 3, 3, 5, 9])).toBeLessThan(MICROMETRE);
    expect(record.length).toBe(7);
    expect(record.outline).toEqual({
      type: 'polyline',
      coordinates: [
        [1, 2, 3],
        [3, 5, 9],
      ],
    });
  });

  it('of an arc across an axis, and of its tilted twin', async () => {
    const record = await only('ARC', 10, 0, 20, 0, 40, 2, 50, 315, 51, 45);
    const s = Math.SQRT2;
    expect(offBy(record, [s, -s, 0, 2, s, 0])).toBeLessThan(MICROMETRE);
    expect(record.length).toBeCloseTo(Math.PI, 9);
    // Extrusion along x: the object's x axis is the world's y, its y axis the world's z.
    expect(
      offBy(await only('ARC', 10, 0, 20, 0, 30, 5, 40, 2, 50, 315, 51, 45, 210, 1, 220, 0, 230, 0), [
        5,
        s,
        -s,
        5,
        2,
        s,
      ]),
    ).toBeLessThan(MICROMETRE);
  });

  it('of a circle with thickness', async () => {
    const record = await only('CIRCLE', 10, 1, 20, 1, 40, 2, 39, 3);
    expect(offBy(record, [-1, -1, 0, 3, 3, 3])).toBeLessThan(MICROMETRE);
    expect(record.outline).toEqual({ type: 'circle', center: [1, 1], radius: 2 });
    expect(record.length).toBeNull();
  });

  it('of an ellipse that is turned', async () => {
    // Half axes 2 and 1 at 45°: the extremes are √((2² + 1²) / 2).
    const r = Math.sqrt(2.5);
    const axis = Math.SQRT2;
    expect(
      offBy(
        await only(
          'ELLIPSE',
          10,
          0,
          20,
          0,
          30,
          0,
          11,
          axis,
          21,
          axis,
          31,
          0,
          40,
          0.5,
          41,
          0,
          42,
          2 * Math.PI,
        ),
        [-r, -r, 0, r, r, 0],
      ),
    ).toBeLessThan(MICROMETRE);
  });

  it('of a closed polyline with a bulge of a half circle, either way round', async () => {
    const square = [10, 0, 20, 0, 10, 2, 20, 0] as const;
    const left = await only('LWPOLYLINE', 90, 3, 70, 1, ...square, 42, 1, 10, 2, 20, 2);
    expect(offBy(left, [0, 0, 0, 3, 2, 0])).toBeLessThan(MICROMETRE);
    expect(
      offBy(await only('LWPOLYLINE', 90, 3, 70, 1, ...square, 42, -1, 10, 2, 20, 2), [0, 0, 0, 2, 2, 0]),
    ).toBeLessThan(MICROMETRE);
    expect(left.outline?.type).toBe('polygon');
    const open = await only('LWPOLYLINE', 90, 2, 70, 0, 38, 4, 10, 0, 20, 0, 42, 1, 10, 2, 20, 0);
    expect(offBy(open, [0, -1, 4, 2, 0, 4])).toBeLessThan(MICROMETRE);
    expect(open.length).toBeCloseTo(Math.PI, 9);
  });

  it('of a polyline with widths, straight and bent', async () => {
    expect(
      offBy(
        await only('LWPOLYLINE', 90, 2, 70, 0, 43, 0.5, 10, 0, 20, 0, 10, 4, 20, 0),
        [0, -0.25, 0, 4, 0.25, 0],
      ),
    ).toBeLessThan(MICROMETRE);
    const bent = await only('LWPOLYLINE', 90, 2, 70, 0, 10, 0, 20, 0, 40, 0.5, 41, 0.5, 42, 1, 10, 2, 20, 0);
    expect(offBy(bent, [-0.25, -1.25, 0, 2.25, 0, 0])).toBeLessThan(MICROMETRE);
    expect(bent.properties['lineWidth']).toBeUndefined();
  });

  it('of an old polyline in space and of a polyface mesh', async () => {
    const vertex = (x: number, y: number, z: number, flags: number): Tags => [
      0,
      'VERTEX',
      8,
      '0',
      10,
      x,
      20,
      y,
      30,
      z,
      70,
      flags,
    ];
    const path = await only(
      'POLYLINE',
      66,
      1,
      70,
      8,
      ...vertex(0, 0, 0, 32),
      ...vertex(0, 3, 4, 32),
      0,
      'SEQEND',
      8,
      '0',
    );
    expect(offBy(path, [0, 0, 0, 0, 3, 4])).toBeLessThan(MICROMETRE);
    expect(path.length).toBe(5);
    const faces = [vertex(1, 1, 1, 192), vertex(2, 3, 4, 192), vertex(0, 0, 0, 128)].flat();
    expect(
      offBy(await only('POLYLINE', 66, 1, 70, 64, ...faces, 0, 'SEQEND', 8, '0'), [1, 1, 1, 2, 3, 4]),
    ).toBeLessThan(MICROMETRE);
  });

  it('of a cubic Bézier spline, whose highest point is known', async () => {
    // Control heights 0, 1, 1, 0 rise to 0.75; 0, 2, -1, 0 have their extremes at the roots of the derivative.
    const knots = [0, 0, 0, 0, 1, 1, 1, 1].flatMap((knot) => [40, knot]);
    const controls = (heights: readonly number[]) => heights.flatMap((y, i) => [10, i, 20, y, 30, 0]);
    const spline = (heights: readonly number[]) =>
      only('SPLINE', 70, 8, 71, 3, 72, 8, 73, 4, ...knots, ...controls(heights));
    expect(offBy(await spline([0, 1, 1, 0]), [0, 0, 0, 3, 0.75, 0])).toBeLessThan(MICROMETRE);
    const height = (t: number) => 6 * t * (1 - t) ** 2 - 3 * t ** 2 * (1 - t);
    // Derivative 27t² − 30t + 6 = 0.
    const roots = [-1, 1].map((sign) => (30 + sign * Math.sqrt(900 - 648)) / 54);
    expect(
      offBy(await spline([0, 2, -1, 0]), [0, height(roots[1] ?? 0), 0, 3, height(roots[0] ?? 0), 0]),
    ).toBeLessThan(MICROMETRE);
  });

  it('of a rational spline that is a quarter of a circle', async () => {
    const knots = [0, 0, 0, 1, 1, 1].flatMap((knot) => [40, knot]);
    const weights = [1, Math.SQRT1_2, 1].flatMap((weight) => [41, weight]);
    const s = Math.SQRT1_2;
    // From 45° to 135°, with the top of the circle between.
    const controls = [10, s, 20, s, 10, 0, 20, 2 * s, 10, -s, 20, s];
    expect(
      offBy(await only('SPLINE', 70, 12, 71, 2, 72, 6, 73, 3, ...knots, ...weights, ...controls), [
        -s,
        s,
        0,
        s,
        1,
        0,
      ]),
    ).toBeLessThan(MICROMETRE);
  });

  it('of a spline with many control points', async () => {
    const count = 20_000;
    const knots = Array.from({ length: count + 4 }, (_, i) => [40, i]).flat();
    const controls = Array.from({ length: count }, (_, i) => [10, i, 20, i % 2]).flat();
    const record = await only('SPLINE', 70, 8, 71, 3, 72, count + 4, 73, count, ...knots, ...controls);
    expect(record.bounds?.maxX).toBe(count - 2);
  });

  it('of a hatch with edges of every kind', async () => {
    const line: Tags = [72, 1, 10, 0, 20, 0, 11, 5, 21, 0];
    const clockwise: Tags = [72, 2, 10, 0, 20, 0, 40, 2, 50, 270, 51, 360, 73, 0];
    const ellipse: Tags = [72, 3, 10, 0, 20, 0, 11, -4, 21, 0, 40, 0.25, 50, 0, 51, 90, 73, 1];
    const record = await only(
      'HATCH',
      10,
      0,
      20,
      0,
      30,
      7,
      2,
      'SOLID',
      70,
      1,
      71,
      0,
      91,
      2,
      92,
      1,
      93,
      3,
      ...line,
      ...clockwise,
      ...ellipse,
      97,
      0,
      92,
      2,
      72,
      1,
      73,
      1,
      93,
      2,
      10,
      6,
      20,
      1,
      42,
      1,
      10,
      6,
      20,
      3,
      42,
      1,
      97,
      0,
      75,
      0,
    );
    // Clockwise angles 270° to 360° are the quarter above x; the ellipse runs from −4 down to −1; the disc is at (6, 2).
    expect(offBy(record, [-4, -1, 7, 7, 3, 7])).toBeLessThan(MICROMETRE);
  });

  it('of meshes, faces and images', async () => {
    expect(
      offBy(
        await only(
          'MESH',
          71,
          2,
          72,
          0,
          91,
          0,
          92,
          3,
          10,
          0,
          20,
          0,
          30,
          0,
          10,
          1,
          20,
          0,
          30,
          0,
          10,
          0,
          20,
          1,
          30,
          2,
          93,
          4,
          90,
          3,
        ),
        [0, 0, 0, 1, 1, 2],
      ),
    ).toBeLessThan(MICROMETRE);
    expect(
      offBy(
        await only(
          '3DFACE',
          10,
          0,
          20,
          0,
          30,
          0,
          11,
          1,
          21,
          0,
          31,
          0,
          12,
          1,
          22,
          1,
          32,
          3,
          13,
          1,
          23,
          1,
          33,
          3,
        ),
        [0, 0, 0, 1, 1, 3],
      ),
    ).toBeLessThan(MICROMETRE);
    expect(
      offBy(
        await only('IMAGE', 10, 1, 20, 2, 30, 0, 11, 0.5, 21, 0, 31, 0, 12, 0, 22, 0.5, 32, 0, 13, 10, 23, 4),
        [1, 2, 0, 6, 4, 0],
      ),
    ).toBeLessThan(MICROMETRE);
  });

  it('are null for what has none', async () => {
    expect((await only('XLINE', 10, 0, 20, 0, 11, 1, 21, 0)).bounds).toBeNull();
    expect((await only('RAY', 10, 0, 20, 0, 11, 1, 21, 0)).bounds).toBeNull();
    expect((await only('3DSOLID', 70, 1, 1, 'abc')).bounds).toBeNull();
    expect((await only('ACME_PIPE', 10, 0, 20, 0)).properties['entity']).toBe('ACME_PIPE');
  });
});

describe('texts', () => {
  it('stand at their insertion or alignment point and read without format codes', async () => {
    const text = await only('TEXT', 10, 1, 20, 2, 40, 1, 1, '%%c250 %%p5%%d', 72, 1, 11, 4, 21, 5);
    expect(offBy(text, [4, 5, 0, 4, 5, 0])).toBeLessThan(MICROMETRE);
    expect(text).toMatchObject({ segmentType: 'text', name: '⌀250 ±5°', discipline: 'mechanical' });
    const mtext = await only(
      'MTEXT',
      10,
      1,
      20,
      2,
      3,
      '{\\fArial|b1;Supply} ',
      1,
      'air\\P\\H2.5x;350\\S1/2;',
    );
    expect(mtext.name).toBe('Supply air\n3501/2');
    expect(mtext.properties['text']).toBe('{\\fArial|b1;Supply} air\\P\\H2.5x;350\\S1/2;');
  });
});
