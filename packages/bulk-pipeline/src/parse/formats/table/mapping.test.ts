import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { importMappingSchema, type TableMapping } from '@sizewise/shared';
import { describe, expect, it } from 'vitest';

import { parseContent, type ParsedDrawing } from '../../../../test/support/parse-drawing.ts';
import { TemporaryFolder } from '../../../../test/support/temporary-folder.ts';
import { type DrawingFormat } from '../../format.ts';
import { csvFormat } from '../csv/csv-format.ts';
import { geoJsonFormat } from '../geojson/geojson-format.ts';
import { ndjsonFormat } from '../ndjson/ndjson-format.ts';
import { layoutTable, usesOf } from './table-layout.ts';
import { mappingOf } from './table-mapping.ts';

const GERMAN = [
  { Nummer: 'a1', Bauteil: 'Duct', 'Breite (mm)': '300', Hoehe: '200', Strang: 'Zuluft', name: 'Kanal' },
  { Nummer: 'a2', Bauteil: 'Valve', 'Breite (mm)': '100', Hoehe: '100', Strang: 'Abluft', name: 'Klappe' },
];
const MAPPING = {
  columns: {
    Nummer: 'externalId',
    Bauteil: 'type',
    'Breite (mm)': 'width',
    Hoehe: 'height',
    Strang: 'system',
    name: null,
  },
  units: { Hoehe: 'cm' },
} satisfies TableMapping;
const RENAMED = {
  Nummer: 'guid',
  Bauteil: 'type',
  'Breite (mm)': 'width_mm',
  Hoehe: 'height_cm',
  Strang: 'system',
};

const rename = (row: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [{ ...RENAMED, name: 'Kennung' }[key] ?? key, value]),
  );
const csv = (rows: readonly Record<string, string>[]): string =>
  [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))]
    .map((cells) => cells.join(','))
    .join('\n');
const ndjson = (rows: readonly object[]): string => rows.map((row) => JSON.stringify(row)).join('\n');
const geojson = (rows: readonly object[]): string =>
  JSON.stringify({
    type: 'FeatureCollection',
    coordinateUnit: 'm',
    features: rows.map((properties) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [1, 2, 3] },
      properties,
    })),
  });

/** Fields that a name of a column has no part in. */
const stored = ({ segments }: ParsedDrawing): unknown[] =>
  segments.map((record) => ({
    ...record,
    position: null,
    properties: Object.values(record.properties),
  }));

describe.each([
  ['csv', csvFormat, csv],
  ['ndjson', ndjsonFormat, ndjson],
  ['geojson', geoJsonFormat, geojson],
] as const)('a mapping of %s', (_, format: DrawingFormat, write: (rows: typeof GERMAN) => string) => {
  it('gives what the file gives with its columns renamed', async () => {
    const mapped = await parseContent(format, write(GERMAN), { table: MAPPING });
    const renamed = await parseContent(format, write(GERMAN.map(rename) as typeof GERMAN));
    expect(stored(mapped)).toEqual(stored(renamed));
    expect(mapped.segments[0]).toMatchObject({
      externalId: 'a1',
      segmentType: 'duct_segment',
      width: 0.3,
      height: 2,
      system: 'Zuluft',
      name: null,
    });
    expect(mapped.segments[0]?.properties).toHaveProperty('name', 'Kanal');
  });

  it.each<[string, TableMapping, string[]]>([
    ['a column that is not there', { columns: { Farbe: 'name' } }, ['columns.Farbe']],
    ['a unit of a column that is not there', { units: { Farbe: 'mm' } }, ['units.Farbe']],
    [
      'a unit of a field without',
      { columns: { Strang: 'system' }, units: { Strang: 'mm' } },
      ['units.Strang'],
    ],
    ['a flow unit for a length', { columns: { Hoehe: 'height' }, units: { Hoehe: 'cfm' } }, ['units.Hoehe']],
    [
      'a unit of a column kept as it is',
      { columns: { Hoehe: null }, units: { Hoehe: 'mm' } },
      ['units.Hoehe'],
    ],
  ])('is refused with %s', async (_case, table, paths) => {
    await using folder = await TemporaryFolder.create();
    const path = join(folder.path, 'source');
    const content = write(GERMAN);
    await writeFile(path, content);
    const request = {
      file: { path, bytes: Buffer.byteLength(content) },
      options: { unit: null, table },
      signal: new AbortController().signal,
    };
    const error: unknown = await format.checkMapping?.(request).catch((fault: unknown) => fault);
    expect(error).toMatchObject({
      code: 'invalid_mapping',
      data: { faults: paths.map((at) => ({ path: at, message: expect.any(String) })) },
    });
    await expect(
      format.checkMapping?.({ ...request, options: { unit: null, table: MAPPING } }),
    ).resolves.toBeUndefined();
  });
});

describe('the mapping that a table is read with', () => {
  it.each([
    [['guid', 'length_mm', 'width', 'airflow', 'size', 'colour'], null],
    [['guid', 'length_mm', 'width', 'size', 'colour', 'Colour'], 'in'],
    [['id', 'guid', 'project_id', 'segment_type', 'width', 'x', 'minX', 'minY', 'maxX', 'maxY'], null],
    [['Länge', 'Länge', '', 'name', 'Name', 'x', 'bounds'], 'ft'],
  ])('of %j, in %s, gives the same layout again', (headers, unit) => {
    const first = layoutTable(headers, unit);
    const mapping = importMappingSchema.parse(mappingOf(usesOf(first)));
    const again = layoutTable(headers, unit, mapping);
    const scales = ({ columns }: typeof first): unknown[] =>
      Object.entries(columns).map(([field, { index, header, scale }]) => [field, index, header, scale]);
    expect(scales(again)).toEqual(scales(first));
    expect(again.properties).toEqual(first.properties);
    expect(again.sizeScale).toBe(first.sizeScale);
  });

  it('is given up by a column whose field another takes', () => {
    const layout = layoutTable(['name', 'title'], null, { columns: { title: 'name' } });
    expect(layout.columns.name?.header).toBe('title');
    expect(layout.properties).toEqual([{ index: 0, key: 'name' }]);
  });
});

describe('importMappingSchema', () => {
  it.each([
    [{ columns: { a: 'name', b: 'name' } }, 'columns.b'],
    [{ columns: { a: 'colour' } }, 'columns.a'],
    [{ units: { a: 'furlong' } }, 'units.a'],
    [{ layers: [{ pattern: 'M-*' }] }, 'layers.0'],
    [{ layers: [{ pattern: 'M-*', discipline: 'plumber' }] }, 'layers.0.discipline'],
    [{ column: {} }, ''],
  ])('refuses %j at %s', (mapping, path) => {
    const { error } = importMappingSchema.safeParse(mapping);
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});
