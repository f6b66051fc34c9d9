import { readFile } from 'node:fs/promises';

import {
  type Bounds,
  type DiffItem,
  type Drawing,
  drawingDiffSchema,
  type DrawingDiff,
  drawingSchema,
  type Revision,
  revisionSchema,
} from '@sizewise/shared';
import { describeWith, describeWithDrawings, drawingPath, withClient } from '@sizewise/test-support';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { apiClient, drawing as ndjson } from './api-client.ts';
import { openTestApplication } from './application.ts';
import { DxfText, type Entity, valueOf, withValues } from './edit-dxf.ts';

const IFC = 'ifc/hvac_heating_B03.ifc';
const DXF = 'dxf/floorplan.dxf';
const PLAN_R12 = 'dxf/school_level1_hvac_plan_R12.dxf';
const NO_CHANGES = { added: 0, removed: 0, moved: 0, resized: 0 };

const latin1 = async (name: string): Promise<string> => readFile(drawingPath(name), 'latin1');
/** Replaces text that must be there once. */
const edit = (text: string, from: string, to: string): string => {
  expect(text.split(from)).toHaveLength(2);
  return text.replace(from, to);
};

/** The longest side of a box, metres. */
const longest = (bounds: Bounds | null | undefined): number =>
  bounds
    ? Math.max(bounds.maxX - bounds.minX, bounds.maxY - bounds.minY, bounds.maxZ - bounds.minZ)
    : Number.NaN;

