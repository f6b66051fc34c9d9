import { describe, expect, it } from 'vitest';

import { dxfText, insert, line } from '../../../../test/support/dxf-text.ts';
import { parseContent } from '../../../../test/support/parse-drawing.ts';
import { dxfFormat } from './dxf-format.ts';

const unitLine = (handle: string, layer: string) => line(handle, layer, [0, 0], [1, 0]);

describe('INSERT', () => {
  it('is one segment on the layer that its entities are drawn on, with its attributes', async () => {
    const { segments } = await parseContent(
      dxfFormat,
      dxfText({
        blocks: { DIFF: [unitLine('A', '0'), [0, 'ATTDEF', 5, 'D', 8, '0', 2, 'FLOW', 10, 0, 20, 0]] },
        entities: [
          insert('I', 'M-HVAC-DIFF', 'diff', [66, 1]),
          [0, 'ATTRIB', 5, 'B', 8, '0', 10, 0, 20, 0, 2, 'FLOW', 1, '120 l/s'],
          [0, 'SEQEND', 5, 'C', 8, '0'],
        ],
      }),
    );
    expect(segments).toMatchObject([
      {
        externalId: 'I',
        name: 'diff',
        layer: 'M-HVAC-DIFF',
        segmentType: 'air_terminal',
        discipline: 'mechanical',
        properties: { entity: 'INSERT', attributes: { FLOW: '120 l/s' } },
        bounds: { minX: 0, maxX: 1 },
      },
    ]);
  });

  it('is its entities where they lie on several layers, with paths and inherited layers and colours', async () => {
    const { segments, ignored } = await parseContent(
      dxfFormat,
      dxfText({
        layers: [['HIDDEN', 1, 7]],
        blocks: {
          INNER: [unitLine('A', '0'), [...unitLine('B', 'P-DOMW-PIPE'), 62, 0], unitLine('H', 'HIDDEN')],
          OUTER: [insert('J', '0', 'INNER', [62, 3])],
        },
        entities: [insert('I', 'M-HVAC-DUCT', 'OUTER', [70, 2, 44, 10, 50, 90])],
      }),
    );
    expect(
      segments.map(({ externalId, layer, segmentType, properties, bounds }) => [
        externalId,
        layer,
        segmentType,
        properties['color'],
        bounds?.minY,
      ]),
    ).toEqual([
      ['I/J/A#0,0', 'M-HVAC-DUCT', 'duct_segment', 3, 0],
      ['I/J/B#0,0', 'P-DOMW-PIPE', 'pipe_segment', 3, 0],
      ['I/J/A#0,1', 'M-HVAC-DUCT', 'duct_segment', 3, 10],
      ['I/J/B#0,1', 'P-DOMW-PIPE', 'pipe_segment', 3, 10],
    ]);
    expect(ignored).toEqual({ LINE: 2 });
  });

  it('mirrors, turns, scales and tilts what it draws', async () => {
    const { segments } = await parseContent(
      dxfFormat,
      dxfText({
        blocks: { ARC: [[0, 'ARC', 5, 'A', 8, '0', 10, 0, 20, 0, 40, 1, 50, 0, 51, 90]] },
        entities: [
          insert('mirrored', 'X', 'ARC', [41, -2]),
          insert('turned', 'X', 'ARC', [50, 45]),
          insert('tilted', 'X', 'ARC', [210, 0, 220, 0, 230, -1]),
        ],
      }),
    );
    const half = Math.SQRT1_2;
    expect(segments.map(({ bounds }) => bounds)).toEqual([
      { minX: -2, minY: 0, minZ: 0, maxX: expect.closeTo(0), maxY: 1, maxZ: 0 },
      {
        minX: expect.closeTo(-half),
        minY: expect.closeTo(half),
        minZ: 0,
        maxX: expect.closeTo(half),
        maxY: 1,
        maxZ: 0,
      },
      {
        minX: -1,
        minY: 0,
        minZ: expect.closeTo(0),
        maxX: expect.closeTo(0),
        maxY: 1,
        maxZ: expect.closeTo(0),
      },
    ]);
  });

  it('on a hidden layer, or with nothing to be seen, is ignored; without its block it is there without bounds', async () => {
    const { segments, ignored, warnings } = await parseContent(
      dxfFormat,
      dxfText({
        layers: [
          ['OFF', 0, -7],
          ['FROZEN', 1, 7],
        ],
        blocks: { SEEN: [unitLine('A', '0')], UNSEEN: [unitLine('A', 'OFF')], EMPTY: [] },
        entities: [
          insert('1', 'off', 'SEEN'),
          insert('2', 'X', 'UNSEEN'),
          insert('3', 'X', 'EMPTY'),
          insert('4', 'X', 'MISSING'),
          [...unitLine('5', 'X'), 60, 1],
          unitLine('6', 'Frozen'),
        ],
      }),
    );
    expect(ignored).toEqual({ INSERT: 2, LINE: 2 });
    expect(segments.map(({ externalId, bounds }) => [externalId, bounds])).toEqual([
      ['3', null],
      ['4', null],
    ]);
    expect(warnings).toEqual({ 'dangling_reference: INSERT 4: block MISSING is not in the file': 1 });
  });
});
