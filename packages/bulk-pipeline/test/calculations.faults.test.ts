import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { describeWith } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type DuctLine, ductLines, smallNetwork } from './support/duct-networks.ts';
import { killWhile, letFinish } from './support/killed-process.ts';
import { PipelineStores, STORE_KINDS } from './support/pipeline-stores.ts';

const NETWORKS = 200;
const OWN = 500;
const KILLS = 4;

function* lines(): Generator<DuctLine> {
  for (let n = 0; n < NETWORKS; n++) yield* smallNetwork(`${n}-`);
  for (let n = 0; n < OWN; n++) yield { externalId: `own-${n}`, airflow: (n + 1) / 1000 };
}

for (const kind of STORE_KINDS) {
  describeWith(
    kind === 'mongo' ? ['postgres', 'mongo'] : ['postgres'],
    `kill -9 while ducts are calculated, documents in ${kind}`,
    () => {
      let stores: PipelineStores;
      beforeAll(async () => {
        stores = await PipelineStores.open(kind);
      });
      afterAll(async () => {
        await stores.close();
      });

      const statusOf = async (importId: string): Promise<string> => {
        const [row] = await stores.rows<{ status: string }>(
          'SELECT status FROM sizewise.imports WHERE id = $1',
          [importId],
        );
        return row?.status ?? 'gone';
      };

      /** Once every chunk is committed: the sums are being made, or about to be. */
      const whenSummed = async (importId: string, gone: AbortSignal): Promise<void> => {
        while (!gone.aborted) {
          const [row] = await stores.rows<{ open: number; all: number }>(
            `SELECT count(*) FILTER (WHERE state <> 'done')::int AS open, count(*)::int AS all
             FROM sizewise.import_chunks WHERE import_id = $1`,
            [importId],
          );
          if (row && row.all > 0 && row.open === 0) break;
          await sleep(2);
        }
        await sleep(Math.random() * 60);
      };

      it(`stores one for each duct (${KILLS} kills)`, async () => {
        const options = stores.options({ chunkBytes: 32 * 1024 });
        let kills = 0;
        while (kills < KILLS) {
          await using intake = stores.pipeline({ instance: 'intake' });
          const file = { projectId: randomUUID(), fileName: 'networks.ndjson' };
          const { importId } = await intake.intake(ductLines(lines()), file);
          while (kills < KILLS && (await statusOf(importId)) !== 'completed') {
            const moment = (gone: AbortSignal): Promise<unknown> =>
              kills % 2 ? sleep(Math.random() * 700) : whenSummed(importId, gone);
            if ((await killWhile(options, { kind: 'execute' }, moment)) === 'killed') kills++;
          }
          await letFinish(options, { kind: 'execute' });
          expect(await statusOf(importId)).toBe('completed');
          const [reported] = await stores.rows(
            'SELECT segments_written::int, calculations_written::int FROM sizewise.imports WHERE id = $1',
            [importId],
          );
          const calculated = NETWORKS * 3 + OWN;
          expect(reported).toEqual({
            segments_written: NETWORKS * 7 + OWN,
            calculations_written: calculated,
          });
          const found = await stores.calculations(importId);
          expect(new Set(found.map(({ segment_id }) => segment_id)).size).toBe(calculated);
          expect(found).toHaveLength(calculated);
          expect(found.filter(({ input }) => input['flow'] === 'summed')).toHaveLength(NETWORKS * 3);
          const { segments } = await stores.ids(importId);
          const known = new Set(segments);
          expect(found.every(({ segment_id }) => known.has(segment_id))).toBe(true);
        }
      }, 600_000);
    },
  );
}
