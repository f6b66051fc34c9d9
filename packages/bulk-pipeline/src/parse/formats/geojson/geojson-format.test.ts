import { describe, expect, it } from 'vitest';

import { collection, feature, POINT } from '../../../../test/support/geojson-features.ts';
import { parseContent, type ParsedDrawing } from '../../../../test/support/parse-drawing.ts';
import { geoJsonFormat } from './geojson-format.ts';

type Options = Parameters<typeof parseContent>[2];

function parse(content: unknown, options?: Options): Promise<ParsedDrawing> {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return parseContent(geoJsonFormat, text, options);
}

async function single(content: unknown, options?: Options): Promise<unknown> {
  const { segments, rejects } = await parse(content, options);
  expect(segments.length + rejects.length).toBe(1);
  return segments[0] ?? rejects[0]?.code;
}

describe('units and coordinate systems', () => {
  const named = (name: string): object => ({ crs: { type: 'name', properties: { name } } });
  const ASSUMED = 'unit_assumed: coordinates: metres, ';
  it.each([
    [named('urn:ogc:def:crs:EPSG::25832'), {}, 1, null],
    [named('EPSG:2263'), {}, 1200 / 3937, null],
    [named('http://www.opengis.net/def/crs/EPSG/0/2222'), {}, 0.3048, null],
    [named('Site grid (mm)'), {}, 0.001, null],
    [{ crs: { type: 'EPSG', properties: { code: 3547 } } }, {}, 1200 / 3937, null],
    [named('urn:ogc:def:crs:OGC:1.3:CRS84'), {}, 1, 'urn:ogc:def:crs:OGC:1.3:CRS84 is not metric'],
    [named('EPSG:4326'), {}, 1, 'EPSG:4326 is not metric'],
    [named('Kentucky'), {}, 1, 'the unit of Kentucky is not known'],
    [{}, {}, 1, 'no coordinate system is named'],
    [{ crs: null }, {}, 1, 'no coordinate system is named'],
    [{ coordinateUnit: 'm' }, {}, 1, null],
    [{}, { unit: 'mm' }, 0.001, null],
    [named('EPSG:4326'), { unit: 'ft' }, 0.3048, null],
    [named('EPSG:4326'), { crs: 'EPSG:25833' }, 1, null],
    [named('EPSG:25832'), { crs: '2263' }, 1200 / 3937, null],
  ])('%j with %j', async (rest, options, scale, assumed) => {
    const content = collection([feature({ type: 'Point', coordinates: [1000, 2000] })], rest);
    for (const text of [content, { ...rest, ...content }]) {
      const { segments, warnings } = await parse(text, options);
      expect(segments[0]?.bounds?.minX).toBeCloseTo(1000 * scale, 9);
      expect(segments[0]?.bounds?.maxY).toBeCloseTo(2000 * scale, 9);
      expect(Object.keys(warnings)).toEqual(assumed === null ? [] : [ASSUMED + assumed]);
    }
  });

  it('takes no length from degrees', async () => {
    const line = feature({
      type: 'LineString',
      coordinates: [
        [8, 50],
        [9, 50],
      ],
    });
    const degrees = await parse(collection([line], named('EPSG:4326')));
    expect(degrees.segments[0]?.length).toBeNull();
    expect((await parse(collection([line], named('EPSG:25832')))).segments[0]?.length).toBe(1);
  });

  it('reads units in the names of properties, whatever the coordinates are in', async () => {
    const { segments } = await parse(
      collection([feature(POINT, { length_mm: 1500, airflow_cfm: 1000 })], named('EPSG:2263')),
    );
    expect(segments[0]).toMatchObject({ length: 1.5, airflow: expect.closeTo(0.471947, 6) });
  });
});

