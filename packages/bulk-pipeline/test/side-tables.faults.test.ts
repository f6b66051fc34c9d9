import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { describeWith } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { sideTableOf } from '../src/write/side-table-sql.ts';
import { killWhile, letFinish } from './support/killed-process.ts';
import { PipelineStores, segmentLines } from './support/pipeline-stores.ts';

const ROWS = 5000;

describeWith(['postgres'], 'kill -9 while the table of a large import is indexed', () => {
  let stores: PipelineStores;
  beforeAll(async () => {
    stores = await PipelineStores.open('side tables');
  });
  afterAll(() => stores.close());

  it.each([1, 3, 6])(
    'stores every row once, killed at %i indexes',
    async (indexes) => {
      const projectId = randomUUID();
      const options = stores.options();
      const { importId } = await (async () => {
        await using pipeline = stores.pipeline({ instance: 'intake' });
        return await pipeline.intake(segmentLines(ROWS), { projectId, fileName: 'large.ndjson' });
      })();
      const table = sideTableOf(importId);
      const built = async (): Promise<number> =>
        (await stores.rows(`SELECT FROM pg_index WHERE indrelid = to_regclass('sizewise.${table}')`)).length;
      await killWhile(options, { kind: 'execute' }, async (gone) => {
        while (!gone.aborted && (await built()) < indexes) await sleep(2);
      });
      await letFinish(options, { kind: 'execute' });
      const [done] = await stores.rows(
        `SELECT status, segments_written::int AS rows, (SELECT count(*)::int FROM pg_inherits
         WHERE inhrelid = to_regclass('sizewise.${table}')) AS attached FROM sizewise.imports WHERE id = $1`,
        [importId],
      );
      expect(done).toEqual({ status: 'completed', rows: ROWS, attached: 1 });
      const { segments } = await stores.ids(importId);
      expect(new Set(segments).size).toBe(ROWS);
      expect(segments).toHaveLength(ROWS);
    },
    120_000,
  );
});
