import { createReadStream, readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';

import { type Import } from '@sizewise/shared';
import { describeWith, describeWithDrawings, drawingPath } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type ImportPipeline } from '../src/index.ts';
import { DOCUMENT_STORES, PipelineStores } from './support/pipeline-stores.ts';

type Box = readonly [number, number, number, number, number, number];

interface Truth {
  readonly total: number;
  readonly byClass: Readonly<Record<string, number>>;
  readonly bounds: Readonly<Record<string, Box>>;
}

interface StoredBox {
  readonly external_id: string;
  readonly box: (number | null)[];
}

const DRAWINGS = [
  'Building-Hvac_IFC4.ifc',
  'HVAC-Mech_xbim.ifc',
  'Infra-Plumbing_IFC4.ifc',
  'heating_handbook_080729.ifc',
  'hvac_heating_B03.ifc',
  'school_mep_hvac_rebuilt.ifc',
  'school_full_rebuilt.ifc.gz',
];
/** A millimetre, and half of the tenth of a millimetre that the truth files are written to. */
const TOLERANCE = 0.001 + 0.00005;
/** The classes of the table that are IfcDistributionElements (IFC4, ISO 16739-1). */
const DISTRIBUTION_ELEMENT =
  /^[^,]+,IFC(AIRTERMINAL|(CABLECARRIER|DUCT|PIPE)(SEGMENT|FITTING)|FIRESUPPRESSIONTERMINAL|FLOWTERMINAL|LIGHTFIXTURE),/;

const truthName = (name: string): string => `truth/${name.replace(/\.gz$/, '')}.json`;
const needed = DRAWINGS.flatMap((name) => [`ifc/${name}`, truthName(name)]);

for (const kind of DOCUMENT_STORES) {
  describeWith(['postgres', 'mongo'], `drawings through the whole pipeline, documents in ${kind}`, () => {
    let stores: PipelineStores;
    let pipeline: ImportPipeline;
    const projectId = randomUUID();
    beforeAll(async () => {
      stores = await PipelineStores.open(kind);
      pipeline = stores.pipeline();
    });
    afterAll(async () => {
      await pipeline.close();
      await stores.close();
    });

    const run = (path: string, fileName: string): Promise<Import> =>
      pipeline.run(createReadStream(drawingPath(path)), { projectId, fileName });

    /** Each element's box as the spatial documents have it. */
    async function boxes(importId: string): Promise<StoredBox[]> {
      if (kind !== 'mongo') {
        return stores.rows<StoredBox>(
          `SELECT s.external_id, ARRAY[d.min_x, d.min_y, d.min_z, d.max_x, d.max_y, d.max_z] AS box
           FROM sizewise.published_spatial d JOIN sizewise.published_segments s ON s.id = d.segment_id
           WHERE d.import_id = $1`,
          [importId],
        );
      }
      const names = await stores.rows<{ id: string; external_id: string }>(
        'SELECT id::text, external_id FROM sizewise.published_segments WHERE import_id = $1',
        [importId],
      );
      const nameOf = new Map(names.map((row) => [row.id, row.external_id]));
      const documents = await stores.documents.find({ import_id: importId }).toArray();
      return documents.map(({ segment_id: id, bounds: b }) => ({
        external_id: nameOf.get(id as string) ?? 'none',
        box: b ? [b.min_x, b.min_y, b.min_z, b.max_x, b.max_y, b.max_z] : [null],
      }));
    }

    describeWithDrawings(needed, 'IFC', () => {
      it.each(DRAWINGS)('%s: classes, boxes and counts', async (name) => {
        const truth = JSON.parse(readFileSync(drawingPath(truthName(name)), 'utf8')) as Truth;
        const done = await run(`ifc/${name}`, name);
        expect(done).toMatchObject({
          status: 'completed',
          segmentsWritten: truth.total,
          spatialWritten: truth.total,
          rejected: 0,
        });
        expect(await stores.stored(done.id)).toEqual({ segments: truth.total, documents: truth.total });

        const classes = await stores.rows<{ ifc_class: string; count: number }>(
          `SELECT ifc_class, count(*)::int FROM sizewise.published_segments WHERE import_id = $1 GROUP BY ifc_class`,
          [done.id],
        );
        expect(Object.fromEntries(classes.map((row) => [row.ifc_class, row.count]))).toEqual(truth.byClass);

        const stored = await boxes(done.id);
        const bounded = stored.filter(({ box }) => box[0] !== null);
        expect(new Set(bounded.map((row) => row.external_id))).toEqual(new Set(Object.keys(truth.bounds)));
        const apart = bounded.filter(({ external_id: id, box }) =>
          box.some((value, i) => !(Math.abs((value ?? NaN) - (truth.bounds[id]?.[i] ?? NaN)) <= TOLERANCE)),
        );
        expect(apart).toEqual([]);
      });
    });

    describeWithDrawings(['table/school_mep_segments.csv'], 'CSV', () => {
      it('takes every row of a real table, as a segment or counted by its class', async () => {
        const text = readFileSync(drawingPath('table/school_mep_segments.csv'), 'utf8');
        const lines = text.trim().split('\n').slice(1);
        const elements = lines.filter((line) => DISTRIBUTION_ELEMENT.test(line));
        const done = await run('table/school_mep_segments.csv', 'school.csv');
        const ignored = Object.values(done.ignored).reduce((sum, count) => sum + count, 0);
        expect(done).toMatchObject({
          status: 'completed',
          format: 'csv',
          segmentsWritten: elements.length,
          rejected: 0,
        });
        expect(ignored).toBe(lines.length - elements.length);
        expect(await stores.stored(done.id)).toEqual({
          segments: elements.length,
          documents: elements.length,
        });
        const [row] = await stores.rows(
          'SELECT min_x, max_z, length, level FROM sizewise.published_segments WHERE import_id = $1 AND external_id = $2',
          [done.id, '1w91czu49BE8kLU1l3DYdt'],
        );
        expect(row).toEqual({ min_x: 4.1866, max_z: 0.0254, length: null, level: 'Level 2' });
      });
    });
  });
}
