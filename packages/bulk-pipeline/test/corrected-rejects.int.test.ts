import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';

import { type Import, type Reject } from '@sizewise/shared';
import { describeWith } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type ImportPipeline } from '../src/index.ts';
import { PipelineStores, segmentLine, STORE_KINDS } from './support/pipeline-stores.ts';

for (const kind of STORE_KINDS) {
  describeWith(['postgres', 'mongo'], `corrected rejects, documents in ${kind}`, () => {
    let stores: PipelineStores;
    let pipeline: ImportPipeline;
    const changed: string[] = [];
    const projectId = randomUUID();
    beforeAll(async () => {
      stores = await PipelineStores.open(kind);
      pipeline = stores.pipeline({
        chunkBytes: 1000,
        onVisibilityChange: async (_, project) => void changed.push(project),
      });
    });
    afterAll(async () => {
      await pipeline.close();
      await stores.close();
    });

    /** An import of good lines, each followed by a broken one. */
    async function importWithRejects(count: number): Promise<{ done: Import; rejects: Reject[] }> {
      const lines = Array.from({ length: count }, (_, n) => [segmentLine(n), `{"broken ${n}`]).flat();
      const body = Readable.from([lines.join('\n')]);
      const done = await pipeline.run(body, { projectId, fileName: `${randomUUID()}.ndjson` });
      expect(done).toMatchObject({ status: 'completed', segmentsWritten: count, rejected: count });
      return { done, rejects: await Array.fromAsync(pipeline.rejects(done.id)) };
    }
    const record = (n: number, more: object = {}): Record<string, unknown> => ({
      ...(JSON.parse(segmentLine(1000 + n)) as object),
      segmentType: 'duct_segment',
      shape: 'round',
      diameter: 0.2,
      airflow: 0.1,
      ...more,
    });
    const segment = async (id: string): Promise<unknown> =>
      (
        await stores.rows(
          'SELECT external_id, segment_type, diameter, min_x, connects_to, properties FROM sizewise.published_segments WHERE id = $1',
          [id],
        )
      )[0];

    it('become segments of the same import under their own ids, once', async () => {
      const { done, rejects } = await importWithRejects(30);
      const [first, second] = rejects as [Reject, Reject];
      expect(first).toMatchObject({ corrected: null, resolvedAt: null });
      const kept = await pipeline.correctReject(done.id, first.id, record(1, { connectsTo: ['e1', 'e"2'] }));
      expect(kept).toMatchObject({ id: first.id, resolvedAt: null, corrected: { externalId: 'e1001' } });
      await pipeline.correctReject(done.id, second.id, { name: 'bare', ifcClass: 'IfcPump' });
      const published = changed.length;
      expect(await pipeline.retryRejects(done.id)).toEqual({ stored: 2, stillRejected: [] });
      expect(changed.slice(published)).toEqual([projectId]);

      expect(await segment(first.id)).toEqual({
        external_id: 'e1001',
        segment_type: 'duct_segment',
        diameter: 0.2,
        min_x: 1001,
        connects_to: ['e1', 'e"2'],
        properties: { index: 1001 },
      });
      expect(await segment(second.id)).toMatchObject({ segment_type: 'moving_device', min_x: null });
      const { segments, documents } = await stores.ids(done.id);
      expect(segments).toEqual(expect.arrayContaining([first.id, second.id]));
      expect(segments).toHaveLength(32);
      expect(documents).toEqual(segments);
      const after = await pipeline.get(done.id);
      expect(after).toMatchObject({
        segmentsWritten: 32,
        spatialWritten: 32,
        rejected: 28,
        calculationsWritten: 1,
      });
      expect(Object.values(after.bySegmentType).reduce((sum, n) => sum + n, 0)).toBe(32);
      const [sums] = await stores.rows(
        'SELECT sum(rows)::int AS rows, sum(spatial_rows)::int AS spatial, sum(rejects)::int AS rejects FROM sizewise.import_chunks WHERE import_id = $1',
        [done.id],
      );
      expect(sums).toEqual({ rows: 32, spatial: 32, rejects: 28 });
      const listed = await Array.fromAsync(pipeline.rejects(done.id));
      expect(listed.map(({ resolvedAt }) => resolvedAt !== null)).toEqual(rejects.map((_, n) => n < 2));

      expect(await pipeline.retryRejects(done.id)).toEqual({ stored: 0, stillRejected: [] });
      expect(await stores.stored(done.id)).toEqual({ segments: 32, documents: 32 });
      await expect(pipeline.correctReject(done.id, first.id, record(1))).rejects.toMatchObject({
        code: 'reject_resolved',
      });
    });

    it('stay where the database refuses them, and the others are stored', async () => {
      const { done, rejects } = await importWithRejects(40);
      for (const [n, { id }] of rejects.entries()) {
        await pipeline.correctReject(
          done.id,
          id,
          record(n, { name: n % 13 === 5 ? `swan ${n}` : `duct ${n}` }),
        );
      }
      await stores.rows(
        `ALTER TABLE sizewise.project_segments ADD CONSTRAINT no_swans CHECK (name NOT LIKE 'swan%') NOT VALID`,
      );
      try {
        const swans = [5, 18, 31].map((n) => rejects[n]?.id);
        const answer = await pipeline.retryRejects(done.id);
        expect(answer.stored).toBe(37);
        expect(answer.stillRejected.map(({ id }) => id)).toEqual(swans);
        expect(answer.stillRejected[0]).toMatchObject({
          code: 'constraint_violation',
          reason: expect.stringContaining('no_swans'),
        });
        expect(await stores.stored(done.id)).toEqual({ segments: 77, documents: 77 });
        expect(await pipeline.get(done.id)).toMatchObject({ segmentsWritten: 77, rejected: 3 });
        await pipeline.correctReject(done.id, swans[0] ?? '', record(5, { name: 'duct after all' }));
        expect(await pipeline.retryRejects(done.id)).toMatchObject({ stored: 1 });
        expect(await stores.stored(done.id)).toEqual({ segments: 78, documents: 78 });
      } finally {
        await stores.rows('ALTER TABLE sizewise.project_segments DROP CONSTRAINT no_swans');
      }
    });

    it.each<[string, Record<string, unknown>, string, string]>([
      ['nothing', {}, 'malformed_record', 'nothing of an element'],
      ['a field that no segment has', { name: 'a', colour: 'red' }, 'invalid_field', 'colour'],
      ['a text for a number', { name: 'a', width: 'wide' }, 'invalid_number', 'width'],
      ['a type that is none', { segmentType: 'teapot' }, 'invalid_field', 'segmentType'],
      ['a size below zero', { name: 'a', length: -1 }, 'out_of_range', 'length'],
      ['half of its bounds', { name: 'a', bounds: { minX: 1 } }, 'invalid_number', 'bounds'],
      ['the class of a wall', { ifcClass: 'IfcWall' }, 'invalid_field', 'IfcWall is no distribution element'],
      ['a shape that is none', { name: 'a', outline: { type: 'blob' } }, 'invalid_field', 'outline'],
    ])('are refused with %s', async (_, given, code, reason) => {
      const { done, rejects } = await importWithRejects(1);
      await expect(pipeline.correctReject(done.id, rejects[0]?.id ?? '', given)).rejects.toMatchObject({
        code: 'invalid_record',
        message: expect.stringContaining(reason),
        data: { code },
      });
      expect(await pipeline.retryRejects(done.id)).toEqual({ stored: 0, stillRejected: [] });
    });

    it('take the raw text of a record that the database refused', async () => {
      await stores.rows(
        `ALTER TABLE sizewise.project_segments ADD CONSTRAINT no_geese CHECK (name NOT LIKE 'goose%') NOT VALID`,
      );
      const feature = {
        type: 'Feature',
        geometry: {
          type: 'LineString',
          coordinates: [
            [0, 0],
            [2, 1],
          ],
        },
        properties: { name: 'goose', type: 'duct' },
      };
      const body = Readable.from([JSON.stringify({ type: 'FeatureCollection', features: [feature] })]);
      const done = await pipeline.run(body, { projectId, fileName: 'goose.geojson' });
      await stores.rows('ALTER TABLE sizewise.project_segments DROP CONSTRAINT no_geese');
      const [reject] = await Array.fromAsync(pipeline.rejects(done.id));
      const raw = JSON.parse(reject?.raw ?? '') as Record<string, unknown>;
      await pipeline.correctReject(done.id, reject?.id ?? '', { ...raw, name: 'duck' });
      expect(await pipeline.retryRejects(done.id)).toEqual({ stored: 1, stillRejected: [] });
      expect(await segment(reject?.id ?? '')).toMatchObject({ segment_type: 'duct_segment' });
      const shape = {
        type: 'polyline',
        coordinates: [
          [0, 0],
          [2, 1],
        ],
      };
      const document =
        kind === 'mongo'
          ? await stores.documents.findOne({ _id: reject?.id ?? '' })
          : (await stores.rows('SELECT shape FROM sizewise.spatial_data WHERE id = $1', [reject?.id]))[0];
      expect(document).toMatchObject({ shape });
    });

    it('leave nothing in either store where the transaction fails', async () => {
      await using failing = stores.pipeline({
        onVisibilityChange: async () => {
          if (isFailing) throw new Error('no answer');
        },
      });
      let isFailing = false;
      const { done, rejects } = await importWithRejects(3);
      for (const { id } of rejects) await failing.correctReject(done.id, id, record(1));
      isFailing = true;
      await expect(failing.retryRejects(done.id)).rejects.toThrow('no answer');
      expect(await stores.stored(done.id)).toEqual({ segments: 3, documents: 3 });
      isFailing = false;
      expect(await failing.retryRejects(done.id)).toMatchObject({ stored: 3 });
      expect(await stores.stored(done.id)).toEqual({ segments: 6, documents: 6 });
    });

    it('are only for an import that is published, and for rejects that are there', async () => {
      const { done, rejects } = await importWithRejects(2);
      const id = rejects[0]?.id ?? '';
      await expect(pipeline.correctReject(done.id, randomUUID(), record(1))).rejects.toMatchObject({
        code: 'reject_not_found',
      });
      await expect(pipeline.correctReject(randomUUID(), id, record(1))).rejects.toMatchObject({
        code: 'import_not_found',
      });
      await pipeline.correctReject(done.id, id, record(1));
      const next = await pipeline.run(Readable.from([segmentLine(1)]), {
        projectId,
        fileName: done.fileName,
      });
      expect(next.revision).toBe(2);
      for (const attempt of [
        () => pipeline.correctReject(done.id, id, record(1)),
        () => pipeline.retryRejects(done.id),
      ]) {
        await expect(attempt()).rejects.toMatchObject({ code: 'import_not_published' });
      }
    });
  });
}
