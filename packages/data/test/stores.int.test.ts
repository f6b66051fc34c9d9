import { randomUUID } from 'node:crypto';

import { type SegmentInput } from '@sizewise/shared';
import { describeWith } from '@sizewise/test-support';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Fixture, openFixture } from './support.ts';

const duct = (i: number): SegmentInput => ({
  segmentType: 'duct_segment',
  externalId: `d${i}`,
  name: `Supply duct ${i}`,
  system: i % 2 ? 'supply' : 'return',
  level: 'L1',
  length: 2,
  bounds: { minX: i, minY: 0, minZ: 0, maxX: i + 1, maxY: 1, maxZ: 1 },
  properties: { note: 'NUL \0 and \ud800 and \\u0000', i },
});

for (const kind of ['postgres', 'mongo'] as const) {
  describeWith(
    kind === 'mongo' ? ['postgres', 'mongo'] : ['postgres'],
    `services with spatial store ${kind}`,
    () => {
      let fixture: Fixture;
      beforeAll(async () => {
        fixture = await openFixture(kind);
      });
      afterAll(() => fixture[Symbol.asyncDispose]());
      const project = async (): Promise<string> =>
        (await fixture.service.projects.create({ name: 'Hospital East' })).id;

      describe('projects', () => {
        it('creates, lists by pages, finds by words, renames and removes', async () => {
          const { projects } = fixture.service;
          const ids: string[] = [];
          for (let i = 0; i < 5; i++)
            ids.push((await projects.create({ name: `Tower ${i}`, userId: 'ann' })).id);
          const first = await projects.list({ userId: 'ann', limit: 3 });
          const second = await projects.list({ userId: 'ann', limit: 3, cursor: first.nextCursor ?? '' });
          expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.reverse());
          expect(second.nextCursor).toBeNull();
          await projects.update(ids[0]!, { name: 'Warehouse' });
          expect((await projects.list({ q: 'wareh', limit: 10 })).items.map(({ id }) => id)).toEqual([
            ids[0],
          ]);
          expect((await projects.get(ids[0]!)).userId).toBe('ann');
          await projects.remove(ids[0]!);
          await expect(projects.get(ids[0]!)).rejects.toMatchObject({ code: 'project_not_found' });
          await expect(projects.list({ limit: 3, cursor: 'bm8' })).rejects.toMatchObject({
            code: 'invalid_request',
          });
          expect(await fixture.service.getUserProjectsOptimized('ann', { limit: 2 })).toHaveLength(2);
        });

        it('keeps a project that still has imports', async () => {
          const id = await project();
          await fixture.optimizer.postgres.query(
            `INSERT INTO sizewise.imports (project_id, id, file_name, status) VALUES ($1, $2, 'a.ifc', 'queued')`,
            [id, randomUUID()],
          );
          await expect(fixture.service.projects.remove(id)).rejects.toMatchObject({
            code: 'project_not_empty',
          });
        });
      });

      describe('segments', () => {
        it.each([1, 9, 10, 11, 2500])(
          'stores %i rows with ids in order, and as many documents',
          async (count) => {
            const id = await project();
            const rows = Array.from({ length: count }, (_, i) => duct(i));
            const ids = await fixture.service.bulkInsertSegments(id, rows);
            expect(ids).toEqual([...ids].sort());
            const read: (string | null)[] = [];
            for await (const segment of fixture.service.segments.all(id)) read.push(segment.externalId);
            expect(read).toEqual(rows.map((row) => row.externalId));
            expect((await fixture.service.projects.get(id)).segmentCount).toBe(count);
            expect(await fixture.store.count(id)).toBe(count);
            const stored = await fixture.service.segments.get(id, ids[0]!);
            expect(stored).toMatchObject({
              ...duct(0),
              properties: { note: 'NUL \uFFFD and \uFFFD and \\u0000', i: 0 },
            });
          },
        );

        it('stores the same row alone and in bulk', async () => {
          const id = await project();
          const { segments } = fixture.service;
          const full: SegmentInput = {
            ...duct(3),
            discipline: 'mechanical',
            ifcClass: 'IfcDuctSegment',
            layer: 'M-DUCT',
            material: 'Zinc \u{1F527} \0',
            shape: 'rectangular',
            width: 0.4,
            height: 0.2,
            diameter: 0.3,
            connectsTo: ['a', 'b"{}'],
          };
          const [alone = ''] = await fixture.service.bulkInsertSegments(id, [full]);
          const ids = await fixture.service.bulkInsertSegments(
            id,
            Array.from({ length: 60 }, () => full),
          );
          const { id: _one, ...one } = await segments.get(id, alone);
          for (const each of [ids[0]!, ids[59]!])
            expect(await segments.get(id, each)).toEqual({ ...one, id: each });
          const box = { minX: 3, maxX: 4, minY: 0, maxY: 1 };
          const { items } = await fixture.store.findSpatialDataInBounds(id, box);
          const [document, ...others] = items.map(({ id: _id, segmentId: _segment, ...rest }) => rest);
          expect(others).toEqual(Array.from({ length: 60 }, () => document));
        });

        it('filters, pages and searches', async () => {
          const id = await project();
          await fixture.service.bulkInsertSegments(
            id,
            Array.from({ length: 30 }, (_, i) => duct(i)),
          );
          const { segments } = fixture.service;
          const seen: string[] = [];
          for (let cursor: string | undefined; ;) {
            const page = await segments.list(id, { system: 'supply', limit: 4, cursor });
            seen.push(...page.items.map(({ externalId }) => externalId ?? ''));
            if (page.nextCursor === null) break;
            cursor = page.nextCursor;
          }
          expect(seen).toEqual(Array.from({ length: 15 }, (_, i) => `d${2 * i + 1}`));
          expect(
            (await segments.list(id, { q: 'supply duct 7', limit: 9 })).items.map((s) => s.externalId),
          ).toEqual(['d7']);
          expect((await segments.list(id, { q: '!!', limit: 9 })).items).toEqual([]);
          const supply = { q: 'supp', system: 'supply', limit: 4 };
          const first = await segments.list(id, supply);
          const next = await segments.list(id, { ...supply, cursor: first.nextCursor ?? '' });
          expect([...first.items, ...next.items].map((s) => s.externalId)).toEqual(seen.slice(0, 8));
        });

        it('pages through more matches than are sorted', async () => {
          const id = await project();
          const ids = await fixture.service.bulkInsertSegments(
            id,
            Array.from({ length: 2010 }, (_, i) => duct(i)),
          );
          const { segments } = fixture.service;
          const first = await segments.list(id, { q: 'duct', limit: 8 });
          expect(first.items.map((s) => s.id)).toEqual(ids.slice(0, 8));
          const rest = await segments.list(id, { q: 'duct', limit: 9000, cursor: first.nextCursor ?? '' });
          expect(rest.items.map((s) => s.id)).toEqual(ids.slice(8));
        });

        it('changes a segment only at the version that was read, and everything that counts it', async () => {
          const id = await project();
          const [first = ''] = await fixture.service.bulkInsertSegments(id, [duct(0), duct(1)]);
          const { segments } = fixture.service;
          const patch = { segmentType: 'pipe_segment', airflow: 0.5 } as const;
          const both = await Promise.allSettled([1, 1].map((v) => segments.update(id, first, patch, v)));
          expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
          const lost = both.find(({ status }) => status === 'rejected');
          expect(lost).toMatchObject({ reason: { code: 'version_conflict', data: { actual: 2 } } });
          expect(await segments.get(id, first)).toMatchObject({
            ...patch,
            version: 2,
            name: 'Supply duct 0',
          });
          expect((await segments.analytics(id)).bySegmentType).toEqual({ duct_segment: 1, pipe_segment: 1 });
          expect((await fixture.store.getProjectAnalytics(id)).byLayerType).toEqual({
            duct_segment: 1,
            pipe_segment: 1,
          });
          await expect(segments.update(id, randomUUID(), patch, 1)).rejects.toMatchObject({
            code: 'segment_not_found',
          });
        });

        it('leaves nothing behind when the project does not exist', async () => {
          const id = randomUUID();
          await expect(fixture.service.bulkInsertSegments(id, [duct(1)])).rejects.toMatchObject({
            code: 'project_not_found',
          });
          expect(await fixture.store.count(id)).toBe(0);
        });

        it('sums up a project, empty or not', async () => {
          const id = await project();
          expect(await fixture.service.getProjectAnalyticsOptimized(id)).toEqual({
            segmentCount: 0,
            bySegmentType: {},
            bySystem: {},
            byLevel: {},
            totalLength: 0,
            bounds: null,
          });
          await fixture.service.bulkInsertSegments(id, [duct(0), duct(5), { segmentType: 'other' }]);
          expect(await fixture.service.getProjectAnalyticsOptimized(id)).toEqual({
            segmentCount: 3,
            bySegmentType: { duct_segment: 2, other: 1 },
            bySystem: { supply: 1, return: 1 },
            byLevel: { L1: 2 },
            totalLength: 4,
            bounds: { minX: 0, minY: 0, minZ: 0, maxX: 6, maxY: 1, maxZ: 1 },
          });
        });

        it('counts every row of concurrent posts', async () => {
          const id = await project();
          await Promise.all(
            Array.from({ length: 8 }, (_, n) =>
              fixture.service.bulkInsertSegments(
                id,
                Array.from({ length: n + 1 }, (_, i) => duct(i)),
              ),
            ),
          );
          expect((await fixture.service.projects.get(id)).segmentCount).toBe(36);
          expect((await fixture.service.segments.analytics(id)).segmentCount).toBe(36);
          const { rows } = await fixture.optimizer.postgres.query<{ by_segment_type: object }>(
            'SELECT by_segment_type FROM sizewise.imports WHERE project_id = $1',
            [id],
          );
          expect(rows).toEqual([{ by_segment_type: { duct_segment: 36 } }]);
        });
      });

      it('answers calculations by type and ranges', async () => {
        const id = await project();
        const [segmentId = ''] = await fixture.service.bulkInsertSegments(id, [duct(0)]);
        const { importId } = await fixture.service.segments.get(id, segmentId);
        for (let i = 1; i <= 5; i++) {
          const row = {
            id: `00000000-0000-4000-8000-00000000000${i}`,
            calculation_type: 'duct_pressure_drop',
            source: 'file',
            input: { air_flow: i },
            result_data: { cfm: i * 100, pressure_drop: i / 10 },
          };
          if (kind === 'mongo') {
            const { id: _id, ...rest } = row;
            await fixture.optimizer
              .mongo!.db.collection<{ _id: string; [field: string]: unknown }>('calculations')
              .insertOne({
                _id: id.slice(0, 8) + _id.slice(8),
                project_id: id,
                import_id: importId,
                segment_id: segmentId,
                ...rest,
              });
          } else {
            await fixture.optimizer.postgres.query(
              `INSERT INTO sizewise.calculations (id, project_id, import_id, segment_id, calculation_type, source, input, result_data)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
              [row.id, id, importId, segmentId, row.calculation_type, row.source, row.input, row.result_data],
            );
          }
        }
        const cfms = async (filter: object): Promise<unknown[]> =>
          (await fixture.store.calculations(id, { limit: 10, ...filter })).items.map(
            ({ resultData }) => resultData['cfm'],
          );
        expect(await cfms({})).toEqual([100, 200, 300, 400, 500]);
        expect(await cfms({ minCfm: 200, maxCfm: 400 })).toEqual([200, 300, 400]);
        expect(await cfms({ minCfm: 200, maxPressureDrop: 0.3 })).toEqual([200, 300]);
        expect(await cfms({ type: 'other' })).toEqual([]);
        const range = { minCfm: 200, type: 'duct_pressure_drop', limit: 2 };
        const { nextCursor: second } = await fixture.store.calculations(id, range);
        expect(await cfms({ ...range, cursor: second ?? '' })).toEqual([400, 500]);
        const page = await fixture.store.calculations(id, { limit: 2 });
        expect(page.items[0]).toMatchObject({
          segmentId,
          source: 'file',
          input: { airFlow: 1 },
          resultData: { pressureDrop: 0.1 },
        });
        expect(
          (await fixture.store.calculations(id, { limit: 2, cursor: page.nextCursor ?? '' })).items[0]
            ?.resultData['cfm'],
        ).toBe(300);
      });
    },
  );
}
