import { describe, expect, it } from 'vitest';

import { dxfText, insert, line } from '../../../../test/support/dxf-text.ts';
import { parseContent, type ParsedDrawing } from '../../../../test/support/parse-drawing.ts';
import { dxfFormat } from './dxf-format.ts';

const unitLine = (handle: string, layer: string) => line(handle, layer, [0, 0], [1, 0]);

const drawing = dxfText({
  layers: [
    ['ICE', 1, 7],
    ['DARK', 0, -7],
  ],
  blocks: {
    ONE: [unitLine('1', '0')],
    ICY: [unitLine('2', 'ICE'), unitLine('3', 'ICE')],
    GHOSTS: [[...unitLine('4', '0'), 60, 1]],
    PART: [unitLine('5', '0'), [...line('6', '0', [0, 0], [9, 0]), 60, 1]],
    MIXED: [unitLine('7', 'SHOWN'), unitLine('8', 'DARK'), [...unitLine('9', 'SHOWN'), 60, 1]],
  },
  entities: [
    unitLine('A', 'SHOWN'),
    unitLine('B', 'ice'),
    unitLine('C', 'DARK'),
    [...unitLine('D', 'SHOWN'), 60, 1],
    insert('E', 'ICE', 'ONE'),
    insert('F', 'SHOWN', 'ICY'),
    insert('G', 'SHOWN', 'GHOSTS'),
    insert('H', 'SHOWN', 'PART'),
    insert('I', 'SHOWN', 'MIXED', [70, 2, 44, 5]),
    insert('J', 'DARK', 'MIXED'),
  ],
});

const parse = (hidden?: 'skip' | 'include'): Promise<ParsedDrawing> =>
  parseContent(dxfFormat, drawing, { hidden });
const facts = ({ segments }: ParsedDrawing): unknown[] =>
  segments.map(({ externalId, properties, bounds }) => [externalId, properties['hidden'], bounds?.maxX]);

describe('frozen, off and invisible entities', () => {
  it('are counted as ignored, and blocks are what is shown of them', async () => {
    const found = await parse();
    expect(facts(found)).toEqual([
      ['A', undefined, 1],
      ['H', undefined, 1],
      ['I', undefined, 6],
    ]);
    expect(found.ignored).toEqual({ LINE: 3, INSERT: 4 });
    expect(facts(await parse('skip'))).toEqual(facts(found));
  });

  it('are taken where the caller includes them, and say why they are not shown', async () => {
    const found = await parse('include');
    expect(facts(found)).toEqual([
      ['A', undefined, 1],
      ['B', 'frozen', 1],
      ['C', 'off', 1],
      ['D', 'invisible', 1],
      ['E', 'frozen', 1],
      ['F', 'frozen', 1],
      ['G', 'invisible', 1],
      ['H', undefined, 9],
      ['I/7#0,0', undefined, 1],
      ['I/8#0,0', 'off', 1],
      ['I/9#0,0', 'invisible', 1],
      ['I/7#0,1', undefined, 6],
      ['I/8#0,1', 'off', 6],
      ['I/9#0,1', 'invisible', 6],
      ['J/7', 'off', 1],
      ['J/8', 'off', 1],
      ['J/9', 'off', 1],
    ]);
    expect(found.ignored).toEqual({});
    expect(found.segments[7]?.properties).toEqual({ entity: 'INSERT', hiddenEntities: 1 });
  });
});
