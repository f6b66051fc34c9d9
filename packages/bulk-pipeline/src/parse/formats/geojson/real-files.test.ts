import { readFile } from 'node:fs/promises';

import { type Bounds } from '@sizewise/shared';
import { describeWithDrawings, drawingPath } from '@sizewise/test-support';
import { describe, expect, it } from 'vitest';

import { parseDrawing, type ParsedDrawing } from '../../../../test/support/parse-drawing.ts';
import { csvFormat } from '../csv/csv-format.ts';
import { geoJsonFormat } from './geojson-format.ts';

const PIPES = 'table/ky4_pipes.geojson';
const TABLE = 'table/school_mep_segments.csv';
const FOOTPRINTS = 'table/school_mep_footprints.geojson';
/** EPSG:3547, Kentucky Single Zone in US survey feet: 1200/3937 m by definition. */
const US_FOOT = 1200 / 3937;

interface File {
  readonly features: readonly {
    readonly id?: string;
    readonly properties: Readonly<Record<string, string | number | null>>;
    readonly geometry: { readonly type: string; readonly coordinates: unknown };
  }[];
}

async function readWhole(name: string): Promise<File> {
  return JSON.parse(await readFile(drawingPath(name), 'utf8')) as File;
}

function numbersOf(value: unknown): [number, number][] {
  const list = value as unknown[];
  return typeof list[0] === 'number' ? [list as [number, number]] : list.flatMap(numbersOf);
}

function counts(values: readonly (string | null)[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const value of values) found[String(value)] = (found[String(value)] ?? 0) + 1;
  return found;
}

function overall({ segments }: ParsedDrawing): Record<string, number> {
  const boxes = segments.map(({ bounds }) => bounds!);
  return {
    minX: Math.min(...boxes.map((box) => box.minX)),
    minY: Math.min(...boxes.map((box) => box.minY)),
    minZ: Math.min(...boxes.map((box) => box.minZ)),
    maxX: Math.max(...boxes.map((box) => box.maxX)),
    maxY: Math.max(...boxes.map((box) => box.maxY)),
    maxZ: Math.max(...boxes.map((box) => box.maxZ)),
  };
}

function distance(a: Bounds, b: Bounds): number {
  return Math.max(...Object.values(a).map((value, i) => Math.abs(value - Object.values(b)[i]!)));
}

function totalLength({ segments }: ParsedDrawing): number {
  return segments.reduce((sum, { length }) => sum + (length ?? 0), 0);
}

describeWithDrawings([PIPES], 'the water mains of Kentucky', () => {
  it('gives the reviewed result', async () => {
    const drawing = await parseDrawing(geoJsonFormat, drawingPath(PIPES));
    const { segments, rejects, ignored, warnings } = drawing;
    expect(rejects).toEqual([]);
    expect(ignored).toEqual({});
    expect(counts(segments.map(({ segmentType }) => segmentType))).toEqual({ pipe_segment: 1156 });
    expect(counts(segments.map(({ discipline }) => discipline))).toEqual({ plumbing: 1156 });
    expect(counts(segments.map(({ layer }) => layer))).toEqual({ null: 1156 });
    expect(Object.keys(warnings).filter((key) => key.startsWith('unit_assumed'))).toEqual([
      'unit_assumed: diameter: metres',
      'unit_assumed: length: metres',
    ]);
    expect(totalLength(drawing)).toBeCloseTo(260_241.0347, 3);
    const box = overall(drawing);
    expect([box['minZ'], box['maxZ']]).toEqual([0, 0]);
    expect(box['minX']).toBeCloseTo(1_506_462.6843, 3);
    expect(box['minY']).toBeCloseTo(1_185_273.4823, 3);
    expect(box['maxX']).toBeCloseTo(1_521_940.2306, 3);
    expect(box['maxY']).toBeCloseTo(1_194_029.3371, 3);
  });

  it('agrees with the file, read as a whole', async () => {
    const drawing = await parseDrawing(geoJsonFormat, drawingPath(PIPES));
    const { features } = await readWhole(PIPES);
    expect(drawing.segments.map(({ name }) => name)).toEqual(
      features.map(({ properties }) => properties['name']),
    );
    const lengths = features.map(({ properties }) => Number(properties['length']));
    expect(totalLength(drawing)).toBeCloseTo(
      lengths.reduce((sum, length) => sum + length, 0),
      6,
    );
    const all = features.flatMap(({ geometry }) => numbersOf(geometry.coordinates));
    const box = overall(drawing);
    expect(box['minX']).toBeCloseTo(Math.min(...all.map(([x]) => x)) * US_FOOT, 6);
    expect(box['maxX']).toBeCloseTo(Math.max(...all.map(([x]) => x)) * US_FOOT, 6);
    expect(box['minY']).toBeCloseTo(Math.min(...all.map(([, y]) => y)) * US_FOOT, 6);
    expect(box['maxY']).toBeCloseTo(Math.max(...all.map(([, y]) => y)) * US_FOOT, 6);
  });

  it('has coordinates in feet beside lengths in metres: most lines are as long as they say', async () => {
    const { segments } = await parseDrawing(geoJsonFormat, drawingPath(PIPES));
    const ratios = segments.map(({ outline, length }) => {
      if (outline?.type !== 'polyline') throw new Error('no line');
      const line = outline.coordinates;
      const drawn = line.slice(1).map(([x, y], i) => Math.hypot(x - line[i]![0], y - line[i]![1]));
      return drawn.reduce((sum, part) => sum + part, 0) / length!;
    });
    expect(ratios.toSorted((a, b) => a - b)[578]).toBeCloseTo(1, 3);
  });
});

