import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';

import { describeWith } from '@sizewise/test-support';
import { expect, it } from 'vitest';

import { type ImportPipeline } from '../src/index.ts';
import { killWhile, letFinish } from './support/killed-process.ts';
import { PipelineStores, segmentLine, STORE_KINDS } from './support/pipeline-stores.ts';

for (const kind of STORE_KINDS) {
  describeWith(
    ['postgres', 'mongo'],
    `kill -9 while corrected rejects are stored, documents in ${kind}`,
    () => {
      /** Kills an attempt behind its writes to both stores, before its commit. */
      async function killedAttempt(
        stores: PipelineStores,
        pipeline: ImportPipeline,
      ): Promise<{ importId: string; rejectId: string }> {
        const body = Readable.from([`${segmentLine(1)}\n{"broken\n`]);
        const { id: importId } = await pipeline.run(body, { projectId: randomUUID(), fileName: 'a.ndjson' });
        const [reject] = await Array.fromAsync(pipeline.rejects(importId));
        const rejectId = reject?.id ?? '';
        await pipeline.correctReject(importId, rejectId, { segmentType: 'duct_segment', name: 'first' });

        // A lock on the ledger stops it there.
        const blocker = await stores.pool.connect();
        await blocker.query('BEGIN');
        await blocker.query('SELECT 1 FROM sizewise.import_chunks WHERE import_id = $1 FOR UPDATE', [
          importId,
        ]);
        const isWaiting = async (): Promise<number> =>
          (
            await stores.rows(
              `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
             AND query LIKE '%UPDATE sizewise.import_chunks%'`,
            )
          ).length;
        const end = await killWhile(stores.options(), { kind: 'retry-rejects', importId }, () =>
          expect.poll(isWaiting, { timeout: 20_000 }).toBe(1),
        );
        expect(end).toBe('killed');
        await blocker.query('ROLLBACK');
        blocker.release();
        await expect.poll(() => stores.stored(importId), { timeout: 20_000 }).toMatchObject({ segments: 1 });
        expect((await stores.stored(importId)).documents).toBe(kind === 'mongo' ? 2 : 1);
        return { importId, rejectId };
      }

      it('leaves one row after the next attempt, that of the last correction', async () => {
        await using stores = await PipelineStores.open(kind);
        await using pipeline = stores.pipeline();
        const { importId, rejectId: id } = await killedAttempt(stores, pipeline);
        const task = { kind: 'retry-rejects', importId } as const;
        await pipeline.correctReject(importId, id, { segmentType: 'pipe_segment', name: 'second' });
        await letFinish(stores.options(), task);
        await letFinish(stores.options(), task);

        expect(await stores.stored(importId)).toEqual({ segments: 2, documents: 2 });
        const { segments, documents } = await stores.ids(importId);
        expect(segments).toContain(id);
        expect(documents).toEqual(segments);
        expect(await stores.rows('SELECT name FROM sizewise.published_segments WHERE id = $1', [id])).toEqual(
          [{ name: 'second' }],
        );
        const layer =
          kind === 'mongo'
            ? (await stores.documents.findOne({ _id: id }))?.['layer_type']
            : (await stores.rows('SELECT layer_type FROM sizewise.spatial_data WHERE id = $1', [id]))[0]?.[
                'layer_type'
              ];
        expect(layer).toBe('pipe_segment');
        expect(await pipeline.get(importId)).toMatchObject({
          segmentsWritten: 2,
          spatialWritten: 2,
          rejected: 0,
        });
      });

      if (kind !== 'mongo') return;
      it('leaves no document behind once the stores were compared', async () => {
        await using stores = await PipelineStores.open(kind);
        await using pipeline = stores.pipeline();
        const { importId } = await killedAttempt(stores, pipeline);
        await pipeline.unfinished();
        await stores.rows('UPDATE sizewise.import_checks SET due_at = now() WHERE import_id = $1', [
          importId,
        ]);
        await expect
          .poll(() => stores.stored(importId), { timeout: 30_000 })
          .toEqual({ segments: 1, documents: 1 });
      });
    },
  );
}
