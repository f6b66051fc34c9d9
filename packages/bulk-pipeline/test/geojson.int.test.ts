import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';

import { type Import } from '@sizewise/shared';
import { describeWith, describeWithDrawings, drawingPath } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { DOCUMENT_STORES, PipelineStores } from './support/pipeline-stores.ts';

const PIPES = 'table/ky4_pipes.geojson';
const FOOTPRINTS = 'table/school_mep_footprints.geojson';

for (const kind of DOCUMENT_STORES) {
  describeWith(['postgres', 'mongo'], `GeoJSON through the whole pipeline, documents in ${kind}`, () => {
    let stores: PipelineStores;
    beforeAll(async () => {
      stores = await PipelineStores.open(kind);
    });
    afterAll(async () => {
      await stores.close();
    });

    async function run(body: Readable, options: { unit?: string; crs?: string } = {}): Promise<Import> {
      await using pipeline = stores.pipeline({ chunkBytes: 50_000 });
      const projectId = randomUUID();
      const { importId } = await pipeline.intake(body, { projectId, fileName: 'a.geojson', ...options });
      return await pipeline.execute(importId);
    }

    describeWithDrawings([PIPES, FOOTPRINTS], 'real files', () => {
      it.each([
        [PIPES, { pipe_segment: 1156 }, 1156, 260_241.0347],
        [
          FOOTPRINTS,
          {
            air_terminal: 209,
            cable_fitting: 28,
            cable_segment: 36,
            duct_fitting: 560,
            duct_segment: 779,
            pipe_fitting: 9,
            pipe_segment: 14,
            terminal: 427,
          },
          2062,
          1521.3574,
        ],
      ])('%s: every feature, once', async (name, bySegmentType, count, length) => {
        const done = await run(createReadStream(drawingPath(name)));
        expect(done).toMatchObject({
          status: 'completed',
          format: 'geojson',
          segmentsWritten: count,
          spatialWritten: count,
          rejected: 0,
          ignored: {},
          bySegmentType,
        });
        expect(await stores.stored(done.id)).toEqual({ segments: count, documents: count });
        const [row] = await stores.rows<{ length: number; bounded: number }>(
          `SELECT sum(length) AS length, count(min_x)::int AS bounded
           FROM sizewise.published_segments WHERE import_id = $1`,
          [done.id],
        );
        expect(row?.bounded).toBe(count);
        expect(row?.length).toBeCloseTo(length, 3);
      });
    });

    it('accounts for every feature, and takes the coordinate system of the caller', async () => {
      const features = [
        '{"type":"Feature","geometry":{"type":"Point","coordinates":[100,200]},"properties":{"type":"diffuser"}}',
        '{"type":"Feature","geometry":null,"properties":{"class":"IfcWall"}}',
        '{"type":"Feature","geometry":{"type":"Point","coordinates":["x",0]},"properties":{}}',
        '{"type":"Feature","geometry":null,"properties":{"name":"nowhere"}}',
      ];
      const body = Readable.from([`{"type":"FeatureCollection","features":[${features.join(',\n')}]}`]);
      const done = await run(body, { crs: 'EPSG:2222' });
      expect(done).toMatchObject({
        segmentsWritten: 2,
        spatialWritten: 2,
        rejected: 1,
        ignored: { IfcWall: 1 },
        bySegmentType: { air_terminal: 1, other: 1 },
        warnings: [],
      });
      const rows = await stores.rows(
        'SELECT min_x, max_y FROM sizewise.published_segments WHERE import_id = $1 ORDER BY id',
        [done.id],
      );
      expect(rows).toEqual([
        { min_x: 100 * 0.3048, max_y: 200 * 0.3048 },
        { min_x: null, max_y: null },
      ]);
    });
  });
}
