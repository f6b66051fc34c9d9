import { randomUUID } from 'node:crypto';

import { describeWith } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type ImportPipeline, isConsistent, type Reconciliation } from '../src/index.ts';
import { type DuctLine, ductLines, smallNetwork } from './support/duct-networks.ts';
import { PipelineStores, segmentLines, STORE_KINDS } from './support/pipeline-stores.ts';

const ROWS = 5000;
const NETWORKS = 30;

function* networks(): Generator<DuctLine> {
  for (let n = 0; n < NETWORKS; n++) yield* smallNetwork(`${n}-`);
  for (let n = 0; n < 50; n++) yield { externalId: `own-${n}`, airflow: (n + 1) / 100 };
}

for (const kind of STORE_KINDS) {
  describeWith(['postgres', 'mongo'], `stores that do not agree, documents in ${kind}`, () => {
    let stores: PipelineStores;
    let pipeline: ImportPipeline;
    beforeAll(async () => {
      stores = await PipelineStores.open(kind);
      pipeline = stores.pipeline({ chunkBytes: 256 * 1024 });
    });
    afterAll(async () => {
      await pipeline.close();
      await stores.close();
    });

    async function reconcile(projectId: string): Promise<Reconciliation> {
      const [found, ...more] = await Array.fromAsync(pipeline.reconcile({ projectId }));
      expect(more).toEqual([]);
      if (!found) throw new Error('Nothing was compared');
      return found;
    }

    /** Another document for each id, under an id that only ends otherwise; of another import where one is named. */
    async function addStrangers(ids: readonly string[], importId?: string): Promise<void> {
      const others = ids.map((id) => `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`);
      if (kind === 'mongo') {
        const originals = await stores.documents.find({ _id: { $in: [...ids] } }).toArray();
        const importOf = importId === undefined ? {} : { import_id: importId };
        await stores.documents.insertMany(
          originals.map((one, n) => ({ ...one, ...importOf, _id: others[n] ?? '' })),
        );
        return;
      }
      await stores.rows(
        `INSERT INTO sizewise.spatial_data (id, segment_id, project_id, import_id, layer_type)
         SELECT t.other, t.other, project_id, coalesce($3::uuid, import_id), layer_type
         FROM sizewise.spatial_data d JOIN unnest($1::uuid[], $2::uuid[]) AS t (id, other) ON d.id = t.id`,
        [ids, others, importId],
      );
    }

    async function removeDocuments(ids: readonly string[]): Promise<void> {
      if (kind === 'mongo') await stores.documents.deleteMany({ _id: { $in: [...ids] } });
      else await stores.rows('DELETE FROM sizewise.spatial_data WHERE id = ANY ($1::uuid[])', [ids]);
    }

    async function mislabel(ids: readonly string[]): Promise<void> {
      if (kind === 'mongo') {
        await stores.documents.updateMany({ _id: { $in: [...ids] } }, { $set: { layer_type: 'other' } });
      } else {
        const update = `UPDATE sizewise.spatial_data SET layer_type = 'other' WHERE id = ANY ($1::uuid[])`;
        await stores.rows(update, [ids]);
      }
    }

    async function documentOf(id: string): Promise<Record<string, unknown>> {
      if (kind === 'mongo') return (await stores.documents.findOne({ _id: id })) ?? {};
      const [row] = await stores.rows('SELECT * FROM sizewise.spatial_data WHERE id = $1', [id]);
      const { created_at: _, ...document } = row ?? {};
      return document;
    }

    it('are left alone where they agree', async () => {
      const projectId = randomUUID();
      const done = await pipeline.run(segmentLines(ROWS), { projectId, fileName: 'whole.ndjson' });
      const found = await reconcile(projectId);
      expect(found).toMatchObject({ importId: done.id, segments: ROWS, documents: ROWS });
      expect(isConsistent(found)).toBe(true);
    });

    it('agree again: surplus documents go, missing ones are written from their segments', async () => {
      const projectId = randomUUID();
      const done = await pipeline.run(segmentLines(ROWS), { projectId, fileName: 'torn.ndjson' });
      const { segments } = await stores.ids(done.id);
      const at = (n: number): string => segments[n] ?? '';
      const before = await documentOf(at(2000));
      const foreign = randomUUID();
      await addStrangers([at(0), at(1999), at(ROWS - 1)]);
      await addStrangers([at(10)], foreign);
      await removeDocuments([at(1), at(2000), at(4000)]);
      await mislabel([at(5), at(4500)]);

      const found = await reconcile(projectId);
      expect(found).toMatchObject({
        segments: ROWS,
        documents: ROWS,
        removed: { documents: 3, calculations: 0 },
        written: { documents: 3, calculations: 0 },
        relabelled: 2,
        findings: [],
      });
      expect(await stores.ids(done.id)).toEqual({ segments, documents: segments });
      expect(await documentOf(at(2000))).toEqual(before);
      expect((await stores.stored(foreign)).documents).toBe(1);
      expect(isConsistent(await reconcile(projectId))).toBe(true);
      const [kept] = await stores.rows<{ reconciliation: { at: string } }>(
        'SELECT reconciliation FROM sizewise.imports WHERE id = $1',
        [done.id],
      );
      expect(kept?.reconciliation).toMatchObject({ relabelled: 0, findings: [] });
    });

    it('have every calculation again, those along networks too', async () => {
      const projectId = randomUUID();
      const done = await pipeline.run(ductLines(networks()), { projectId, fileName: 'networks.ndjson' });
      const before = await stores.calculations(done.id);
      expect(before.some(({ input }) => input['flow'] === 'summed')).toBe(true);
      if (kind === 'mongo') await stores.calculationDocuments.deleteMany({ import_id: done.id });
      else await stores.rows('DELETE FROM sizewise.calculations WHERE import_id = $1', [done.id]);

      const found = await reconcile(projectId);
      expect(found.written.calculations).toBe(before.length);
      expect(found.findings).toEqual([]);
      expect(await stores.calculations(done.id)).toEqual(before);
    });

    it('say which chunk has not the segments that its ledger has', async () => {
      const projectId = randomUUID();
      const done = await pipeline.run(segmentLines(ROWS), { projectId, fileName: 'lost.ndjson' });
      const { segments } = await stores.ids(done.id);
      await stores.rows('DELETE FROM sizewise.project_segments WHERE id = ANY ($1::uuid[])', [
        [segments[0], segments[1]],
      ]);
      const { findings, removed } = await reconcile(projectId);
      expect(removed.documents).toBe(2);
      expect(findings).toEqual([
        expect.objectContaining({ code: 'segments_differ', count: 2 }),
        expect.objectContaining({ code: 'counts_differ', count: 2 }),
      ]);
    });
  });
}

