import { readFile } from 'node:fs/promises';

import { describeWithDrawings, drawingPath } from '@sizewise/test-support';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';

import { parseContent, parseDrawing } from '../../../../test/support/parse-drawing.ts';
import { createIfcClassTable } from '../table/ifc-class-table.ts';
import { createCsvFormat } from './create-csv-format.ts';
import { csvFormat } from './csv-format.ts';

const small = createCsvFormat({ classes: createIfcClassTable(), maxRecordBytes: 1000 });

async function names(content: string | Uint8Array): Promise<(string | null)[]> {
  const { segments, rejects } = await parseContent(csvFormat, content);
  expect(rejects).toEqual([]);
  return segments.map(({ name }) => name);
}

describe('csvFormat', () => {
  it.each([
    ['comma, LF', 'guid,name\n1,a\n2,b\n'],
    ['semicolon, CRLF', 'guid;name\r\n1;a\r\n2;b\r\n'],
    ['tab, no last newline', 'guid\tname\n1\ta\n2\tb'],
    ['pipe, blank lines', '\n\nguid|name\n1|a\n\n2|b\n\n'],
    ['CR alone', 'guid,name\r1,a\r2,b\r'],
    ['quoted everywhere', '"guid","name"\r\n"1","a"\r\n"2","b"'],
    ['a byte order mark', '\u{FEFF}guid,name\n1,a\n2,b\n'],
    ['a line that says the delimiter', 'sep=;\nguid;name\n1;a\n2;b\n'],
    ['a quoted header', '\u{FEFF}"guid","name"\n1,a\n2,b\n'],
    ['rows of empty cells', 'guid,name\n1,a\n,\n2,b\n'],
    ['a delimiter at the end of every row', 'guid,name\n1,a,\n2,b,\n'],
  ])('reads a table with %s', async (_, content) => expect(await names(content)).toEqual(['a', 'b']));

  it('reads quotes as RFC 4180 says', async () => {
    const rows = [
      '1,"a, b"',
      '2,"say ""hi"""',
      '3,"two\nlines"',
      '4,12" pipe',
      '5,""',
      '6,"x\r\ny"',
      '7,""""',
    ];
    expect(await names(`guid,name\n${rows.join('\n')}\n`)).toEqual([
      'a, b',
      'say "hi"',
      'two\nlines',
      '12" pipe',
      null,
      'x\r\ny',
      '"',
    ]);
  });

  it('counts lines and bytes over quoted newlines', async () => {
    const { segments } = await parseContent(csvFormat, 'guid,name\r\n1,"a\nü\nc"\r\n\r\n2,b\r\n');
    expect(segments.map(({ position }) => position)).toEqual([
      { line: 2, byteOffset: 11 },
      { line: 6, byteOffset: 25 },
    ]);
  });

  it('rejects ragged rows one by one', async () => {
    const { segments, rejects } = await parseContent(csvFormat, 'guid,name\n1\n2,b\n3,c,d\n');
    expect(segments.map(({ name }) => name)).toEqual(['b']);
    expect(rejects).toEqual([
      {
        position: { line: 2, byteOffset: 10 },
        raw: Buffer.from('1'),
        code: 'ragged_row',
        reason: expect.any(String),
      },
      {
        position: { line: 4, byteOffset: 16 },
        raw: Buffer.from('3,c,d'),
        code: 'ragged_row',
        reason: expect.any(String),
      },
    ]);
  });

  it('loses only the lines around a quote that is not closed', async () => {
    const content = `guid,name\n1,a\n2,"open\n3,b\n4,"c"\n5,d\n6,"open again\n7,e\n`;
    for (const chunkBytes of [1, 1e9]) {
      const { segments, rejects } = await parseContent(csvFormat, content, { chunkBytes });
      expect(segments.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e']);
      expect(rejects.map(({ code, position, raw }) => [code, position.line, String(raw)])).toEqual([
        ['malformed_record', 3, '2,"open'],
        ['malformed_record', 7, '6,"open again'],
      ]);
    }
  });

  it('gives up a quote that is not closed within the limit, and goes on behind its line', async () => {
    const content = `guid,name\n1,"open\n${'2,b\n'.repeat(500)}`;
    const { segments, rejects } = await parseContent(small, content, { chunkBytes: 100 });
    expect(segments).toHaveLength(500);
    expect(rejects).toMatchObject([{ code: 'malformed_record', position: { line: 2 } }]);
  });

  it('passes over a record that is too long, quoted or not', async () => {
    const long = 'x'.repeat(2_000_000);
    const lines = [
      'guid,name',
      '1,a',
      `2,${long}`,
      '3,b',
      `4,"${long}"`,
      '5,c',
      `6,${'y'.repeat(1500)}`,
      `7,${long}`,
    ];
    for (const chunkBytes of [1, 10_000, 1e9]) {
      const { segments, rejects, plan } = await parseContent(small, lines.join('\r\n'), { chunkBytes });
      expect(segments.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
      expect(rejects.map(({ code, position }) => [code, position.line])).toEqual(
        [3, 5, 7, 8].map((line) => ['record_too_large', line]),
      );
      expect(plan.chunks.at(-1)?.end).toBe(Buffer.byteLength(lines.join('\r\n')));
    }
  });

  it.each([
    ['text,here\n1,2\n', ['text', 'here']],
    ['', []],
    ['\n\n', []],
    ['"guid,name\n1,2\n', ['"guid,name']],
    ['1,2,3\n4,5,6\n', ['1', '2', '3']],
  ])('refuses a table without a column it knows: %j', async (content, columns) => {
    await expect(parseContent(csvFormat, content)).rejects.toMatchObject({
      code: 'no_usable_columns',
      data: { columns },
    });
  });

  it('takes a header alone as a table without rows', async () => {
    expect((await parseContent(csvFormat, 'guid,name\n')).plan.chunks).toEqual([]);
  });

  it('replaces NUL and warns', async () => {
    const { segments, warnings } = await parseContent(csvFormat, 'guid,name\n1,a\u{0}b\n');
    expect(segments[0]?.name).toBe('a\u{FFFD}b');
    expect(warnings).toEqual({ 'character_replaced: in a row of the table': 1 });
  });

  it('keeps columns it does not know as properties, and says so once', async () => {
    const { segments, warnings } = await parseContent(
      csvFormat,
      'guid,maker,,maker,__proto__\n1,A,B,C,D\n2,,,,\n',
    );
    expect(JSON.parse(JSON.stringify(segments.map(({ properties }) => Object.entries(properties))))).toEqual([
      [
        ['maker', 'A'],
        ['column_3', 'B'],
        ['maker_2', 'C'],
        ['__proto__', 'D'],
      ],
      [],
    ]);
    expect(warnings).toEqual({
      'column_ignored: maker': 2,
      'column_ignored: column 3': 1,
      'column_ignored: __proto__': 1,
    });
  });
});

describe('encodings of csvFormat', () => {
  const text = 'guid,name\n1,Lüftung Ø250 größer\n2,Zuluft für Büro\n';
  const japanese = 'guid,name\n1,空調ダクト\n2,給気口\n3,ﾀﾞｸﾄ\n';

  it.each([
    ['windows-1252', iconv.encode(text, 'windows-1252'), ['Lüftung Ø250 größer', 'Zuluft für Büro']],
    [
      'windows-1252',
      iconv.encode('guid,name\n1,Niveau général – “été”\n', 'windows-1252'),
      ['Niveau général – “été”'],
    ],
    ['shift_jis', iconv.encode(japanese, 'shift_jis'), ['空調ダクト', '給気口', 'ﾀﾞｸﾄ']],
    ['shift_jis', iconv.encode('guid;name\n1;ソ|表\n', 'shift_jis'), ['ソ|表']],
  ])('%s is found and decoded, with a warning', async (encoding, bytes, expected) => {
    const { segments, warnings } = await parseContent(csvFormat, bytes);
    expect(segments.map(({ name }) => name)).toEqual(expected);
    expect(warnings).toEqual({ [`encoding_assumed: ${encoding}`]: 1 });
  });

  it('takes UTF-8 without a warning and rejects single lines that are not', async () => {
    expect((await parseContent(csvFormat, text)).warnings).toEqual({});
    const rows = Array.from({ length: 50 }, (_, i) => `${i},Lüftung\n`).join('');
    const broken = Buffer.concat([
      Buffer.from(`guid,name\n${rows}`),
      Buffer.from('x,L\u{FC}ftung\n', 'latin1'),
      Buffer.from('y,z\n'),
    ]);
    const { segments, rejects } = await parseContent(csvFormat, broken);
    expect(segments).toHaveLength(51);
    expect(rejects).toMatchObject([{ code: 'invalid_encoding', position: { line: 52 } }]);
  });
});

describeWithDrawings(
  ['table/school_mep_segments.csv', 'truth/school_full_rebuilt.ifc.json'],
  'csvFormat on the segments of the school',
  () => {
    const path = drawingPath('table/school_mep_segments.csv');

    it('gives every distribution element and counts the rest', async () => {
      const truth = JSON.parse(await readFile(drawingPath('truth/school_full_rebuilt.ifc.json'), 'utf8')) as {
        byClass: Record<string, number>;
        bounds: Record<string, number[]>;
      };
      const { segments, rejects, ignored, warnings } = await parseDrawing(csvFormat, path, {
        chunkBytes: 50_000,
      });
      const byClass: Record<string, number> = {};
      for (const { ifcClass } of segments) byClass[ifcClass ?? ''] = (byClass[ifcClass ?? ''] ?? 0) + 1;
      expect(byClass).toEqual(truth.byClass);
      expect(rejects).toEqual([]);
      expect(segments.length + Object.values(ignored).reduce((sum, count) => sum + count, 0)).toBe(5298);
      expect(ignored['IfcMember']).toBe(1450);
      expect(Object.keys(warnings).filter((warning) => !warning.startsWith('unit_assumed: m'))).toEqual([
        'column_ignored: family_type',
      ]);
      for (const { externalId, bounds } of segments) {
        const box = truth.bounds[externalId ?? ''];
        if (box === undefined || bounds === null) continue;
        const ours = [bounds.minX, bounds.minY, bounds.minZ, bounds.maxX, bounds.maxY, bounds.maxZ];
        expect(Math.max(...ours.map((value, i) => Math.abs(value - (box[i] ?? NaN))))).toBeLessThan(0.01);
      }
    });

    it('reads sizes in the unit that the length column names', async () => {
      const { segments } = await parseDrawing(csvFormat, path);
      const duct = segments.find(({ externalId }) => externalId === '1qXS5vasH8rxQBPpPnXUai');
      expect(duct).toMatchObject({
        segmentType: 'duct_segment',
        discipline: 'mechanical',
        shape: 'rectangular',
        width: 0.3,
        height: 0.3,
        length: expect.closeTo(3.441973430359272, 12),
        properties: { size: '300x300', area_m2: '4.130368116431126', tag: '392168' },
      });
    });
  },
);
