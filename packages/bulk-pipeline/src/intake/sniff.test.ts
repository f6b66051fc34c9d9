import { readFile } from 'node:fs/promises';

import { describeWithDrawings, drawingPath } from '@sizewise/test-support';
import { describe, expect, it } from 'vitest';

import { SNIFF_BYTES } from './sniff-signatures.ts';
import { sniffFormat } from './sniff.ts';

function sniffed(content: string | Uint8Array): string {
  const bytes = Buffer.from(content);
  try {
    return sniffFormat(bytes.subarray(0, SNIFF_BYTES), bytes.length <= SNIFF_BYTES);
  } catch (error) {
    const { code, data } = error as { code: string; data: { looksLike: string; firstBytes: string } };
    const isShown = data.firstBytes === bytes.toString('hex', 0, 16);
    return code === 'unknown_format' && isShown ? `no: ${data.looksLike}` : `wrong error ${code}`;
  }
}

describe('sniffFormat', () => {
  it.each([
    ['plain', 'ISO-10303-21;\nHEADER;'],
    ['white space first', '\r\n\t ISO-10303-21;\nHEADER;'],
    ['comments first', '/* made by hand */ /**/\n/* ISO-10303-21 */ISO-10303-21 ;HEADER;'],
    ['a byte order mark first', '\u{FEFF}ISO-10303-21;'],
    ['binary bytes behind', Buffer.concat([Buffer.from('ISO-10303-21;'), Buffer.of(0, 1, 2, 3)])],
  ])('IFC with %s', (_, content) => expect(sniffed(content)).toBe('ifc'));

  it.each([
    ['objects', '{"a":1}\n{"a":2}\n'],
    ['one object without a newline', '{"externalId":"a","segmentType":"duct_segment"}'],
    ['blank lines first', '\n\r\n  {"a":1}\n'],
    ['a byte order mark first', '\u{FEFF}{"a":1}\n'],
    ['words of GeoJSON deeper down', '{"name":"a","properties":{"type":"Feature","coordinates":[1]}}\n'],
    ['a broken first record', '{"a":NaN}\n{"a":2}\n'],
    ['a first record longer than the sample', `{"name":"${'x'.repeat(100_000)}"}\n{"a":1}\n`],
    [
      'Shift-JIS in strings',
      Buffer.concat([Buffer.from('{"name":"'), Buffer.of(0x8b, 0xf3), Buffer.from('"}\n')]),
    ],
  ])('NDJSON with %s', (_, content) => expect(sniffed(content)).toBe('ndjson'));

  it.each([
    '{"type":"FeatureCollection","features":[]}',
    '{\n  "type": "FeatureCollection",\n "features": []}',
    '\u{FEFF}{"crs":{"type":"name","properties":{"name":"EPSG:25832"}},"type":"FeatureCollection","features":[]}',
    '{"bbox":[0,0,1,1],"features":[',
    '{"type":"Feature","geometry":null}\n{"type":"Feature","geometry":null}\n',
    '{"properties":{"a":"}"},"type":"Feature","geometry":null}',
    `{"geometry":{"type":"Polygon","coordinates":[[${'[1,2],'.repeat(20_000)}`,
    '\u{1E}{"type":"Feature","geometry":null}\n',
    '{"type":"Point","coordinates":[1,2]}',
  ])('GeoJSON: %.60s', (content) => expect(sniffed(content)).toBe('geojson'));

  it.each([
    ['comma', 'guid,class,length_mm\na,IfcDuctSegment,10\n'],
    ['semicolon', 'guid;Länge (mm)\na;1,5\nb;2,5\n'],
    ['tab', 'guid\tname\na\tb\n'],
    ['pipe', 'guid|name\na|b\n'],
    ['header alone', 'guid,name,width'],
    ['CR newlines', 'guid,name\ra,b\rc,d\r'],
    ['quoted newlines', 'guid,name\na,"x\ny,z"\nb,c\n'],
    ['a ragged row alone', 'guid,name\n1,2,3\n'],
    ['as many ragged rows as good ones', 'guid,name\n1,2,3\n1,2\n1\n1,2\n'],
    ['a quote that never closes', 'guid,name\n1,"a\n2,b\n'],
    ['one ragged row', 'guid,name\na,b\nc,d,e\nf,g\nh,i\n'],
    ['Windows-1252', Buffer.from('guid,name\na,L\u{FC}ftung\n', 'latin1')],
    [
      'Shift-JIS',
      Buffer.concat([Buffer.from('guid,name\na,'), Buffer.of(0x8b, 0xf3, 0x92, 0xb2), Buffer.from('\n')]),
    ],
    ['a NUL in a field', `guid,name\n${'aaaa,bbbb\n'.repeat(20)}c,d\u{0}\n`],
    ['a very long second row', `guid,name\na,${'x'.repeat(100_000)}\n`],
  ])('CSV with %s', (_, content) => expect(sniffed(content)).toBe('csv'));

  it.each([
    ['a section', '  0\nSECTION\n  2\nHEADER\n'],
    ['lines ended by CR', '  0\rSECTION\r  2\rHEADER\r'],
    ['comments first', '999\nmade by hand\n0\r\nSECTION\r\n'],
    ['the binary sentinel', 'AutoCAD Binary DXF\r\n\u{1a}\u{0}'],
    ['control characters in a text', '0\nSECTION\n2\nENTITIES\n0\nTEXT\n1\na\u{b}b\n'],
    ['binary rubbish behind its header', '0\nSECTION\n2\nHEADER\n\u{1}\u{2}\u{0}\u{0}\u{0}'],
    ['no section at all', '0\nLINE\n8\n0\n10\n1.0\n20\n2.0\n11\n3.0\n21\n4.0\n'],
  ])('DXF with %s', (_, content) => expect(sniffed(content)).toBe('dxf'));

  it.each([
    ['text', '0\nLINE\nof a poem\nabout 10 ducts\n'],
    ['pdf', '%PDF-1.7\n'],
    ['png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['elf', Buffer.from('7f454c4602010100', 'hex')],
    ['binary', 'AC1.50\u{0}\u{0}'],
    ['xml', '<?xml version="1.0"?>\n<ifcXML/>'],
    ['xml', '<html><body>a,b</body></html>'],
    ['json array', '[{"a":1},{"a":2}]'],
    ['json array', '[\n{"a":1},\n{"a":2}\n]'],
    ['text', 'Dear all,\nthe ducts, which we spoke of last week, are there.\nRegards, Ann\n'],
    ['json', '{\n  "name": "x"\n}'],
    ['json', '{broken'],
    ['text', 'This is a letter. It has commas, too, and full stops.\nAnd a second line.\n'],
    ['text', 'word'],
    ['text', '1,2,3\n4,5,6\n'],
    ['text', ' \n \n'],
    ['binary', Buffer.of(1, 2, 3, 4, 5)],
    ['binary', Buffer.alloc(100)],
    ['zip', 'PK\u{3}\u{4}'],
  ])('%s is no drawing', (looksLike, content) => expect(sniffed(content)).toBe(`no: ${looksLike}`));

  it('does not take long on many comments without an end', () => {
    expect(sniffed('/**/'.repeat(16_000))).toBe('no: text');
    expect(sniffed(' '.repeat(64_000))).toBe('no: text');
    expect(sniffed(`{${'"a":{'.repeat(12_000)}`)).toBe('no: json');
  });
});

const REAL: Readonly<Record<string, string>> = {
  'ifc/hvac_heating_B03.ifc': 'ifc',
  'odd/odd_header_cut.ifc': 'ifc',
  'odd/SingleBackslash.ifc': 'ifc',
  'table/school_mep_segments.csv': 'csv',
  'table/ky4_pipes.geojson': 'geojson',
  'table/school_mep_footprints.geojson': 'geojson',
  'dxf/floorplan.dxf': 'dxf',
  'dxf/array-rotated.dxf': 'dxf',
  'odd/diamond-bin.dxf': 'dxf',
  'odd/ezdxf_recover01.dxf': 'dxf',
  'dxf/school_level1_hvac_plan_R12.dxf': 'dxf',
};

describeWithDrawings(Object.keys(REAL), 'sniffFormat on real drawings', () => {
  it.each(Object.entries(REAL))('%s', async (name, expected) => {
    expect(sniffed(await readFile(drawingPath(name)))).toBe(expected);
  });
});
