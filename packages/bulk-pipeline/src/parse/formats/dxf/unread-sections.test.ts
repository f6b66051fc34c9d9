import { describe, expect, it } from 'vitest';

import { line, type Tags, tagLines } from '../../../../test/support/dxf-text.ts';
import { parseContent, type ParsedDrawing } from '../../../../test/support/parse-drawing.ts';
import { dxfFormat } from './dxf-format.ts';

const parse = (text: string): Promise<ParsedDrawing> => parseContent(dxfFormat, text);
const entities = tagLines([0, 'SECTION', 2, 'ENTITIES'], line('A', 'X', [0, 0], [1, 0]), [0, 'ENDSEC']);
const END = tagLines([0, 'EOF']);
/** Larger than what the reader holds at a time, and full of what looks like an end and is none. */
const filler = (count: number): Tags[] =>
  Array.from({ length: count }, (_, i): Tags => {
    const words = 'ENDSEC '.repeat(i % 9);
    return [0, 'XRECORD', 1, 'ENDSEC', 1, 'SECTION', 1, 'x 0', 70, '     0', 1, `${words}.`];
  });
const objects = (count: number): string =>
  tagLines([0, 'SECTION', 2, 'OBJECTS'], ...filler(count), [0, 'ENDSEC']);

describe('a section that nobody reads', () => {
  it.each(['\n', '\r\n', '\r'])('is stepped over, and its lines count (line end %j)', async (end) => {
    for (const count of [0, 1, 4000, 4001, 4002, 4003]) {
      const before = objects(count) + objects(3);
      const { segments, warnings } = await parse((before + entities + END).replaceAll('\n', end));
      const number = before.split('\n').length + 4;
      expect(segments.map(({ externalId, position }) => [externalId, position.line])).toEqual([
        ['A', number],
      ]);
      expect(Object.keys(warnings).filter((key) => !key.startsWith('unit'))).toEqual([]);
    }
  });

  it('ends where the next one begins, or the file, when its own end is missing', async () => {
    const endless = objects(5).replace(/ {2}0\nENDSEC\n$/, '');
    const { segments, warnings } = await parse(endless + entities + endless + END);
    expect(segments.map(({ externalId }) => externalId)).toEqual(['A']);
    expect(Object.keys(warnings).join()).not.toContain('truncated');
    expect(Object.keys((await parse(entities + endless + END.trimEnd())).warnings).join()).not.toContain(
      'truncated',
    );
  });

  it('that the end of the file cuts is named, and so are entities behind it that stand alone', async () => {
    const cut = await parse(entities + objects(4000).slice(0, -40));
    expect(Object.keys(cut.warnings).join()).toContain('truncated');
    const alone = await parse(objects(2) + tagLines(line('B', 'X', [0, 0], [1, 0])) + END);
    const number = objects(2).split('\n').length;
    expect(alone.segments.map(({ externalId, position }) => [externalId, position.line])).toEqual([
      ['B', number],
    ]);
  });
});
