import { describe, expect, it } from 'vitest';

import { dxfText, insert, line, tagLines } from '../../../../test/support/dxf-text.ts';
import { parseContent, type ParsedDrawing } from '../../../../test/support/parse-drawing.ts';
import { dxfFormat } from './dxf-format.ts';

const parse = (content: string | Uint8Array): Promise<ParsedDrawing> => parseContent(dxfFormat, content);
const codes = ({ rejects }: ParsedDrawing): unknown[] =>
  rejects.map(({ code, position }) => [position.handle, code]);

describe('insert bombs', () => {
  it('of 10,000² copies on one layer are one segment with exact bounds', async () => {
    const drawing = await parse(
      dxfText({
        blocks: { B: [line('A', '0', [0, 0], [1, 1])] },
        entities: [insert('I', 'X', 'B', [70, 10_000, 71, 10_000, 44, 2, 45, 3])],
      }),
    );
    expect(drawing.segments).toMatchObject([{ bounds: { minX: 0, minY: 0, maxX: 19_999, maxY: 29_998 } }]);
  });

  it('of 10,000² copies on two layers are rejected by name', async () => {
    const drawing = await parse(
      dxfText({
        blocks: { B: [line('A', 'X', [0, 0], [1, 1]), line('B', 'Y', [0, 0], [1, 1])] },
        entities: [
          insert('I', 'X', 'B', [70, 10_000, 71, 10_000, 44, 2, 45, 3]),
          line('L', 'X', [0, 0], [1, 0]),
        ],
      }),
    );
    expect(codes(drawing)).toEqual([['I', 'out_of_range']]);
    expect(drawing.segments).toMatchObject([{ externalId: 'L' }]);
  });

  it('of blocks within blocks end in time, with bounds that hold them', async () => {
    const nested = Object.fromEntries(
      Array.from({ length: 20 }, (_, level) => [
        `B${level}`,
        Array.from({ length: 10 }, (__, i) =>
          level === 0
            ? line(`A${i}`, '0', [0, 0], [1, 0])
            : insert(`I${i}`, '0', `B${level - 1}`, [50, 7 * i]),
        ),
      ]),
    );
    const drawing = await parse(dxfText({ blocks: nested, entities: [insert('I', 'X', 'B19', [50, 3])] }));
    expect(drawing.segments).toHaveLength(1);
    const bounds = drawing.segments[0]?.bounds;
    expect(bounds?.maxX).toBeGreaterThanOrEqual(0.99);
    expect(Object.keys(drawing.warnings).join()).toContain('geometry_approximate: INSERT I');
  });

  it('of a block that contains itself are named, and drawn once', async () => {
    const drawing = await parse(
      dxfText({
        blocks: {
          A: [line('1', '0', [0, 0], [1, 0]), insert('2', '0', 'B')],
          B: [insert('3', '0', 'A', [10, 5])],
        },
        entities: [insert('I', 'X', 'A')],
      }),
    );
    expect(drawing.segments).toMatchObject([{ externalId: 'I', bounds: { minX: 0, maxX: 1 } }]);
    expect(drawing.warnings).toEqual({ 'geometry_broken: INSERT I: Block A contains itself': 1 });
  });
});

describe('blocks that are taken apart', () => {
  it('name what within them cannot be drawn, and lose none of it', async () => {
    const drawing = await parse(
      dxfText({
        blocks: {
          A: [
            line('1', 'X', [0, 0], [1, 0]),
            line('2', 'Y', [0, 0], [1, 0]),
            insert('3', '0', 'A'),
            insert('4', '0', 'NONE'),
            insert('5', '0', 'EMPTY', [70, 30_000, 71, 30_000]),
            [0, 'LINE', 5, '6', 8, 'X', 10, 'bad', 20, 0, 11, 1, 21, 0],
          ],
          EMPTY: [],
        },
        entities: [insert('I', 'X', 'A', [70, 2, 44, 5])],
      }),
    );
    expect(drawing.segments.map(({ externalId }) => externalId)).toEqual([
      'I/1#0,0',
      'I/2#0,0',
      'I/1#0,1',
      'I/2#0,1',
    ]);
    expect(drawing.rejects.map(({ code, position }) => [position.path, code])).toEqual([
      ['I/3#0,0', 'placement_loop'],
      ['I/4#0,0', 'malformed_record'],
      ['I/6#0,0', 'invalid_number'],
      ['I/3#0,1', 'placement_loop'],
      ['I/4#0,1', 'malformed_record'],
      ['I/6#0,1', 'invalid_number'],
    ]);
    expect(drawing.ignored).toEqual({ INSERT: 2 });
  });
});

