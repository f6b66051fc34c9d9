import { readFileSync } from 'node:fs';

import { AppError } from '@sizewise/shared';
import { describeWithDrawings, drawingPath } from '@sizewise/test-support';
import { describe, expect, it } from 'vitest';

import { dxfText, insert, line, type Tags } from '../../../../test/support/dxf-text.ts';
import { parseContent, type ParsedDrawing } from '../../../../test/support/parse-drawing.ts';
import { dxfFormat } from './dxf-format.ts';

const parse = (content: string | Uint8Array): Promise<ParsedDrawing> => parseContent(dxfFormat, content);
const codes = ({ rejects }: ParsedDrawing): unknown[] =>
  rejects.map(({ code, position }) => [position.handle, code]);
const unitLine = (handle: string, layer: string): Tags => line(handle, layer, [0, 0], [1, 0]);

describe('insert bombs on several layers', () => {
  const array = [70, 10_000, 71, 10_000, 44, 1, 45, 1] as const;

  it('of arrays within arrays are rejected by name, however many they draw', async () => {
    const blocks: Record<string, readonly Tags[]> = { B0: [unitLine('A', 'X'), unitLine('B', 'Y')] };
    for (let level = 1; level <= 40; level += 1) {
      blocks[`B${level}`] = [insert(`I${level}`, '0', `B${level - 1}`, array)];
    }
    const found = await parse(dxfText({ blocks, entities: [insert('I', 'X', 'B40'), unitLine('L', 'X')] }));
    expect(codes(found)).toEqual([['I', 'out_of_range']]);
    expect(found.segments).toMatchObject([{ externalId: 'L' }]);
  });

  it('of a block that holds itself in an array end too', async () => {
    const blocks = { B: [unitLine('A', 'X'), unitLine('B', 'Y'), insert('S', '0', 'B', array)] };
    const found = await parse(dxfText({ blocks, entities: [insert('I', 'X', 'B')] }));
    expect(found.segments.map(({ externalId }) => externalId)).toEqual(['I/A', 'I/B']);
    expect(found.rejects.map(({ code, position }) => [position.path, code])).toEqual([
      ['I/S', 'placement_loop'],
    ]);
  });

  it('of more blocks within blocks than any drawing has are named', async () => {
    const blocks: Record<string, readonly Tags[]> = { B0: [unitLine('A', 'X')] };
    for (let level = 1; level <= 150; level += 1) blocks[`B${level}`] = [insert('I', '0', `B${level - 1}`)];
    const found = await parse(dxfText({ blocks, entities: [insert('I', 'X', 'B150')] }));
    expect(found.segments).toHaveLength(1);
    expect(Object.keys(found.warnings).join()).toContain('lies more than 100 blocks deep');
  });
});

describe('numbers beyond any drawing', () => {
  it.each<[string, Tags]>([
    ['radius', [0, 'CIRCLE', 10, 0, 20, 0, 40, '1e300']],
    ['bulge', [0, 'LWPOLYLINE', 90, 2, 70, 0, 10, 0, 20, 0, 42, '1e300', 10, 1, 20, 0]],
    ['width', [0, 'LWPOLYLINE', 90, 2, 70, 0, 43, '1e300', 10, 0, 20, 0, 10, 1, 20, 0]],
    ['axis', [0, 'ELLIPSE', 10, 0, 20, 0, 11, '1e300', 21, 0, 40, 1]],
    ['ratio', [0, 'ELLIPSE', 10, 0, 20, 0, 11, 1, 21, 0, 40, '1e300']],
    ['thickness', [0, 'LINE', 10, 0, 20, 0, 11, 1, 21, 0, 39, '1e300']],
    ['scale', [0, 'INSERT', 2, 'B', 10, 0, 20, 0, 41, '1e300']],
    ['column step', [0, 'INSERT', 2, 'B', 10, 0, 20, 0, 70, 3, 44, '1e300']],
    ['infinite product', [0, 'INSERT', 2, 'B', 10, 0, 20, 0, 41, '1e300', 70, 9, 44, '1e300', 50, 45]],
    ['overflow', [0, 'INSERT', 2, 'HUGE', 10, 0, 20, 0, 41, '1e300']],
  ])('as %s reject the entity', async (_, [zero = 0, type = '', ...tags]) => {
    const blocks = { B: [unitLine('A', '0')], HUGE: [line('A', '0', [0, 0], [1e250, 0])] };
    const entity = [zero, type, 5, 'E', 8, 'X', ...tags];
    const found = await parse(dxfText({ blocks, entities: [entity, unitLine('L', 'X')] }));
    expect(codes(found)).toEqual([['E', expect.stringMatching(/^(out_of_range|non_finite_number)$/)]]);
    expect(found.segments.map(({ externalId }) => externalId)).toEqual(['L']);
  });

  it.each([
    ['abc', 1],
    ['-5', 1],
    ['1e9', 1],
    ['', 1],
  ])('as unit (%s) are no unit: metres, with a warning', async (unit, length) => {
    const header = [9, '$INSUNITS', 70, unit];
    const { segments, warnings } = await parse(dxfText({ header, entities: [unitLine('A', 'X')] }));
    expect(segments[0]?.length).toBe(length);
    expect(Object.keys(warnings).join()).toContain('unit_assumed');
  });

  it('by a unit as long as a light year reject what they take away', async () => {
    const header = [9, '$INSUNITS', 70, 19];
    expect(codes(await parse(dxfText({ header, entities: [unitLine('A', 'X')] })))).toEqual([
      ['A', 'out_of_range'],
    ]);
  });
});

