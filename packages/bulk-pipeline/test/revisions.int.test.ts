import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';

import { describeWith } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type ImportPipeline } from '../src/index.ts';
import { OwnDatabase } from '../src/own-database.ts';
import { PipelineStores, segmentLine, STORE_KINDS } from './support/pipeline-stores.ts';

const ROWS = 50;
const fileName = 'plan.ndjson';

for (const kind of STORE_KINDS) {
  describeWith(['postgres', 'mongo'], `revisions of a drawing, documents in ${kind}`, () => {
    let stores: PipelineStores;
    beforeAll(async () => {
      stores = await PipelineStores.open(kind);
    });
    afterAll(() => stores.close());

    const send = async (pipeline: ImportPipeline, projectId: string, revision: number): Promise<string> => {
      const lines = Array.from(
        { length: ROWS },
        (_, n) => `${segmentLine(n, { name: `revision ${revision}` })}\n`,
      );
      const done = await pipeline.run(Readable.from(lines), { projectId, fileName });
      expect(done).toMatchObject({ status: 'completed', revision, segmentsWritten: ROWS });
      return done.id;
    };
    const states = (projectId: string): Promise<{ revision: number; status: string; published: boolean }[]> =>
      stores.rows(
        `SELECT revision, status, published_at IS NOT NULL AS published FROM sizewise.imports
         WHERE project_id = $1 ORDER BY revision`,
        [projectId],
      );

    it('keeps the last replaced ones, hidden, and removes the others from both stores', async () => {
      const projectId = randomUUID();
      const ids: string[] = [];
      await using pipeline = stores.pipeline();
      for (let revision = 1; revision <= 5; revision++) ids.push(await send(pipeline, projectId, revision));
      const kept = [
        { revision: 3, status: 'completed', published: false },
        { revision: 4, status: 'completed', published: false },
        { revision: 5, status: 'completed', published: true },
      ];
      await expect.poll(() => states(projectId)).toEqual(kept);
      const stored = await Promise.all(ids.map((id) => stores.stored(id)));
      expect(stored.map(({ segments, documents }) => [segments, documents])).toEqual(
        [0, 0, ROWS, ROWS, ROWS].map((rows) => [rows, rows]),
      );
      const seen = await stores.rows(
        'SELECT DISTINCT name FROM sizewise.published_segments WHERE project_id = $1',
        [projectId],
      );
      expect(seen).toEqual([{ name: 'revision 5' }]);
    });

    it('goes on, at the next start, with a removal that was cut off', async () => {
      const projectId = randomUUID();
      const database = new OwnDatabase(stores.database.url);
      const cut = {
        transaction: database.transaction.bind(database),
        query: (sql: string, values?: unknown[]) =>
          sql.startsWith('DELETE FROM sizewise.project_segments')
            ? Promise.reject(new Error('the process ends here'))
            : database.query(sql, values),
      } as OwnDatabase;
      const ids: string[] = [];
      {
        await using pipeline = stores.pipeline({ database: cut, keepRevisions: 0 });
        for (const revision of [1, 2]) ids.push(await send(pipeline, projectId, revision));
      }
      await database.close();
      expect(await states(projectId)).toMatchObject([{ status: 'removing' }, { status: 'completed' }]);
      // A table of its own is gone at once; what lies among other rows is what the cut left.
      const segments = kind === 'side tables' ? 0 : ROWS;
      expect(await stores.stored(ids[0]!)).toEqual({ segments, documents: ROWS });

      await using pipeline = stores.pipeline();
      const left = await pipeline.unfinished();
      expect(left).toEqual([{ id: ids[0], status: 'removing' }]);
      for (const { id } of left) await pipeline.execute(id);
      expect(await states(projectId)).toEqual([{ revision: 2, status: 'completed', published: true }]);
      expect(await stores.stored(ids[0]!)).toEqual({ segments: 0, documents: 0 });
      expect(await stores.stored(ids[1]!)).toEqual({ segments: ROWS, documents: ROWS });
    });
  });
}