describeWithDrawings([FOOTPRINTS], 'the footprints of the school', () => {
  it('gives the reviewed result', async () => {
    const drawing = await parseDrawing(geoJsonFormat, drawingPath(FOOTPRINTS));
    const { segments, rejects, ignored, warnings } = drawing;
    expect(rejects).toEqual([]);
    expect(ignored).toEqual({});
    expect(counts(segments.map(({ segmentType }) => segmentType))).toEqual({
      air_terminal: 209,
      cable_fitting: 28,
      cable_segment: 36,
      duct_fitting: 560,
      duct_segment: 779,
      pipe_fitting: 9,
      pipe_segment: 14,
      terminal: 427,
    });
    expect(counts(segments.map(({ discipline }) => discipline))).toEqual({
      mechanical: 1548,
      electrical: 474,
      fire: 6,
      null: 34,
    });
    expect(counts(segments.map(({ layer }) => layer))).toEqual({ null: 2062 });
    expect(warnings).toEqual({
      'unit_assumed: coordinates: metres, no coordinate system is named': 1,
      'unit_assumed: z_min: metres': 2062,
      'unit_assumed: z_max: metres': 2062,
    });
    expect(segments.filter(({ width, diameter }) => width !== null || diameter !== null)).toHaveLength(716);
    expect(totalLength(drawing)).toBeCloseTo(1521.3574, 4);
    expect(overall(drawing)).toEqual({
      minX: -9.2211,
      minY: -2.646,
      minZ: -7.8701,
      maxX: 60.7011,
      maxY: 50.167,
      maxZ: 8.66,
    });
  });

  it('agrees with the file, read as a whole', async () => {
    const drawing = await parseDrawing(geoJsonFormat, drawingPath(FOOTPRINTS));
    const { features } = await readWhole(FOOTPRINTS);
    expect(drawing.segments.map(({ externalId }) => externalId)).toEqual(features.map(({ id }) => id));
    const classes = features.map(({ properties }) => String(properties['class']).toLowerCase());
    expect(drawing.segments.map(({ ifcClass }) => ifcClass?.toLowerCase())).toEqual(classes);
    expect(drawing.segments.map(({ bounds }) => bounds)).toEqual(
      features.map(({ geometry, properties }) => {
        const all = numbersOf(geometry.coordinates);
        return {
          minX: Math.min(...all.map(([x]) => x)),
          minY: Math.min(...all.map(([, y]) => y)),
          minZ: properties['z_min'],
          maxX: Math.max(...all.map(([x]) => x)),
          maxY: Math.max(...all.map(([, y]) => y)),
          maxZ: properties['z_max'],
        };
      }),
    );
    const lengths = features.map(({ properties }) => Number(properties['length_mm'] ?? 0) / 1000);
    expect(totalLength(drawing)).toBeCloseTo(
      lengths.reduce((sum, length) => sum + length, 0),
      6,
    );
  });
});

describeWithDrawings([FOOTPRINTS, TABLE], 'the school as footprints and as a table', () => {
  it('gives the same boxes, sizes and lengths for the same elements', async () => {
    const table = await parseDrawing(csvFormat, drawingPath(TABLE));
    const rows = new Map(table.segments.map((row) => [row.externalId, row]));
    const { segments } = await parseDrawing(geoJsonFormat, drawingPath(FOOTPRINTS));
    for (const found of segments) {
      const { segmentType, width, height, diameter, level, system } = found;
      const row = rows.get(found.externalId)!;
      expect(row).toMatchObject({ segmentType, width, height, diameter, level, system });
      // The table has tenths of a millimetre.
      expect(distance(found.bounds!, row.bounds!)).toBeLessThan(0.000_101);
      expect(found.length ?? 0).toBeCloseTo(row.length ?? 0, 4);
    }
  });
});

describeWithDrawings([PIPES, FOOTPRINTS], 'any chunk size gives the same rows', () => {
  describe.each([PIPES, FOOTPRINTS])('%s', (name) => {
    it.each([1000, 5000, 64_001])('of %d bytes', async (chunkBytes) => {
      const { plan, ...cut } = await parseDrawing(geoJsonFormat, drawingPath(name), { chunkBytes });
      const { plan: _, ...whole } = await parseDrawing(geoJsonFormat, drawingPath(name), { chunkBytes: 1e9 });
      expect(plan.chunks.length).toBeGreaterThan(5);
      expect(cut).toEqual(whole);
    });
  });
});
