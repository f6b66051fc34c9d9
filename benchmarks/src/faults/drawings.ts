import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import { type SegmentInput } from '@sizewise/shared';
import { REPOSITORY_ROOT } from '@sizewise/test-support';

import { repeatDxf } from '../generate/repeat-dxf.ts';
import { generateSegments } from '../generate/segments.ts';

/** Rows of a generated table: some three megabytes. */
const ROWS = 6000;
const DXF_BYTES = 3_000_000;
/** One row in so many cannot be read, and one in so many is refused by the database. */
const BROKEN_EVERY = 500;
const SEED = 6;
const SAMPLES = join(REPOSITORY_ROOT, 'samples');

/** A drawing that is imported again and again. */
export interface Drawing {
  readonly format: string;
  readonly path: string;
  readonly fileName: string;
}

/** One drawing of each format, large enough to fall into several chunks. */
export async function makeDrawings(folder: string): Promise<Drawing[]> {
  const drawing = (format: string): Drawing => ({
    format,
    path: join(folder, `drawing.${format}`),
    fileName: `drawing.${format}`,
  });
  const [ndjson, csv, geojson, ifc, dxf] = ['ndjson', 'csv', 'geojson', 'ifc', 'dxf'].map(drawing) as [
    Drawing,
    Drawing,
    Drawing,
    Drawing,
    Drawing,
  ];
  await pipeline(Readable.from(ndjsonLines()), createWriteStream(ndjson.path));
  await pipeline(Readable.from(csvLines()), createWriteStream(csv.path));
  await pipeline(Readable.from(features()), createWriteStream(geojson.path));
  await repeatDxf(join(SAMPLES, 'school_level1_hvac_plan.dxf'), dxf.path, { bytes: DXF_BYTES });
  await pipeline(
    createReadStream(join(SAMPLES, 'school_mep_hvac.ifc.gz')),
    createGunzip(),
    createWriteStream(ifc.path),
  );
  return [ndjson, csv, geojson, ifc, dxf];
}

function* ndjsonLines(): Generator<string> {
  let line = 0;
  for (const segment of generateSegments(ROWS, SEED)) {
    line += 1;
    yield line % BROKEN_EVERY === 0 ? '{"externalId": \n' : `${JSON.stringify(segment)}\n`;
  }
}

function* csvLines(): Generator<string> {
  const columns = ['guid', 'ifc_class', 'name', 'system', 'level', 'length_m', 'diameter_m', 'airflow_m3s'];
  const bounds = ['minX', 'minY', 'minZ', 'maxX', 'maxY', 'maxZ'] as const;
  yield `${[...columns, 'min_x', 'min_y', 'min_z', 'max_x', 'max_y', 'max_z', 'remark'].join(',')}\n`;
  let line = 0;
  for (const segment of generateSegments(2 * ROWS, SEED + 1)) {
    line += 1;
    const { externalId, ifcClass, name, system, level, length, diameter, airflow } = segment;
    const box = bounds.map((side) => segment.bounds?.[side]);
    const fields = [externalId, ifcClass, name, system, level, length, diameter, airflow, ...box];
    const remark = '"on site, see ""plan"""';
    yield line % BROKEN_EVERY === 0 ? `${fields.join(',')},${remark},1\n` : `${fields.join(',')},${remark}\n`;
  }
}

function* features(): Generator<string> {
  yield '{"type":"FeatureCollection","features":[\n';
  let before = '';
  for (const segment of generateSegments(ROWS, SEED + 2)) {
    yield `${before}${JSON.stringify(featureOf(segment))}`;
    before = ',\n';
  }
  yield '\n]}\n';
}

function featureOf({ externalId, ifcClass, name, system, level, bounds, properties }: SegmentInput): object {
  const { minX = 0, minY = 0, maxX = 0, maxY = 0, minZ = 0, maxZ = 0 } = bounds ?? {};
  const corners = [
    [minX, minY],
    [maxX, minY],
    [maxX, maxY],
    [minX, maxY],
    [minX, minY],
  ];
  return {
    type: 'Feature',
    id: externalId,
    geometry: { type: 'Polygon', coordinates: [corners] },
    properties: { class: ifcClass, name, system, level, z_min: minZ, z_max: maxZ, ...properties },
  };
}