describeWith(['postgres', 'mongo'], 'documents that arrive late in mongo', () => {
  let stores: PipelineStores;
  beforeAll(async () => {
    stores = await PipelineStores.open('mongo');
  });
  afterAll(async () => {
    await stores.close();
  });

  const bringForward = (importId: string): Promise<unknown> =>
    stores.rows('UPDATE sizewise.import_checks SET due_at = now() WHERE import_id = $1', [importId]);

  const checksOf = (importId: string): Promise<{ round: number }[]> =>
    stores.rows('SELECT round FROM sizewise.import_checks WHERE import_id = $1', [importId]);

  it.each(['cancelled', 'removed'])('are taken away behind an import that was %s', async (how) => {
    await using pipeline = stores.pipeline();
    const projectId = randomUUID();
    const { importId } = await pipeline.intake(segmentLines(100), { projectId, fileName: `${how}.ndjson` });
    if (how === 'cancelled') await pipeline.cancel(importId);
    else await pipeline.remove(importId);
    await stores.documents.insertOne({
      _id: randomUUID(),
      import_id: importId,
      project_id: projectId,
    });
    expect(await checksOf(importId)).toEqual([{ round: 0 }]);
    await pipeline.unfinished();
    await bringForward(importId);
    await expect.poll(() => checksOf(importId), { timeout: 30_000 }).toEqual([{ round: 1 }]);
    expect((await stores.stored(importId)).documents).toBe(0);

    await stores.rows('UPDATE sizewise.import_checks SET round = 2, due_at = now() WHERE import_id = $1', [
      importId,
    ]);
    await expect.poll(() => checksOf(importId), { timeout: 30_000 }).toEqual([]);
  });

  it('stay where the import was put back in the queue', async () => {
    await using pipeline = stores.pipeline();
    const projectId = randomUUID();
    const { importId } = await pipeline.intake(segmentLines(100), { projectId, fileName: 'again.ndjson' });
    await pipeline.cancel(importId);
    await pipeline.retry(importId);
    await stores.documents.insertOne({ _id: randomUUID(), import_id: importId, project_id: projectId });
    await pipeline.unfinished();
    await bringForward(importId);
    await expect.poll(() => checksOf(importId), { timeout: 30_000 }).toEqual([{ round: 1 }]);
    expect((await stores.stored(importId)).documents).toBe(1);

    expect(await pipeline.execute(importId)).toMatchObject({ status: 'completed' });
    expect(await checksOf(importId)).toEqual([{ round: 0 }]);
    await bringForward(importId);
    await expect.poll(() => checksOf(importId), { timeout: 30_000 }).toEqual([{ round: 1 }]);
  });

  it('are taken away later where MongoDB is away when their import is looked at', async () => {
    const spatial = { kind: 'mongo', url: 'mongodb://127.0.0.1:1', database: 'nowhere' } as const;
    await using pipeline = stores.pipeline({ instance: 'other' });
    const projectId = randomUUID();
    const { importId } = await pipeline.intake(segmentLines(10), { projectId, fileName: 'away.ndjson' });
    await pipeline.cancel(importId);
    await stores.documents.insertOne({ _id: randomUUID(), import_id: importId, project_id: projectId });
    const dueBefore = async (): Promise<boolean> => {
      const [row] = await stores.rows<{ due: boolean }>(
        `SELECT due_at < now() + interval '11 seconds' AND due_at > now() AS due FROM sizewise.import_checks
         WHERE import_id = $1`,
        [importId],
      );
      return row?.due ?? false;
    };
    {
      await using away = stores.pipeline({ spatial, workers: 0 });
      await bringForward(importId);
      await away.unfinished();
      // Claimed by the one that cannot look, for minutes; then put off for seconds.
      await expect.poll(dueBefore, { timeout: 30_000 }).toBe(false);
      await expect.poll(dueBefore, { timeout: 30_000 }).toBe(true);
    }
    await pipeline.unfinished();
    await bringForward(importId);
    await expect.poll(() => checksOf(importId), { timeout: 30_000 }).toEqual([{ round: 1 }]);
    expect((await stores.stored(importId)).documents).toBe(0);
  });

  it('are looked for in no import that nothing disturbed', async () => {
    await using pipeline = stores.pipeline();
    const done = await pipeline.run(segmentLines(100), { projectId: randomUUID(), fileName: 'calm.ndjson' });
    expect(await checksOf(done.id)).toEqual([]);
  });
});