describe('splines whose numbers do not fit', () => {
  const controls = [10, 0, 20, 0, 10, 1, 20, 2, 10, 2, 20, 0, 10, 3, 20, 1];
  const knots = (...list: readonly (number | string)[]) => list.flatMap((knot) => [40, knot]);

  it.each<[string, Tags]>([
    ['falling knots', [71, 3, ...knots(0, 0, 0, 0, 1, 1, 0, 1), ...controls]],
    ['all knots alike', [71, 3, ...knots(0, 0, 0, 0, 0, 0, 0, 0), ...controls]],
    ['no knots', [71, 3, ...controls]],
    ['degree 0', [71, 0, ...knots(0, 1, 2, 3, 4), ...controls]],
    ['negative degree', [71, -3, ...knots(0, 0, 0, 0, 1, 1, 1, 1), ...controls]],
    ['a degree beyond the points', [71, 1_000_000, ...knots(0, 0, 0, 0, 1, 1, 1, 1), ...controls]],
    ['too few weights', [71, 3, ...knots(0, 0, 0, 0, 1, 1, 1, 1), 41, 1, ...controls]],
    ['weights of zero', [71, 3, ...knots(0, 0, 0, 0, 1, 1, 1, 1), 41, 0, 41, 0, 41, 0, 41, 0, ...controls]],
  ])('%s', async (_, tags) => {
    const spline = [0, 'SPLINE', 5, 'S', 8, 'X', 70, 8, ...tags];
    const found = await parse(dxfText({ entities: [spline, unitLine('L', 'X')] }));
    expect(found.segments.map(({ externalId, bounds }) => [externalId, bounds === null])).toEqual([
      ['S', true],
      ['L', false],
    ]);
    expect(Object.keys(found.warnings)).toEqual([expect.stringContaining('geometry_broken: SPLINE S')]);
  });

  it('with a knot that is no number are rejected', async () => {
    const spline = [
      0,
      'SPLINE',
      5,
      'S',
      8,
      'X',
      70,
      8,
      71,
      3,
      ...knots(0, 0, 0, 'nan', 1, 1, 1, 1),
      ...controls,
    ];
    expect(codes(await parse(dxfText({ entities: [spline] })))).toEqual([['S', 'non_finite_number']]);
  });
});

const CUT = ['odd/diamond-bin.dxf', 'dxf/nested-insert-layers.dxf'];

describeWithDrawings(CUT, 'a drawing cut anywhere', () => {
  it.each(CUT)('%s is read as far as it goes, with a warning, or refused by name', async (name) => {
    const whole = readFileSync(drawingPath(name));
    const outcomes = new Set<string>();
    for (let length = 1; length < whole.length; length += 7) {
      try {
        const found = await parse(whole.subarray(0, length));
        const isTold = Object.keys(found.warnings).some((warning) => warning.startsWith('file_truncated'));
        outcomes.add(isTold ? 'file_truncated' : found.segments.length > 0 ? 'whole' : 'nothing');
      } catch (error) {
        outcomes.add(error instanceof AppError ? error.code : String(error));
      }
    }
    // The last bytes are the end mark and a line end, without which the drawing is whole.
    const known = ['file_truncated', 'truncated_file', 'unknown_format', 'whole'];
    expect([...outcomes].filter((outcome) => !known.includes(outcome))).toEqual([]);
    expect(outcomes).toContain('file_truncated');
    expect(outcomes).toContain('truncated_file');
  });
});
