import { describe, expect, it } from 'vitest';

import { feature, POINT } from '../../../../test/support/geojson-features.ts';
import { parseContent, type ParsedDrawing } from '../../../../test/support/parse-drawing.ts';
import { createIfcClassTable } from '../table/ifc-class-table.ts';
import { createGeoJsonFormat } from './create-geojson-format.ts';
import { geoJsonFormat } from './geojson-format.ts';

type Options = Parameters<typeof parseContent>[2];

function parse(content: unknown, options?: Options): Promise<ParsedDrawing> {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return parseContent(geoJsonFormat, text, options);
}

const LIMITED = createGeoJsonFormat({ classes: createIfcClassTable(), maxRecordBytes: 2000 });

describe('bad input', () => {
  const good = JSON.stringify(feature(POINT, { name: 'good' }));
  const inside = (text: string): string =>
    `{"type":"FeatureCollection","features":[${good},\n${text},\n${good}]}`;
  it.each([
    [
      '{"type":"Feature","geometry":{"type":"Point","coordinates":[1,"2"]},"properties":{}}',
      'invalid_number',
    ],
    ['{"type":"Feature","geometry":{"type":"Point","coordinates":[1]},"properties":{}}', 'invalid_number'],
    [
      '{"type":"Feature","geometry":{"type":"Point","coordinates":[1e999,0]},"properties":{}}',
      'non_finite_number',
    ],
    [
      '{"type":"Feature","geometry":{"type":"Point","coordinates":[NaN,0]},"properties":{}}',
      'non_finite_number',
    ],
    [
      '{"type":"Feature","geometry":{"type":"Point","coordinates":[1e300,0]},"properties":{}}',
      'out_of_range',
    ],
    ['{"type":"Feature","geometry":{"type":"Point","coordinates":5},"properties":{}}', 'invalid_field'],
    ['{"type":"Feature","geometry":{"type":"Sphere"},"properties":{}}', 'invalid_field'],
    ['{"type":"Feature","geometry":[1,2],"properties":{}}', 'invalid_field'],
    ['{"type":"Feature","geometry":null,"properties":[1]}', 'invalid_field'],
    ['{"type":"Feature","geometry":null,"properties":{"colour":"red"}}', 'malformed_record'],
    ['{"type":"Feature","id":{},"geometry":null,"properties":{"name":"a"}}', 'invalid_field'],
    ['{"type":"Feature","geometry":null,"properties":{"name":"a","width":"wide"}}', 'invalid_number'],
    ['{"a":1}', 'malformed_record'],
    ['null', 'malformed_record'],
    ['[1,{}]', 'malformed_record'],
    ['"text, with {"', 'malformed_record'],
    ['{"type":"Feature","geometry":null "properties":{}}', 'malformed_json'],
    ['{"type":"Feature","geometry":null,"properties":{"name":"a"}', 'malformed_json'],
    ['{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2},"properties":{}}', 'malformed_json'],
    ['{"type":"Feature","geometry":null,"properties":{"name":"a}}', 'malformed_json'],
    ['{"type":"Feature","geometry":null,"properties":{name:"a"}}', 'malformed_json'],
    ['}', 'malformed_json'],
  ])('%s is rejected alone as %s', async (text, code) => {
    for (const chunkBytes of [1, 1e9]) {
      const { segments, rejects } = await parseContent(LIMITED, inside(text), { chunkBytes });
      expect(segments.map(({ name }) => name)).toEqual(['good', 'good']);
      expect(rejects.map((reject) => ({ code: reject.code, ...reject.position }))).toEqual([
        { code, line: 2, byteOffset: 40 + good.length + 2, path: 'features[1]' },
      ]);
    }
  });

  it('goes on behind a broken feature whose neighbours do not begin with their type', async () => {
    const plain = '{"id":1,"geometry":null,"properties":{"parts":[{"a":1}]}}';
    const { segments, rejects } = await parse(
      `{"features":[${plain},{"id":1,"geometry":[},${plain},${plain}]}`,
    );
    expect(segments.map(({ position }) => position.path)).toEqual([
      'features[0]',
      'features[2]',
      'features[3]',
    ]);
    expect(rejects.map(({ position }) => position.path)).toEqual(['features[1]']);
  });

  it('rejects a feature beyond the limit without holding it', async () => {
    const long = good.replace('good', 'x'.repeat(3000));
    const { segments, rejects } = await parseContent(LIMITED, inside(long));
    expect(segments).toHaveLength(2);
    expect(rejects.map(({ code }) => code)).toEqual(['record_too_large']);
  });

  it('may lose its neighbour to a feature that is both broken and beyond the limit, but not the rest', async () => {
    const broken = `{"type":"Feature","geometry":null,"properties":{"name":"${'x'.repeat(3000)}}}`;
    const { segments, rejects } = await parseContent(LIMITED, inside(`${broken},${good},${good}`));
    expect(segments.length).toBeGreaterThanOrEqual(3);
    expect(rejects.map(({ code }) => code)).toEqual(['malformed_json']);
  });

  it('rejects a broken line of a sequence alone', async () => {
    const { segments, rejects } = await parse(`${good}\n{"type":"Feature",\n${good}\n{"type":"Fea`);
    expect(segments).toHaveLength(2);
    expect(rejects.map(({ code, position }) => ({ code, ...position }))).toMatchObject([
      { code: 'malformed_json', line: 2, path: '[1]' },
      { code: 'malformed_json', line: 4, path: '[3]' },
    ]);
  });

  it('rejects bytes that are not UTF-8', async () => {
    const bytes = Buffer.from(inside(good.replace('good', 'b@d')));
    bytes[bytes.indexOf('@')] = 0xff;
    const { segments, rejects } = await parseContent(geoJsonFormat, bytes);
    expect(segments).toHaveLength(2);
    expect(rejects.map(({ code }) => code)).toEqual(['invalid_encoding']);
  });

  it.each([
    [
      'coordinates',
      (deep: string, shut: string) =>
        `{"type":"Feature","geometry":{"type":"Polygon","coordinates":${deep}1${shut}},"properties":{"name":"a"}}`,
      '[',
      ']',
    ],
    [
      'properties',
      (deep: string, shut: string) =>
        `{"type":"Feature","geometry":null,"properties":{"name":"a","p":${deep}1${shut}}}`,
      '{"p":',
      '}',
    ],
    [
      'properties with an escape',
      (deep: string, shut: string) =>
        `{"type":"Feature","geometry":null,"properties":{"name":"\\u0041","p":${deep}1${shut}}}`,
      '{"p":',
      '}',
    ],
    [
      'a foreign member',
      (deep: string, shut: string) =>
        `{"type":"Feature","geometry":null,"properties":{"name":"a"},"p":${deep}1${shut}}`,
      '[',
      ']',
    ],
    [
      'collections',
      (deep: string, shut: string) =>
        `{"type":"Feature","geometry":${deep}{"type":"Point","coordinates":[1,2]}${shut},"properties":{}}`,
      '{"type":"GeometryCollection","geometries":[',
      ']}',
    ],
  ])('refuses %s that are nested 10,000 deep', async (_, text, open, shut) => {
    const { segments, rejects } = await parse(inside(text(open.repeat(10_000), shut.repeat(10_000))));
    expect(segments).toHaveLength(2);
    expect(rejects.map(({ code }) => code)).toEqual([expect.stringMatching(/^invalid_/)]);
  });

  it.each([
    `{"type":"FeatureCollection","features":[${good}`,
    `{"type":"FeatureCollection","features":[${good}]`,
    `{"type":"FeatureCollection","features":[${good},${good.slice(0, -30)}`,
    good.slice(0, -1),
    '{"type":"Feature',
  ])('%s is truncated', async (text) => {
    await expect(parse(text)).rejects.toMatchObject({ code: 'truncated_file' });
  });

  it('stops when its signal aborts', async () => {
    const stopped = AbortSignal.abort(new Error('stopped'));
    await expect(parse(inside(good), { signal: stopped })).rejects.toThrow('stopped');
  });
});
