import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';

import { describeWithPostgres } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type ImportPipeline } from '../src/index.ts';
import { dxfText, line } from './support/dxf-text.ts';
import { PipelineStores } from './support/pipeline-stores.ts';

const DRAWING = dxfText({
  layers: [['ICE', 1, 7]],
  entities: [line('A', 'ZULUFT', [0, 0], [1, 0]), line('B', 'ICE', [0, 0], [1, 0])],
});

describeWithPostgres('options of an import', () => {
  let stores: PipelineStores;
  let pipeline: ImportPipeline;
  beforeAll(async () => {
    stores = await PipelineStores.open('postgres');
    pipeline = stores.pipeline();
  });
  afterAll(async () => {
    await pipeline.close();
    await stores.close();
  });

  it('cannot make up for the library that DWG needs: the upload is refused and leaves nothing', async () => {
    const upload = pipeline.intake(Readable.from([Buffer.from('AC1027\0\0\0\0')]), {
      projectId: randomUUID(),
      fileName: 'plan.dwg',
    });
    await expect(upload).rejects.toMatchObject({ code: 'dwg_library_missing' });
    expect((await pipeline.list({ limit: 10 })).items).toEqual([]);
  });

  it('are kept with it, so that a retry reads the drawing as the first attempt would have', async () => {
    const { importId } = await pipeline.intake(Readable.from([DRAWING]), {
      projectId: randomUUID(),
      fileName: 'plan.dxf',
      hidden: 'include',
      layers: [{ pattern: 'zu*', discipline: 'mechanical', segmentType: 'duct_segment' }],
    });
    await pipeline.cancel(importId);
    expect(await pipeline.get(importId)).toMatchObject({ status: 'cancelled' });
    await pipeline.retry(importId);
    expect(await pipeline.execute(importId)).toMatchObject({ status: 'completed', ignored: {} });
    const rows = await stores.rows(
      `SELECT external_id, discipline, segment_type, properties->>'hidden' AS hidden
       FROM sizewise.published_segments WHERE import_id = $1 ORDER BY external_id`,
      [importId],
    );
    expect(rows).toEqual([
      { external_id: 'A', discipline: 'mechanical', segment_type: 'duct_segment', hidden: null },
      { external_id: 'B', discipline: 'other', segment_type: 'other', hidden: 'frozen' },
    ]);
  });
});
