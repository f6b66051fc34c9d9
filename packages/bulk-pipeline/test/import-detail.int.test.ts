import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';

import { describeWithPostgres } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type ImportPipeline } from '../src/index.ts';
import { PipelineStores } from './support/pipeline-stores.ts';

const GOOD = '{"segmentType":"duct_segment"}';
const WIDE = '{"segmentType":"duct_segment","width":"wide"}';
const CUT = '{"segmentType":"duct_segment"';

describeWithPostgres('what is known of an import', () => {
  let stores: PipelineStores;
  let pipeline: ImportPipeline;
  const projectId = randomUUID();
  let importId: string;

  beforeAll(async () => {
    stores = await PipelineStores.open('postgres');
    pipeline = stores.pipeline();
    const lines = [GOOD, WIDE, GOOD, CUT, WIDE];
    const done = await pipeline.run(Readable.from([lines.join('\n')]), {
      projectId,
      fileName: 'Ward 3.ndjson',
    });
    importId = done.id;
    await pipeline.run(Readable.from(['segmentType,name\nduct_segment,A\n']), {
      projectId,
      fileName: 'ducts.csv',
    });
  });
  afterAll(async () => {
    await pipeline.close();
    await stores.close();
  });

  const names = async (selection: object): Promise<string[]> =>
    (await pipeline.list({ limit: 10, ...selection })).items.map(({ fileName }) => fileName);

  it('is found by a part of its file name, its format and its status', async () => {
    expect(await names({ q: 'WARD' })).toEqual(['Ward 3.ndjson']);
    expect(await names({ q: '%' })).toEqual([]);
    expect(await names({ format: 'csv' })).toEqual(['ducts.csv']);
    expect(await names({ status: 'completed', q: 'd' })).toEqual(['ducts.csv', 'Ward 3.ndjson']);
    expect(await names({ status: 'failed' })).toEqual([]);
  });

  it('is counted by status and format as the tables count it', async () => {
    const counts = await pipeline.counts({ projectId });
    expect(counts.byFormat).toEqual({ csv: 1, ndjson: 1 });
    const [own] = await stores.rows(
      "SELECT count(*)::int AS n FROM sizewise.imports WHERE status = 'completed'",
    );
    expect(counts.byStatus.completed).toBe(own?.['n']);
    expect(await pipeline.counts({ projectId, q: 'ward' })).toMatchObject({
      total: 1,
      byFormat: { ndjson: 1 },
    });
  });

  it('names the reasons of its rejects, the most frequent first, and where the first of each is', async () => {
    expect(await pipeline.rejectReasons(importId)).toEqual([
      {
        code: 'invalid_number',
        reason: 'width is not a number',
        count: 2,
        position: expect.objectContaining({ line: 2 }),
      },
      {
        code: 'malformed_json',
        reason: expect.any(String),
        count: 1,
        position: expect.objectContaining({ line: 4 }),
      },
    ]);
    await expect(pipeline.rejectReasons(randomUUID())).rejects.toMatchObject({ code: 'import_not_found' });
  });

  it('maps its chunks, and sums up neighbours where there are many', async () => {
    expect(await pipeline.chunks(importId)).toEqual({
      total: 1,
      states: { pending: 0, leased: 0, done: 1, failed: 0 },
      cellSize: 1,
      cells: [
        {
          first: 0,
          last: 0,
          states: { pending: 0, leased: 0, done: 1, failed: 0 },
          attempts: 1,
          rows: 2,
          rejects: 3,
          leasedBy: [],
          line: 1,
          error: null,
        },
      ],
    });
    const large = randomUUID();
    await stores.rows(
      `INSERT INTO sizewise.imports (project_id, id, file_name, status, format, error)
       VALUES ($1, $2, 'large.csv', 'running', 'csv', '{"code":"x","detail":"y"}')`,
      [projectId, large],
    );
    await stores.rows(
      `INSERT INTO sizewise.import_chunks
         (project_id, import_id, chunk, state, range_start, range_end, context, leased_by, attempts, rows, error)
       SELECT $1, $2, n, (ARRAY['done', 'leased', 'leased', 'pending'])[1 + n % 4], n, n + 1,
         jsonb_build_object('line', n * 10 + 1), CASE WHEN n % 4 = 1 THEN 'machine-' || n % 3 END, 1, 5,
         CASE WHEN n = 4003 THEN '{"code":"x","detail":"y"}'::jsonb END
       FROM generate_series(0, 4003) n`,
      [projectId, large],
    );
    const map = await pipeline.chunks(large);
    expect(map).toMatchObject({
      total: 4004,
      cellSize: 3,
      states: { done: 1001, leased: 1001, pending: 2001, failed: 1 },
    });
    expect(map.cells).toHaveLength(1335);
    expect(map.cells[0]).toMatchObject({ first: 0, last: 2, line: 1, rows: 15, leasedBy: ['machine-1'] });
    expect(map.cells.at(-1)).toMatchObject({ last: 4003, states: { failed: 1 }, error: { code: 'x' } });
  });
});