describe('properties', () => {
  it.each([
    [{ class: 'IFCDUCTSEGMENT' }, 'duct_segment', 'mechanical'],
    [{ category: 'Pipe Fittings' }, 'pipe_fitting', null],
    [{ segment_type: 'air_terminal' }, 'air_terminal', null],
    [{ start_node_name: 'a', end_node_name: 'b', roughness: 100 }, 'pipe_segment', 'plumbing'],
    [{ start_node_name: 'a', end_node_name: 'b', pump_type: 'POWER' }, 'moving_device', 'plumbing'],
    [{ start_node_name: 'a', end_node_name: 'b', valve_type: 'PRV' }, 'flow_controller', 'plumbing'],
    [{ start_node_name: 'a', end_node_name: 'b' }, 'other', null],
    [{ start_node_name: 'a', end_node_name: 'b', roughness: 1, type: 'duct' }, 'duct_segment', null],
    [{ init_level: 1, min_level: 0, max_level: 3 }, 'storage', 'plumbing'],
    [{ colour: 'red' }, 'other', null],
  ])('%j says %s, %s', async (properties, segmentType, discipline) => {
    expect(await single(feature(POINT, properties))).toMatchObject({ segmentType, discipline });
  });

  it('counts what is no distribution element', async () => {
    const { segments, ignored } = await parse(collection([feature(POINT, { class: 'IfcWall' })]));
    expect(segments).toEqual([]);
    expect(ignored).toEqual({ IfcWall: 1 });
  });

  it('takes the id of the feature, and keeps another one and foreign members', async () => {
    const content = feature(POINT, { guid: 'g', name: 'n' }, { id: 7, title: 't' });
    expect(await single(content)).toMatchObject({
      externalId: '7',
      name: 'n',
      properties: { guid: 'g', title: 't' },
    });
    expect(await single(feature(POINT, { guid: 'g' }))).toMatchObject({ externalId: 'g', properties: {} });
  });

  it('takes back what the export writes, without a warning', async () => {
    const properties = {
      projectId: 'p',
      importId: 'i',
      version: 2,
      externalId: 'e',
      segmentType: 'duct_segment',
      width: 0.3,
      connectsTo: ['f'],
      properties: { a: [1] },
    };
    const square = {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 1],
          [0, 0],
        ],
      ],
    };
    const exported = feature(square, properties, { id: 'x', bbox: [0, 0, 3, 1, 1, 4] });
    const { segments, warnings } = await parse(collection([exported], { coordinateUnit: 'm' }));
    expect(warnings).toEqual({});
    expect(segments[0]).toMatchObject({
      externalId: 'e',
      segmentType: 'duct_segment',
      width: 0.3,
      bounds: { minX: 0, minY: 0, minZ: 3, maxX: 1, maxY: 1, maxZ: 4 },
      connectsTo: ['f'],
      properties: { a: [1] },
    });
  });

  it('keeps the id of a feature whose properties are those of a segment without an id of its own', async () => {
    const properties = { segmentType: 'duct_segment', name: 'a' };
    expect(await single(feature(POINT, properties, { id: 17 }))).toMatchObject({ externalId: '17' });
  });

  it('replaces what cannot be stored', async () => {
    const { segments, warnings } = await parse(
      '{"type":"Feature","geometry":null,"properties":{"name":"a\\u0000"}}',
    );
    expect(segments[0]?.name).toBe('a\u{FFFD}');
    expect(warnings).toMatchObject({ 'character_replaced: in a JSON string': 1 });
  });
});

describe('documents', () => {
  const one = JSON.stringify(feature(POINT, { name: 'a' }));
  it.each([
    ['a feature', one, ['[0]']],
    ['a byte order mark', `\u{FEFF}${one}`, ['[0]']],
    ['a feature per line', `${one}\n${one}\r\n\n${one}`, ['[0]', '[1]', '[2]']],
    ['a sequence by RFC 8142', `\u{1E}${one}\n\u{1E}${one}\n`, ['[0]', '[1]']],
    [
      'collections in a row',
      `{"features":[${one},${one}]}\n{"features":[]}{"features":[${one}]}`,
      ['features[0]', 'features[1]', '[2].features[0]'],
    ],
    [
      'members behind the features',
      `{"features":[${one}],"x":{"features":[${one}]},"type":"FeatureCollection"}`,
      ['features[0]'],
    ],
    ['an empty collection', '{"type":"FeatureCollection","features":[]}', []],
    ['white space alone', ' \n ', []],
  ])('%s', async (_, text, paths) => {
    for (const chunkBytes of [1, 1e9]) {
      const { segments, rejects } = await parse(text, { chunkBytes });
      expect(rejects).toEqual([]);
      expect(segments.map(({ position }) => position.path)).toEqual(paths);
      expect(segments.every(({ name }) => name === 'a')).toBe(true);
    }
  });

  it('says where each feature stands', async () => {
    const text = `{"type":"FeatureCollection","features":[\n${one},\n\n  ${one}]}`;
    const { segments } = await parse(text);
    expect(segments.map(({ position }) => position)).toEqual([
      { line: 2, byteOffset: 41, path: 'features[0]' },
      { line: 4, byteOffset: 41 + one.length + 5, path: 'features[1]' },
    ]);
  });
});
