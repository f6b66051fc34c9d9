import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import { describeWith } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { killWhile, letFinish } from './support/killed-process.ts';
import { PipelineStores, segmentLine, STORE_KINDS } from './support/pipeline-stores.ts';

const ROUNDS = Number(process.env['FAULT_ROUNDS'] ?? 3);
const ROWS = 1500;

for (const kind of STORE_KINDS) {
  describeWith(['postgres', 'mongo'], `kill -9 while a former revision goes, documents in ${kind}`, () => {
    let stores: PipelineStores;
    beforeAll(async () => {
      stores = await PipelineStores.open(kind);
    });
    afterAll(() => stores.close());

    it(`leaves the new revision whole, and nothing of the former (${ROUNDS} kills)`, async () => {
      const projectId = randomUUID();
      const options = stores.options({ keepRevisions: 0 });
      const begin = async (revision: number): Promise<string> => {
        await using pipeline = stores.pipeline({ instance: 'intake' });
        const lines = Array.from({ length: ROWS }, (_, n) => `${segmentLine(n, { name: `r${revision}` })}\n`);
        return (await pipeline.intake(Readable.from(lines), { projectId, fileName: 'plan.ndjson' })).importId;
      };
      let former = await begin(1);
      await letFinish(options, { kind: 'execute' });
      for (let revision = 2; revision <= ROUNDS + 1; revision++) {
        const importId = await begin(revision);
        await killWhile(options, { kind: 'execute' }, async (gone) => {
          const isStored = async (): Promise<boolean> => {
            const rows = await stores.rows(
              `SELECT FROM sizewise.imports WHERE id = $1 AND status = 'completed'`,
              [former],
            );
            return rows.length === 1;
          };
          while (!gone.aborted && (await isStored())) await sleep(1);
          await sleep(Math.random() * 20);
        });
        await letFinish(options, { kind: 'execute' });
        const imports = await stores.rows<{ id: string; status: string }>(
          'SELECT id, status FROM sizewise.imports WHERE project_id = $1',
          [projectId],
        );
        expect(imports).toEqual([{ id: importId, status: 'completed' }]);
        expect(await stores.storedInAll()).toEqual({ segments: ROWS, documents: ROWS });
        expect(await stores.stored(importId)).toEqual({ segments: ROWS, documents: ROWS });
        former = importId;
      }
    }, 300_000);
  });
}
