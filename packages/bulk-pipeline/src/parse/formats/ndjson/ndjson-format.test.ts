import { type SegmentInput } from '@sizewise/shared';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseContent } from '../../../../test/support/parse-drawing.ts';
import { createIfcClassTable } from '../table/ifc-class-table.ts';
import { createNdjsonFormat } from './create-ndjson-format.ts';
import { ndjsonFormat } from './ndjson-format.ts';

const SEGMENT: SegmentInput = {
  externalId: 'a',
  segmentType: 'duct_segment',
  ifcClass: 'IfcDuctSegment',
  name: 'Duct 1',
  system: 'Supply Air',
  shape: 'rectangular',
  width: 0.3,
  height: 0.2,
  length: 3.5,
  airflow: 0.2,
  bounds: { minX: 0, minY: 0, minZ: 0, maxX: 3.5, maxY: 0.3, maxZ: 0.2 },
  connectsTo: ['b'],
  properties: { tag: '12', nested: { deep: [1, null] } },
};

async function parseOne(
  line: string | Uint8Array,
  options?: Parameters<typeof parseContent>[2],
): Promise<unknown> {
  const { segments, rejects, ignored } = await parseContent(ndjsonFormat, line, options);
  return segments[0] ?? rejects[0]?.code ?? Object.keys(ignored)[0];
}