describe('values', () => {
  it('beyond any drawing, broken, or missing reject their entity by its handle', async () => {
    const drawing = await parse(
      dxfText({
        entities: [
          line('far', 'X', [1e300, 0], [1, 0]),
          [0, 'LINE', 5, 'nan', 8, 'X', 10, 'nan', 20, 0, 11, 1, 21, 0],
          [0, 'LINE', 5, 'huge', 8, 'X', 10, '1e999', 20, 0, 11, 1, 21, 0],
          [0, 'LINE', 5, 'word', 8, 'X', 10, 'left', 20, 0, 11, 1, 21, 0],
          [0, 'LINE', 5, 'half', 8, 'X', 10, 1, 20, 0],
          [0, 'POLYLINE', 5, 'poly', 8, 'X', 66, 1],
          [0, 'VERTEX', 8, 'X', 10, 'oops', 20, 0],
          [0, 'SEQEND', 8, 'X'],
          [0, 'VERTEX', 5, 'stray', 8, 'X', 10, 1, 20, 0],
          line('good', 'X', [0, 0], [3, 4]),
        ],
      }),
    );
    expect(codes(drawing)).toEqual([
      ['far', 'out_of_range'],
      ['nan', 'non_finite_number'],
      ['huge', 'non_finite_number'],
      ['word', 'invalid_number'],
      ['half', 'malformed_record'],
      ['poly', 'invalid_number'],
      ['stray', 'malformed_record'],
    ]);
    expect(drawing.rejects[3]?.reason).toBe('LINE word: Group code 10 holds "left"');
    expect(Buffer.from(drawing.rejects[3]?.raw as Uint8Array).toString()).toContain('\nleft\n');
    expect(drawing.segments).toMatchObject([{ externalId: 'good', length: 5 }]);
  });

  it('that are missing are not taken from the entity before', async () => {
    const { segments } = await parse(
      dxfText({
        entities: [
          [0, 'LINE', 5, 'A', 8, 'X', 11, 9, 21, 9, 31, 9, 10, 8, 20, 8, 30, 8],
          [0, 'LINE', 5, 'B', 8, 'X', 11, 1, 21, 1, 31, 1, 10, 2],
        ],
      }),
    );
    expect(segments[1]?.bounds).toEqual({ minX: 1, minY: 0, minZ: 0, maxX: 2, maxY: 1, maxZ: 1 });
  });

  it('without end are not held: a polyline of too many vertices, an insert of too many attributes', async () => {
    const vertex = '0\nVERTEX\n8\nX\n10\n1\n20\n2\n';
    const attribute = (i: number) => `0\nATTRIB\n8\nX\n2\nT${i}\n1\nv\n`;
    const head = (type: string, handle: string) => `0\n${type}\n5\n${handle}\n8\nX\n10\n0\n20\n0\n66\n1\n`;
    const text = dxfText({ entities: [line('A', 'X', [0, 0], [1, 0])] });
    const [before = '', behind = ''] = text.split(/(?=  0\nENDSEC\n  0\nEOF)/);
    const drawing = await parse(
      [
        before,
        head('POLYLINE', 'P'),
        vertex.repeat(500_001),
        '0\nSEQEND\n',
        head('INSERT', 'I'),
        ...Array.from({ length: 10_001 }, (_, i) => attribute(i)),
        '0\nSEQEND\n',
        tagLines(line('B', 'X', [0, 0], [1, 0])),
        behind,
      ].join(''),
    );
    expect(codes(drawing)).toEqual([
      ['P', 'record_too_large'],
      ['I', 'record_too_large'],
    ]);
    expect(drawing.segments.map(({ externalId }) => externalId)).toEqual(['A', 'B']);
  });

  it('of a spline that do not fit together leave it without bounds, named', async () => {
    const drawing = await parse(
      dxfText({
        entities: [
          [
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
            72,
            3,
            73,
            2,
            40,
            0,
            40,
            1,
            40,
            0,
            10,
            0,
            20,
            0,
            10,
            1,
            20,
            1,
          ],
        ],
      }),
    );
    expect(drawing.segments).toMatchObject([{ externalId: 'S', bounds: null }]);
    expect(Object.keys(drawing.warnings)[0]).toContain('geometry_broken: SPLINE S');
  });

  it('of units that are missing or absurd are assumed, with a warning', async () => {
    const entities = [line('A', 'X', [0, 0], [1, 0])];
    const lengthWith = async (header: readonly (number | string)[], unit: string | null = null) => {
      const { segments, warnings } = await parseContent(dxfFormat, dxfText({ header, entities }), { unit });
      return [segments[0]?.length, Object.keys(warnings).length];
    };
    expect(await lengthWith([9, '$INSUNITS', 70, 99])).toEqual([1, 1]);
    expect(await lengthWith([9, '$INSUNITS', 70, 0, 9, '$MEASUREMENT', 70, 0])).toEqual([0.0254, 1]);
    expect(await lengthWith([9, '$MEASUREMENT', 70, 1])).toEqual([0.001, 1]);
    expect(await lengthWith([9, '$MEASUREMENT', 70, 1], 'ft')).toEqual([0.3048, 0]);
    expect(await lengthWith([9, '$INSUNITS', 70, 5], 'ft')).toEqual([0.01, 0]);
  });
});

