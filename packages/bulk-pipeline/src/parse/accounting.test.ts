import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { describeWithDrawings, drawingPath, REPOSITORY_ROOT } from '@sizewise/test-support';
import { describe, expect, it } from 'vitest';

import { parseContent, type ParsedDrawing } from '../../test/support/parse-drawing.ts';
import { type DrawingFormat } from './format.ts';
import { csvFormat } from './formats/csv/csv-format.ts';
import { dxfFormat } from './formats/dxf/dxf-format.ts';
import { geoJsonFormat } from './formats/geojson/geojson-format.ts';
import { ndjsonFormat } from './formats/ndjson/ndjson-format.ts';

function accounted({ plan, segments, rejects, ignored }: ParsedDrawing): number {
  const sum = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((total, count) => total + count, 0);
  return segments.length + rejects.length + sum(ignored) + sum(plan.ignored);
}

/** Entities of model space, counted by group code 0 alone: what belongs to an entity before it is none. */
function entitiesIn(text: string): number {
  const lines = text.split(/\r\n|\r|\n/);
  const start = lines.findIndex((line, i) => line === 'ENTITIES' && lines[i - 2] === 'SECTION') + 1;
  let count = 0;
  let isCounted = false;
  for (let i = start; lines[i + 1] !== 'ENDSEC'; i += 2) {
    const [code, value = ''] = [Number(lines[i]), lines[i + 1]];
    if (code === 0) {
      isCounted = !['VERTEX', 'ATTRIB', 'SEQEND'].includes(value);
      if (isCounted) count += 1;
    } else if (code === 67 && Number(value) === 1 && isCounted) {
      isCounted = false;
      count -= 1;
    }
  }
  return count;
}

const featuresIn = (text: string): number => (JSON.parse(text) as { features: unknown[] }).features.length;
const linesIn = (text: string): number => text.split('\n').filter((line) => line.trim() !== '').length;
const rowsIn = (text: string): number => linesIn(text) - 1;

const NAMES = [
  ['dxf/ACadSharp_sample_AC1015_ascii.dxf', dxfFormat, entitiesIn],
  ['dxf/api-cw750-details.dxf', dxfFormat, entitiesIn],
  ['dxf/array-rotated.dxf', dxfFormat, entitiesIn],
  ['dxf/entities_autocad.dxf', dxfFormat, entitiesIn],
  ['dxf/floorplan.dxf', dxfFormat, entitiesIn],
  ['dxf/nested-insert-layers.dxf', dxfFormat, entitiesIn],
  ['dxf/school_level1_hvac_plan_R12.dxf', dxfFormat, entitiesIn],
  ['dxf/us_main_10k.dxf', dxfFormat, entitiesIn],
  ['table/ky4_pipes.geojson', geoJsonFormat, featuresIn],
  ['table/school_mep_footprints.geojson', geoJsonFormat, featuresIn],
  ['table/school_mep_segments.csv', csvFormat, rowsIn],
] as const;

/** Records that are neither, by a count of the file that knows nothing of the reader; NaN for an empty file. */
async function unaccounted(
  format: DrawingFormat,
  content: Buffer,
  count: (text: string) => number,
  hidden: 'skip' | 'include' = 'skip',
): Promise<number> {
  const read = count(content.toString('latin1'));
  const drawing = await parseContent(format, content, { chunkBytes: 100_000, hidden });
  return read === 0 ? NaN : read - accounted(drawing);
}

// IFC has the same test of its own, by the classes of its schemas.
describe('every record that is read is a segment, ignored or rejected', () => {
  for (const [name, format, count] of NAMES) {
    describeWithDrawings([name], name, () => {
      it('in full, and with what the drawing hides', async () => {
        const content = readFileSync(drawingPath(name));
        expect(await unaccounted(format, content, count)).toBe(0);
        expect(await unaccounted(format, content, count, 'include')).toBe(0);
      });
    });
  }

  it.each([
    ['school_level1_hvac_plan.dxf', dxfFormat, entitiesIn],
    ['school_mep_footprints.geojson.gz', geoJsonFormat, featuresIn],
    ['school_mep_segments.csv', csvFormat, rowsIn],
  ] as const)('in the sample %s', async (name, format, count) => {
    const file = readFileSync(join(REPOSITORY_ROOT, 'samples', name));
    expect(await unaccounted(format, name.endsWith('.gz') ? gunzipSync(file) : file, count)).toBe(0);
  });

  it('in an NDJSON of good, bad and foreign lines', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) =>
      i % 50 === 7
        ? `{"externalId":"${i}","length":"long"}`
        : i % 70 === 3
          ? '{broken'
          : i % 90 === 5
            ? `{"externalId":"${i}","ifcClass":"IfcWall"}`
            : `{"externalId":"${i}","segmentType":"duct_segment"}`,
    );
    expect(await unaccounted(ndjsonFormat, Buffer.from(lines.join('\n')), linesIn)).toBe(0);
  });
});