describe('ndjsonFormat', () => {
  it('reads a segment as the export writes it', async () => {
    const exported = { id: 'x', projectId: 'y', importId: 'z', version: 3, ...SEGMENT };
    const { segments, rejects, warnings } = await parseContent(ndjsonFormat, JSON.stringify(exported));
    expect(rejects).toEqual([]);
    expect(warnings).toEqual({});
    expect(segments).toEqual([
      {
        ...SEGMENT,
        position: { line: 1, byteOffset: 0 },
        outline: null,
        openPorts: null,
        discipline: 'mechanical',
        layer: null,
        level: null,
        material: null,
        diameter: null,
      },
    ]);
  });

  it('keeps positions over a byte order mark, blank lines and CRLF', async () => {
    const text = '\u{FEFF}{"externalId":"ü"}\r\n\r\n  \n{"externalId":"b"}\n{"externalId":"c"}';
    const { segments } = await parseContent(ndjsonFormat, text);
    expect(segments.map(({ externalId, position }) => ({ externalId, ...position }))).toEqual([
      { externalId: 'ü', line: 1, byteOffset: 3 },
      { externalId: 'b', line: 4, byteOffset: 29 },
      { externalId: 'c', line: 5, byteOffset: 48 },
    ]);
  });

  it('keeps a bad line with its position, bytes and reason, and goes on', async () => {
    const { segments, rejects } = await parseContent(ndjsonFormat, '{"name":"a"}\n{"name":\n{"name":"b"}\n');
    expect(segments.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(rejects).toEqual([
      {
        position: { line: 2, byteOffset: 13 },
        raw: Buffer.from('{"name":'),
        code: 'malformed_json',
        reason: expect.stringMatching(/JSON/),
      },
    ]);
  });

  it.each([
    ['[1]', 'malformed_json'],
    ['null', 'malformed_json'],
    ['"text"', 'malformed_json'],
    ['{}', 'malformed_record'],
    ['{"colour":"red"}', 'malformed_record'],
    ['{"name":"a","width":NaN}', 'non_finite_number'],
    ['{"name":"NaN","width":-Infinity}', 'non_finite_number'],
    ['{"name":"a \\" NaN","width":}', 'malformed_json'],
    ['{"name":"a","width":1e999}', 'non_finite_number'],
    ['{"name":"a","width":"Infinity"}', 'non_finite_number'],
    ['{"name":"a","properties":{"x":[1e999]}}', 'non_finite_number'],
    ['{"name":"a","width":-1}', 'out_of_range'],
    ['{"name":"a","width":"wide"}', 'invalid_number'],
    ['{"name":"a","airflow":1e7}', 'out_of_range'],
    ['{"name":"a","bounds":{"minX":1e9,"minY":0,"minZ":0,"maxX":2e9,"maxY":1,"maxZ":1}}', 'out_of_range'],
    ['{"name":"a","bounds":{"minX":0,"minY":0}}', 'invalid_number'],
    ['{"name":"a","bounds":{"minX":2,"minY":0,"minZ":0,"maxX":1,"maxY":1,"maxZ":1}}', 'invalid_field'],
    ['{"name":"a","segmentType":"spaceship"}', 'invalid_field'],
    ['{"name":5}', 'invalid_field'],
    [`{"name":"a","properties":${'{"a":'.repeat(500)}1${'}'.repeat(500)}}`, 'invalid_field'],
    [`{"name":"\\u0000","properties":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'invalid_field'],
    ['{"name":"a","connectsTo":"b"}', 'invalid_field'],
    ['{"ifcClass":"IfcWall","name":"a"}', 'IfcWall'],
    ['{"ifcClass":"IFCWALL","segmentType":"other"}', 'IfcWall'],
    ['{"guid":"a","ifc_class":"IFCSLAB","width":"no number"}', 'IfcSlab'],
  ])('%s gives %s', async (line, expected) => expect(await parseOne(line)).toBe(expected));

  it('rejects bytes that are not UTF-8, and those alone', async () => {
    const bad = Buffer.concat([Buffer.from('{"name":"'), Buffer.of(0x8b, 0xf3), Buffer.from('"}\n')]);
    const { segments, rejects } = await parseContent(
      ndjsonFormat,
      Buffer.concat([Buffer.from('{"name":"Ø"}\n'), bad]),
    );
    expect(segments.map(({ name }) => name)).toEqual(['Ø']);
    expect(rejects).toMatchObject([{ code: 'invalid_encoding', position: { line: 2 } }]);
  });

  it('takes the type from the class where none is given, else other', async () => {
    expect(await parseOne('{"ifcClass":"IFCPIPEFITTING"}')).toMatchObject({
      segmentType: 'pipe_fitting',
      ifcClass: 'IfcPipeFitting',
    });
    expect(await parseOne('{"name":"a"}')).toMatchObject({ segmentType: 'other', discipline: null });
  });

  it('replaces what jsonb refuses, in values and keys at any depth', async () => {
    const line = String.raw`{"name":"a\u0000b","properties":{"k\ud800":["\udc00 \ud83d\ude00"]}}`;
    const { segments, warnings } = await parseContent(ndjsonFormat, line);
    expect(segments[0]).toMatchObject({ name: 'a\u{FFFD}b', properties: { 'k\u{FFFD}': ['\u{FFFD} 😀'] } });
    expect(warnings).toEqual({ 'character_replaced: in a JSON string': 3 });
  });

  it('scales lengths by the unit of the caller, flows not', async () => {
    const line =
      '{"name":"a","width":300,"airflow":0.2,"bounds":{"minX":0,"minY":0,"minZ":0,"maxX":1000,"maxY":1,"maxZ":1}}';
    expect(await parseOne(line, { unit: 'mm' })).toMatchObject({
      width: 0.3,
      airflow: 0.2,
      bounds: { maxX: 1 },
    });
  });

  it('reads keys as column names where they are not those of a segment', async () => {
    const row = {
      GlobalId: 'g1',
      ifc_class: 'IFCDUCTSEGMENT',
      length_mm: 1200,
      'Width (in)': '12',
      Flow_cfm: 100,
      maker: 'X',
      __proto__x: 1,
    };
    const { segments, warnings } = await parseContent(ndjsonFormat, `${JSON.stringify(row)}\n`.repeat(3));
    expect(segments).toHaveLength(3);
    expect(segments[2]).toMatchObject({
      externalId: 'g1',
      ifcClass: 'IfcDuctSegment',
      segmentType: 'duct_segment',
      length: 1.2,
      width: 12 * 0.0254,
      airflow: expect.closeTo(0.0471947443, 9),
      properties: { maker: 'X' },
    });
    expect(warnings).toMatchObject({ 'column_ignored: maker': 3 });
  });

  it('keeps the number of names it counts and warns of within bounds', async () => {
    const rows = Array.from(
      { length: 1000 },
      (_, i) => `{"name":"a","key${i}":1}\n{"ifcClass":"IfcNew${i}"}\n{"ifcClass":"__proto__"}\n`,
    );
    const { segments, ignored, warnings } = await parseContent(ndjsonFormat, rows.join(''));
    expect(segments).toHaveLength(1000);
    expect(Object.keys(warnings)).toHaveLength(257);
    expect(warnings['column_ignored: further columns']).toBe(1000 - 256);
    expect(Object.keys(ignored)).toHaveLength(501);
    expect(ignored['unknown class']).toBe(500 + 1000);
  });

  it('keeps a key named __proto__ as data', async () => {
    const { segments } = await parseContent(
      ndjsonFormat,
      '{"guid":"a","__proto__":"x","properties":{"b":null}}',
    );
    expect(JSON.stringify(segments[0]?.properties)).toBe('{"b":null,"__proto__":"x"}');
  });

  it('rejects a line over the limit without holding it, wherever it stands', async () => {
    const format = createNdjsonFormat({ classes: createIfcClassTable(), maxRecordBytes: 1000 });
    const long = `{"name":"${'x'.repeat(3_000_000)}"}`;
    const lines = [long, '{"name":"a"}', `{"name":"${'y'.repeat(2000)}"}`, '{"name":"b"}', long];
    for (const chunkBytes of [10, 1_000_000, 1e9]) {
      const { segments, rejects } = await parseContent(format, lines.join('\n'), { chunkBytes });
      expect(segments.map(({ name }) => name)).toEqual(['a', 'b']);
      expect(rejects.map(({ code, position }) => [code, position.line])).toEqual([
        ['record_too_large', 1],
        ['record_too_large', 3],
        ['record_too_large', 5],
      ]);
      expect(Math.max(...rejects.map(({ raw }) => raw.length))).toBe(64 * 1024 + 1);
    }
  });

  it('stops when the signal aborts', async () => {
    await expect(
      parseContent(ndjsonFormat, '{"name":"a"}\n', { signal: AbortSignal.abort() }),
    ).rejects.toThrow(/abort/i);
  });

  it('gives the same records for any chunk size', { timeout: 60_000 }, async () => {
    const line = fc.oneof(
      fc
        .record({ externalId: fc.string(), name: fc.string({ unit: 'grapheme' }) })
        .map((row) => JSON.stringify(row)),
      fc.constantFrom(
        '',
        '   ',
        '{',
        '{"width":-1,"name":"a"}',
        '{"guid":"g","size":"300x200"}',
        '{"ifcClass":"IfcWall"}',
      ),
    );
    const file = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        file,
        fc.integer({ min: 1, max: 300 }),
        fc.boolean(),
        async (lines, chunkBytes, isOpen) => {
          const text =
            lines.map(([content, newline]) => content + newline).join('') + (isOpen ? '{"name":"last"}' : '');
          const { plan: _, ...whole } = await parseContent(ndjsonFormat, text, { chunkBytes: 1e9 });
          const { plan, ...cut } = await parseContent(ndjsonFormat, text, { chunkBytes });
          expect(cut).toEqual(whole);
          const ends = [0, ...plan.chunks.map(({ end }) => end)];
          expect(plan.chunks.map(({ start }) => start)).toEqual(ends.slice(0, -1));
          expect(ends.at(-1)).toBe(Buffer.byteLength(text));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads lines of any length across the blocks of the file', async () => {
    const lengths = [0, 1, 700_000, 3, 524_288, 524_287, 5, 1_200_000, 40];
    const names = Array.from({ length: 40 }, (_, i) =>
      String.fromCodePoint(0xe0 + i).repeat((lengths[i % lengths.length] ?? 0) / 200),
    );
    const text = names.map((name) => JSON.stringify({ externalId: 'x', properties: { name } })).join('\n');
    const { segments } = await parseContent(ndjsonFormat, text, { chunkBytes: 100_000 });
    expect(segments.map(({ properties }) => properties['name'])).toEqual(names);
    expect(segments.map(({ position }) => position.line)).toEqual(names.map((_, i) => i + 1));
  });
});