for (const store of ['postgres', 'mongo'] as const) {
  describeWith(
    store === 'mongo' ? ['postgres', 'mongo'] : ['postgres'],
    `Drawings with spatial documents in ${store}`,
    () => {
      let opened: Awaited<ReturnType<typeof openTestApplication>>;
      const api = apiClient(() => opened);
      beforeAll(async () => {
        opened = await openTestApplication({}, store);
      });
      afterAll(async () => {
        await opened.close();
        await opened.drop();
      });

      const send = async (project: string, fileName: string, text: string): Promise<string> => {
        const query = `fileName=${fileName}&force=true`;
        const response = await api.upload(project, new Uint8Array(Buffer.from(text, 'latin1')), query);
        const { importId } = (await response.json()) as { importId: string };
        const ended = await api.ended(importId);
        expect(ended).toMatchObject({ status: 'completed', rejected: 0 });
        return ended.drawingId ?? '';
      };
      const read = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
        const response = await api.send(path);
        expect(response.status).toBe(200);
        return schema.parse(await response.json());
      };
      const drawingsOf = async (project: string): Promise<Drawing[]> =>
        (await read(`/api/drawings?projectId=${project}`, z.object({ items: z.array(drawingSchema) }))).items;
      const revisionsOf = async (drawing: string): Promise<Revision[]> =>
        (await read(`/api/drawings/${drawing}/revisions`, z.object({ items: z.array(revisionSchema) })))
          .items;
      const diffOf = (drawing: string, query = 'from=1&to=2'): Promise<DrawingDiff> =>
        read(`/api/drawings/${drawing}/diff?${query}`, drawingDiffSchema);
      const changesOf = (items: readonly DiffItem[]): Record<string, string> =>
        Object.fromEntries(items.map(({ externalId, change }) => [externalId ?? '', change]));

      describeWithDrawings([IFC], 'an IFC model', () => {
        it('tells exactly what was edited', async () => {
          const project = await api.createProject();
          const before = await latin1(IFC);
          let after = edit(before, '4414.46590148343, -590.2642', '4664.46590148343, -590.2642');
          after = edit(after, '#331, #334, #333, 232.813)', '#331, #334, #333, 332.813)');
          after = edit(
            after,
            "#443 = IFCPIPESEGMENT('22fvcwFmfbhaM2zPc3Yrwn'",
            "#443 = IFCVIRTUALELEMENT('22fvcwFmfbhaM2zPc3Yrwn'",
          );
          const line = /#570 = IFCPIPESEGMENT\('3EoaiY0j_JdKI5AfPSWFIF'.*/.exec(before)?.[0] ?? '';
          after = edit(
            after,
            line,
            `${line}\n${line.replace('#570', '#999999').replace('3EoaiY0j_JdKI5AfPSWFIF', '1xS3BCk291UvhgP2dvNsgp')}`,
          );
          const drawing = await send(project, 'heating.ifc', before);
          expect(await send(project, 'heating.ifc', after)).toBe(drawing);

          const diff = await diffOf(drawing);
          expect(diff.counts).toEqual({ added: 1, removed: 1, moved: 1, resized: 1, unchanged: 217 });
          expect(changesOf(diff.items)).toEqual({
            '2BcJuK82MKiqRAKb__LFyQ': 'moved',
            '2oMN1jO03oW4wOFKcayn7p': 'resized',
            '22fvcwFmfbhaM2zPc3Yrwn': 'removed',
            '1xS3BCk291UvhgP2dvNsgp': 'added',
          });
          const moved = diff.items.find(({ change }) => change === 'moved');
          expect(moved?.distance).toBeCloseTo(0.25, 9);
          expect((moved?.after?.bounds?.minX ?? 0) - (moved?.before?.bounds?.minX ?? 0)).toBeCloseTo(0.25, 9);
          const resized = diff.items.find(({ change }) => change === 'resized');
          const depths = [resized?.before, resized?.after].map((side) => longest(side?.bounds));
          expect((depths[1] ?? 0) - (depths[0] ?? 0)).toBeCloseTo(0.1, 9);
          const back = await diffOf(drawing, 'from=2&to=1&change=added');
          expect(changesOf(back.items)).toEqual({ '22fvcwFmfbhaM2zPc3Yrwn': 'added' });
          expect(back.counts).toEqual({ ...diff.counts });

          expect(await drawingsOf(project)).toMatchObject([
            { id: drawing, fileName: 'heating.ifc', revision: 2, segmentCount: 220 },
          ]);
        });
      });

      describeWithDrawings([DXF, PLAN_R12], 'a DXF plan', () => {
        const isLine = (entity: Entity): boolean =>
          entity[0]?.[1] === 'LINE' && valueOf(entity, 67)?.trim() !== '1';
        const shifted = (codes: readonly number[], by: number) => (code: number, value: string) =>
          codes.includes(code) ? String(Number(value) + by) : null;

        it('tells exactly what was edited, also when every handle is new', async () => {
          const project = await api.createProject();
          const before = await latin1(DXF);
          const drawing = await send(project, 'floor.dxf', before);
          const edited = new DxfText(before);
          const lines = edited.entities.filter(isLine);
          const [moved, resized, removed, copied] = [20, 40, 60, 80].map((i) => lines[i] ?? []);
          const handle = (entity: Entity | undefined): string => valueOf(entity ?? [], 5) ?? '';
          const entities = edited.entities.flatMap((entity) => {
            if (entity === moved) return [withValues(entity, shifted([10, 11], 5000))];
            if (entity === resized) return [withValues(entity, shifted([11], 3000))];
            if (entity === removed) return [];
            if (entity !== copied) return [entity];
            const added = withValues(entity, (code, value) =>
              code === 5 ? 'FFF1' : shifted([20, 21], 7000)(code, value),
            );
            return [entity, added];
          });
          edited.entities.splice(0, Infinity, ...entities);
          await send(project, 'floor.dxf', String(edited));
          const expected = { added: 1, removed: 1, moved: 1, resized: 1, unchanged: 964 };
          const diff = await diffOf(drawing);
          expect(diff.counts).toEqual(expected);
          expect(changesOf(diff.items)).toEqual({
            [handle(moved)]: 'moved',
            [handle(resized)]: 'resized',
            [handle(removed)]: 'removed',
            FFF1: 'added',
          });
          expect(diff.items.find(({ change }) => change === 'moved')?.distance).toBeCloseTo(5, 9);

          const renumbered = new DxfText(before);
          const handles = renumbered.entities.map((entity) => valueOf(entity, 5) ?? '');
          // Each entity takes the handle of the next one, so that a handle is always that of another.
          const next = new Map(handles.map((old, i) => [old, handles[(i + 1) % handles.length] ?? '']));
          renumbered.entities.splice(
            0,
            Infinity,
            ...renumbered.entities.map((entity) =>
              withValues(entity, (code, value) => (code === 5 ? (next.get(value) ?? null) : null)),
            ),
          );
          await send(project, 'floor.dxf', String(renumbered));
          expect((await diffOf(drawing, 'from=1&to=3')).counts).toEqual({ ...NO_CHANGES, unchanged: 967 });
        });

        it('pairs entities without handles by type and place', async () => {
          const project = await api.createProject();
          const before = await latin1(PLAN_R12);
          const edited = new DxfText(before);
          const texts = edited.entities.filter(
            (entity) =>
              entity[0]?.[1] === 'TEXT' &&
              edited.entities.filter((e) => valueOf(e, 1) === valueOf(entity, 1)).length === 1,
          );
          const [moved, removed] = texts;
          edited.entities.splice(
            0,
            Infinity,
            ...edited.entities.flatMap((entity) =>
              entity === moved
                ? [withValues(entity, shifted([10, 11], 2))]
                : entity === removed
                  ? []
                  : [entity],
            ),
          );
          const drawing = await send(project, 'level1.dxf', before);
          await send(project, 'level1.dxf', String(edited));
          expect((await diffOf(drawing)).counts).toMatchObject({
            added: 0,
            removed: 1,
            moved: 1,
            resized: 0,
          });
        });
      });

      describe('revisions', () => {
        it('keep their order, and say which one is seen', async () => {
          const project = await api.createProject();
          let drawing = '';
          for (const rows of [3, 4, 5, 6]) drawing = await send(project, 'a.ndjson', ndjson(rows));
          await expect.poll(async () => (await revisionsOf(drawing)).length).toBe(3);
          const revisions = await revisionsOf(drawing);
          expect(revisions).toMatchObject([
            { revision: 4, segmentsWritten: 6, current: true, comparable: true, replacedAt: null },
            { revision: 3, segmentsWritten: 5, current: false, comparable: true, publishedAt: null },
            { revision: 2, segmentsWritten: 4, current: false, comparable: true },
          ]);
          const first = await read(
            `/api/drawings/${drawing}/revisions?limit=2`,
            z.object({ items: z.array(revisionSchema), nextCursor: z.string() }),
          );
          const second = await read(
            `/api/drawings/${drawing}/revisions?limit=2&cursor=${first.nextCursor}`,
            z.object({ items: z.array(revisionSchema), nextCursor: z.null() }),
          );
          expect([...first.items, ...second.items]).toEqual(revisions);
          expect(await drawingsOf(project)).toMatchObject([
            {
              fileName: 'a.ndjson',
              revision: 4,
              importId: revisions[0]?.importId,
              segmentCount: 6,
              bounds: { minX: 0, maxX: 6 },
              disciplines: {},
            },
          ]);
          const diff = await diffOf(drawing, 'from=2&to=4&limit=1');
          expect(diff).toMatchObject({ counts: { ...NO_CHANGES, added: 2, unchanged: 4 }, from: 2, to: 4 });
          const rest = await diffOf(drawing, `from=2&to=4&limit=1&cursor=${diff.nextCursor}`);
          expect([diff, rest].flatMap(({ items }) => items.map(({ externalId }) => externalId))).toEqual([
            'e4',
            'e5',
          ]);
          expect(rest.nextCursor).toBeNull();
        });

        it('that are still being removed are waited for when their project goes', async () => {
          const project = await api.createProject();
          await send(project, 'c.ndjson', ndjson(2));
          const listed = async (query = ''): Promise<number> =>
            (
              await read(
                `/api/imports?projectId=${project}${query}`,
                z.object({ items: z.array(z.unknown()) }),
              )
            ).items.length;
          await withClient(opened.databaseUrl, async (blocker) => {
            await blocker.query('BEGIN');
            await blocker.query('SELECT FROM sizewise.project_segments WHERE project_id = $1 FOR UPDATE', [
              project,
            ]);
            for (const rows of [3, 4, 5]) await send(project, 'c.ndjson', ndjson(rows));
            expect([await listed(), await listed('&status=removing')]).toEqual([3, 1]);
            const deleted = api.send(`/api/projects/${project}`, { method: 'DELETE' });
            await expect.poll(() => listed()).toBe(0);
            expect(await listed('&status=removing')).toBeGreaterThan(0);
            expect((await api.send(`/api/projects/${project}`)).status).toBe(200);
            await blocker.query('ROLLBACK');
            expect((await deleted).status).toBe(204);
          });
          expect((await api.send(`/api/projects/${project}`)).status).toBe(404);
        });

        it('that are not there, or have no rows, are no diff', async () => {
          const project = await api.createProject();
          const drawing = await send(project, 'b.ndjson', ndjson(2));
          const hopeless = Array.from({ length: 300 }, () => '{"bad"').join('\n');
          const failed = (await (
            await api.upload(project, `${ndjson(1)}${hopeless}`, 'fileName=b.ndjson')
          ).json()) as {
            importId: string;
          };
          expect((await api.ended(failed.importId)).status).toBe('failed');
          expect((await revisionsOf(drawing))[0]).toMatchObject({ status: 'failed', comparable: false });
          const problem = async (path: string): Promise<unknown> => {
            const response = await api.send(path);
            return [response.status, ((await response.json()) as { code: string }).code];
          };
          expect(await problem(`/api/drawings/${drawing}/diff?from=1&to=2`)).toEqual([
            409,
            'revision_not_comparable',
          ]);
          expect(await problem(`/api/drawings/${drawing}/diff?from=1&to=9`)).toEqual([
            404,
            'revision_not_found',
          ]);
          expect(await problem(`/api/drawings/${project}/diff?from=1&to=2`)).toEqual([
            404,
            'drawing_not_found',
          ]);
          expect(await problem(`/api/drawings/${project}/revisions`)).toEqual([404, 'drawing_not_found']);
          expect(await problem(`/api/drawings/${drawing}/diff?from=0&to=2`)).toEqual([
            400,
            'invalid_request',
          ]);
          expect(await drawingsOf(project)).toMatchObject([{ revision: 1, segmentCount: 2 }]);
        });
      });
    },
  );
}
