import { randomUUID } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';

import { describeWith, describeWithDrawings, drawingPath } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type ImportPipeline } from '../src/index.ts';
import { DOCUMENT_STORES, PipelineStores } from './support/pipeline-stores.ts';

interface Truth {
  readonly segments: number;
  readonly byType: Readonly<Record<string, number>>;
  readonly ignored: Readonly<Record<string, number>>;
}

const DRAWINGS = [
  'dxf/ACadSharp_sample_AC1015_ascii.dxf',
  'dxf/ACadSharp_sample_AC1015_binary.dxf',
  'dxf/api-cw750-details.dxf',
  'dxf/entities_autocad.dxf',
  'dxf/floorplan.dxf',
  'dxf/school_level1_hvac_plan_R12.dxf',
  'dxf/us_main_10k.dxf',
  'odd/ezdxf_recover01.dxf',
];
const truthName = (name: string): string => `truth/${name.replace(/^.*\//, '')}.json`;

for (const kind of DOCUMENT_STORES) {
  describeWith(['postgres', 'mongo'], `DXF drawings through the whole pipeline, documents in ${kind}`, () => {
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

    describeWithDrawings([...DRAWINGS, ...DRAWINGS.map(truthName)], 'DXF', () => {
      it.each(DRAWINGS)('%s is stored as the truth counts it', async (name) => {
        const truth = JSON.parse(readFileSync(drawingPath(truthName(name)), 'utf8')) as Truth;
        const done = await pipeline.run(createReadStream(drawingPath(name)), { projectId, fileName: name });
        expect(done).toMatchObject({
          status: 'completed',
          format: 'dxf',
          segmentsWritten: truth.segments,
          spatialWritten: truth.segments,
          rejected: 0,
          ignored: truth.ignored,
        });
        const rows = await stores.rows<{ entity: string; count: number }>(
          `SELECT properties->>'entity' AS entity, count(*)::int AS count
           FROM sizewise.published_segments WHERE import_id = $1 GROUP BY 1`,
          [done.id],
        );
        expect(Object.fromEntries(rows.map(({ entity, count }) => [entity, count]))).toEqual(truth.byType);
      });
    });
  });
}