describe('tags', () => {
  it('keep VT, FF and NEL in texts, and end lines at CR, LF and CRLF alike', async () => {
    const text = dxfText({
      entities: [[0, 'TEXT', 5, 'T', 8, 'X', 10, 1, 20, 2, 40, 1, 1, 'a\u{b}b\u{c}c\u{85}d\u{2028}e']],
    });
    for (const end of ['\n', '\r\n', '\r']) {
      const { segments } = await parse(text.replaceAll('\n', end));
      expect(segments).toMatchObject([{ name: 'a\u{b}b\u{c}c\u{85}d\u{2028}e', segmentType: 'text' }]);
    }
  });

  it('that are none are stepped over and counted; no entity is lost', async () => {
    const text = dxfText({ entities: [line('A', 'X', [0, 0], [1, 0]), line('B', 'X', [0, 0], [2, 0])] });
    const { segments, warnings } = await parse(text.replace('  5\nB\n', '  5\nB\nstray line\n99999\nodd\n'));
    expect(segments.map(({ externalId, length }) => [externalId, length])).toEqual([
      ['A', 1],
      ['B', 2],
    ]);
    expect(Object.entries(warnings)).toEqual([[expect.stringContaining('malformed_tag'), 2]]);
  });

  it('are decoded by the code page before AC1021, and as UTF-8 from there on', async () => {
    const entity = [0, 'TEXT', 5, 'T', 8, 'X', 10, 1, 20, 2, 1, 'Z'];
    const named = async (version: string, page: string, bytes: Buffer) => {
      const header = [9, '$DWGCODEPAGE', 3, page];
      const text = dxfText({ header, entities: [entity] }).replace('AC1027', version);
      const [before = '', behind = ''] = text.split('\nZ\n');
      const { segments } = await parse(
        Buffer.concat([Buffer.from(`${before}\n`), bytes, Buffer.from(`\n${behind}`)]),
      );
      return segments[0]?.name;
    };
    expect(await named('AC1015', 'ANSI_1252', Buffer.of(0xfc))).toBe('ü');
    expect(await named('AC1015', 'ANSI_1251', Buffer.of(0xe6))).toBe('ж');
    expect(await named('AC1015', 'ANSI_932', Buffer.of(0x8b, 0xf3))).toBe('空');
    expect(await named('AC1021', 'ANSI_1252', Buffer.from('空ü'))).toBe('空ü');
    expect(await named('AC1015', 'ANSI_1252', Buffer.from('\\U+7A7A\\M+18BF3 %%c5'))).toBe('空空 ⌀5');
  });

  it('cut by the end of the file reject the last entity and keep the others', async () => {
    const whole = dxfText({ entities: [line('A', 'X', [0, 0], [1, 0]), line('B', 'X', [0, 0], [2, 0])] });
    const cut = whole.slice(0, whole.lastIndexOf(' 21'));
    const drawing = await parse(cut);
    expect(drawing.segments.map(({ externalId }) => externalId)).toEqual(['A']);
    expect(codes(drawing)).toEqual([['B', 'malformed_record']]);
    expect(Object.keys(drawing.warnings)).toEqual([expect.stringContaining('file_truncated')]);
  });

  it('cut before any entity, or none at all, fail the file', async () => {
    const whole = dxfText({ entities: [line('A', 'X', [0, 0], [1, 0])] });
    await expect(parse(whole.slice(0, 40))).rejects.toMatchObject({ code: 'truncated_file' });
    await expect(parse('no tags\nat all\n')).rejects.toMatchObject({ code: 'unknown_format' });
  });

  it('behind a binary sentinel are read where they are text; binary behind a text header ends the file', async () => {
    const text = dxfText({ entities: [line('A', 'X', [0, 0], [1, 0])] });
    expect((await parse(`AutoCAD Binary DXF\r\n\u{1a}\0${text}`)).segments).toHaveLength(1);
    const rubbish = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 151) % 256));
    const drawing = await parse(
      Buffer.concat([Buffer.from(text.slice(0, text.lastIndexOf('  0\nENDSEC'))), rubbish]),
    );
    expect(drawing.segments.length + drawing.rejects.length).toBeGreaterThan(0);
    expect(Object.keys(drawing.warnings).join()).toContain('file_truncated');
  });

  it('of entities without any section are read', async () => {
    const { segments } = await parse(
      tagLines(line('A', 'X', [0, 0], [1, 0]), line('B', 'X', [0, 0], [1, 0])),
    );
    expect(segments.map(({ externalId }) => externalId)).toEqual(['A', 'B']);
  });
});
