import { randomUUID } from 'node:crypto';

import { describeWith } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type ImportPipeline } from '../src/index.ts';
import { PipelineStores, segmentLines, STORE_KINDS } from './support/pipeline-stores.ts';

const ROWS = 12_000;

for (const kind of STORE_KINDS) {
  describeWith(['postgres', 'mongo'], `readers of imports, documents in ${kind}`, () => {
    let stores: PipelineStores;
    let pipeline: ImportPipeline;
    beforeAll(async () => {
      stores = await PipelineStores.open(kind);
      pipeline = stores.pipeline({ chunkBytes: 64 * 1024 });
    });
    afterAll(async () => {
      await pipeline.close();
      await stores.close();
    });

    /** Numbers of segments that a reader of the project sees, as one statement reads them. */
    async function visibleSegments(projectId: string): Promise<number> {
      const [row] = await stores.rows<{ count: number }>(
        'SELECT count(*)::int FROM sizewise.published_segments WHERE project_id = $1',
        [projectId],
      );
      return row?.count ?? 0;
    }

    async function visibleImports(projectId: string): Promise<string[]> {
      const rows = await stores.rows<{ id: string }>(
        'SELECT id FROM sizewise.imports WHERE project_id = $1 AND published_at IS NOT NULL ORDER BY id',
        [projectId],
      );
      return rows.map(({ id }) => id);
    }

    /** Spatial documents that a reader sees: in MongoDB those of imports that were visible before and after the read. */
    async function visibleDocuments(projectId: string): Promise<number> {
      if (kind !== 'mongo') {
        const [row] = await stores.rows<{ count: number }>(
          'SELECT count(*)::int FROM sizewise.published_spatial WHERE project_id = $1',
          [projectId],
        );
        return row?.count ?? 0;
      }
      for (;;) {
        const before = await visibleImports(projectId);
        const count = await stores.documents.countDocuments({ import_id: { $in: before } });
        if ((await visibleImports(projectId)).join() === before.join()) return count;
      }
    }

    /** Reads over and over while `work` runs; what was seen, each number once, in order. */
    async function seenDuring(
      projectId: string,
      work: Promise<unknown>,
    ): Promise<{ segments: number[]; documents: number[]; reads: number }> {
      const segments = new Set<number>();
      const documents = new Set<number>();
      const over = new AbortController();
      let reads = 0;
      const ended = work.finally(() => over.abort());
      while (!over.signal.aborted) {
        segments.add(await visibleSegments(projectId));
        documents.add(await visibleDocuments(projectId));
        reads += 1;
      }
      await ended;
      return { segments: [...segments], documents: [...documents], reads };
    }

    const started = async (importId: string): Promise<void> => {
      await expect
        .poll(async () => (await pipeline.progress(importId)).chunksDone, { timeout: 30_000, interval: 10 })
        .toBeGreaterThan(3);
    };

    it('see nothing or everything of an import, and of its removal', async () => {
      const projectId = randomUUID();
      const { importId } = await pipeline.intake(segmentLines(ROWS), { projectId, fileName: 'a.ndjson' });
      const during = await seenDuring(projectId, pipeline.execute(importId));
      expect(during.segments.filter((count) => count !== 0 && count !== ROWS)).toEqual([]);
      expect(during.documents.filter((count) => count !== 0 && count !== ROWS)).toEqual([]);
      expect(during.reads).toBeGreaterThan(10);
      expect([await visibleSegments(projectId), await visibleDocuments(projectId)]).toEqual([ROWS, ROWS]);

      const removal = await seenDuring(projectId, pipeline.remove(importId));
      expect(removal.segments.filter((count) => count !== 0 && count !== ROWS)).toEqual([]);
      expect(removal.documents.filter((count) => count !== 0 && count !== ROWS)).toEqual([]);
      expect([await visibleSegments(projectId), await visibleDocuments(projectId)]).toEqual([0, 0]);
      expect(await stores.storedInAll()).toEqual({ segments: 0, documents: 0 });
    });

    it('see nothing of an import that is cancelled', async () => {
      const projectId = randomUUID();
      const { importId } = await pipeline.intake(segmentLines(ROWS), { projectId, fileName: 'b.ndjson' });
      const running = pipeline.execute(importId);
      const seen = seenDuring(projectId, running);
      await started(importId);
      await pipeline.cancel(importId);
      expect((await running).status).toBe('cancelled');
      expect(await seen).toMatchObject({ segments: [0], documents: [0] });
      expect(await stores.stored(importId)).toEqual({ segments: 0, documents: 0 });
    });

    it('see the old revision whole until the new one is there whole', async () => {
      const projectId = randomUUID();
      const first = await pipeline.run(segmentLines(500), { projectId, fileName: 'plan.ndjson' });
      expect(first.status).toBe('completed');
      const { importId } = await pipeline.intake(segmentLines(ROWS), { projectId, fileName: 'plan.ndjson' });
      const during = await seenDuring(projectId, pipeline.execute(importId));
      expect(during.segments.filter((count) => count !== 500 && count !== ROWS)).toEqual([]);
      expect(during.documents.filter((count) => count !== 500 && count !== ROWS)).toEqual([]);
      expect([await visibleSegments(projectId), await visibleDocuments(projectId)]).toEqual([ROWS, ROWS]);
    });

    it('leaves nothing of an import that is removed while it runs', async () => {
      const projectId = randomUUID();
      const before = await stores.storedInAll();
      const { importId } = await pipeline.intake(segmentLines(ROWS), { projectId, fileName: 'c.ndjson' });
      const running = pipeline.execute(importId).catch((error: { code: string }) => error.code);
      await started(importId);
      const seen = seenDuring(projectId, pipeline.remove(importId));
      expect(await seen).toMatchObject({ segments: [0], documents: [0] });
      await running;
      expect(await stores.storedInAll()).toEqual(before);
      expect(await stores.spooled()).not.toContain(importId);
      await expect(pipeline.get(importId)).rejects.toMatchObject({ code: 'import_not_found' });
    });
  });
}
