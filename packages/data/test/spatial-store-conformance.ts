import { randomUUID } from 'node:crypto';

import { type Bounds, overlapsInPlan, type PlanBox, type SpatialInput } from '@sizewise/shared';
import { describeWith } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type SpatialStore } from '../src/index.ts';
import { randomBox, randomElements, seeded } from './random-boxes.ts';
import { type Fixture, openFixture } from './support.ts';

const EVERYWHERE = { minX: -1e9, maxX: 1e9, minY: -1e9, maxY: 1e9 };
const ELEMENTS = 2000;
const AT_ONCE = 8;

const cube = (x: number): Bounds => ({ minX: x, minY: 0, minZ: 0, maxX: x + 1, maxY: 1, maxZ: 1 });
const element = (bounds: Bounds | null, layerType = 'duct'): SpatialInput => ({ layerType, bounds });

/**
 * What every SpatialStore must do.
 * @param boxes how many random boxes are compared with brute force
 */
export function spatialStoreConformance(kind: SpatialStore['kind'], boxes: number): void {
  describeWith(kind === 'mongo' ? ['postgres', 'mongo'] : ['postgres'], `SpatialStore in ${kind}`, () => {
    let fixture: Fixture;
    let store: SpatialStore;
    beforeAll(async () => {
      fixture = await openFixture(kind);
      ({ store } = fixture);
    });
    afterAll(() => fixture[Symbol.asyncDispose]());
    const newProject = async (): Promise<string> =>
      (await fixture.service.projects.create({ name: 'Site' })).id;
    const idsIn = async (project: string, box: PlanBox): Promise<string[]> =>
      (await store.findSpatialDataInBounds(project, box, { limit: 10_000 })).items.map(({ id }) => id).sort();
    /** Sets whether what was posted so far is published; what is posted next belongs to another import. */
    const publish = async (project: string, published: boolean): Promise<void> => {
      await fixture.optimizer.postgres.query(
        `UPDATE sizewise.imports SET idempotency_key = NULL, published_at = CASE WHEN $2 THEN now() END
         WHERE project_id = $1`,
        [project, published],
      );
    };

    it(
      `finds in ${boxes} random boxes what brute force finds`,
      async () => {
        const random = seeded(20_261_123);
        const project = await newProject();
        const elements = randomElements(ELEMENTS, random);
        await store.bulkSaveSpatialData(
          project,
          elements.map((bounds) => element(bounds)),
        );
        // Look-alikes that must never be found: unpublished ones, and another project's.
        await publish(project, false);
        const ids = await store.bulkSaveSpatialData(
          project,
          elements.map((bounds) => element(bounds)),
        );
        await store.bulkSaveSpatialData(
          await newProject(),
          elements.map((bounds) => element(bounds)),
        );

        let left = boxes;
        let found = 0;
        const compare = async (): Promise<void> => {
          while (left-- > 0) {
            const box = randomBox(elements, random);
            const expected = elements.flatMap((bounds, i) =>
              overlapsInPlan(bounds, box) ? [ids[i] ?? ''] : [],
            );
            const actual = await idsIn(project, box);
            found += actual.length;
            if (actual.join() !== expected.sort().join()) {
              const gone = expected
                .filter((id) => !actual.includes(id))
                .map((id) => elements[ids.indexOf(id)]);
              throw new Error(`${actual.length} of ${expected.length} in ${JSON.stringify({ box, gone })}`);
            }
          }
        };
        const startedAt = performance.now();
        await Promise.all(Array.from({ length: AT_ONCE }, compare));
        const rate = boxes / ((performance.now() - startedAt) / 1000);
        process.stderr.write(
          `${kind}: ${boxes} boxes, ${(found / boxes).toFixed(1)} found in each, ${Math.round(rate)} boxes/s\n`,
        );
        expect(found).toBeGreaterThan(boxes / 2);
      },
      30 * 60_000,
    );

    it.each([49, 50, 51])(
      'stores %i documents as they would be stored alone, ids in order',
      async (count) => {
        const [project, segmentId] = [await newProject(), randomUUID()];
        const kinds: SpatialInput[] = [
          element(cube(0)),
          { layerType: 'duct', segmentId, geometry: [0.25, 0.5], bounds: cube(0) },
          {
            layerType: 'duct',
            shape: {
              type: 'polyline',
              coordinates: [
                [0, 0],
                [1, 1],
              ],
            },
          },
        ];
        const inputs = Array.from({ length: count }, (_, i) => kinds[i % 3] ?? element(null));
        const ids = await store.bulkSaveSpatialData(project, inputs);
        expect(ids).toEqual([...new Set(ids)].sort());
        const alone: string[] = [];
        for (const kind of kinds) alone.push(...(await store.bulkSaveSpatialData(project, [kind])));
        const { items } = await store.findSpatialDataInBounds(project, EVERYWHERE, { limit: 100 });
        const stored = new Map(items.map((item) => [item.id, item]));
        expect(stored.size).toBe(count + 3);
        const contentOf = (id = '') => {
          const { id: _id, segmentId: segment, ...content } = stored.get(id) ?? { id, segmentId: null };
          return { ...content, segment: segment === id ? 'its own id' : segment };
        };
        ids.forEach((id, i) => expect(contentOf(id)).toEqual(contentOf(alone[i % 3])));
        expect(contentOf(ids[1])).toMatchObject({ segment: segmentId, geometry: [0.25, 0.5] });
      },
    );

    it('cuts an answer at its limit and says so', async () => {
      const project = await newProject();
      await store.bulkSaveSpatialData(
        project,
        Array.from({ length: 12 }, (_, i) => element(cube(i * 2))),
      );
      const cut = await store.findSpatialDataInBounds(project, EVERYWHERE, { limit: 11 });
      expect([cut.items.length, cut.truncated]).toEqual([11, true]);
      const whole = await store.findSpatialDataInBounds(project, EVERYWHERE, { limit: 12 });
      expect([whole.items.length, whole.truncated]).toEqual([12, false]);
    });

    it('finds the elements of one layer type', async () => {
      const project = await newProject();
      const [, pipe] = await store.bulkSaveSpatialData(project, [element(cube(0)), element(cube(0), 'pipe')]);
      const { items } = await store.findSpatialDataInBounds(project, cube(0), { layerType: 'pipe' });
      expect(items.map(({ id }) => id)).toEqual([pipe]);
    });

    it('shows an import from the moment it is published until it is hidden', async () => {
      const project = await newProject();
      const ids = await store.bulkSaveSpatialData(project, [element(cube(0)), element(null)]);
      for (const published of [false, true, false]) {
        await publish(project, published);
        expect(await idsIn(project, EVERYWHERE)).toEqual(published ? [ids[0]] : []);
        expect(await store.count(project)).toBe(published ? 2 : 0);
        expect((await store.getProjectAnalytics(project)).documentCount).toBe(published ? 2 : 0);
      }
    });

    it('hands out the outlines that are stored, of documents of that project', async () => {
      const project = await newProject();
      const shape = { type: 'point' as const, coordinates: [1, 2] as [number, number] };
      const [outlined = '', boxed = ''] = await store.bulkSaveSpatialData(project, [
        { layerType: 'duct', shape },
        element(cube(0)),
      ]);
      const [foreign = ''] = await store.bulkSaveSpatialData(await newProject(), [
        { layerType: 'duct', shape },
      ]);
      expect(await store.shapesOf(project, [outlined, boxed, foreign, randomUUID()])).toEqual(
        new Map([[outlined, shape]]),
      );
      expect(await store.shapesOf(project, [])).toEqual(new Map());
    });

    it('computes bounds and centre from the shape where a document brings none', async () => {
      const project = await newProject();
      const segmentId = randomUUID();
      const circle = { type: 'circle' as const, center: [4, 6] as [number, number], radius: 2 };
      const [id] = await store.bulkSaveSpatialData(project, [
        { layerType: 'duct', segmentId, shape: circle },
      ]);
      const { items } = await store.findSpatialDataInBounds(project, { minX: 6, maxX: 9, minY: 6, maxY: 6 });
      expect(items).toEqual([
        {
          id,
          segmentId,
          importId: expect.any(String) as string,
          layerType: 'duct',
          geometry: [4, 6],
          bounds: { minX: 2, minY: 4, minZ: 0, maxX: 6, maxY: 8, maxZ: 0 },
          shape: circle,
        },
      ]);
    });

    it('keeps a geometry and bounds that the caller gives', async () => {
      const project = await newProject();
      const shape = { type: 'point' as const, coordinates: [50, 50] as [number, number] };
      await store.bulkSaveSpatialData(project, [
        { layerType: 'a', geometry: [0.25, 0.75], bounds: cube(0), shape },
      ]);
      const { items } = await store.findSpatialDataInBounds(project, cube(0));
      expect(items[0]).toMatchObject({ geometry: [0.25, 0.75], bounds: cube(0), shape });
    });

    it('gives the outlines of documents by id, and nothing for those without', async () => {
      const project = await newProject();
      const shape = {
        type: 'polyline' as const,
        coordinates: [[0, 0] as [number, number], [3, 4] as [number, number]],
      };
      const [drawn = '', bare = ''] = await store.bulkSaveSpatialData(project, [
        { layerType: 'duct', shape },
        element(cube(0)),
      ]);
      expect(await store.shapesOf(project, [drawn, bare, randomUUID()])).toEqual(new Map([[drawn, shape]]));
      expect(await store.shapesOf(await newProject(), [drawn])).toEqual(new Map());
      expect(await store.shapesOf(project, [])).toEqual(new Map());
    });

    it('counts documents without bounds and never finds them', async () => {
      const project = await newProject();
      await store.bulkSaveSpatialData(project, [
        element(null, 'control'),
        element(cube(7)),
        element(cube(9)),
      ]);
      expect(await store.count(project)).toBe(3);
      expect(await idsIn(project, EVERYWHERE)).toHaveLength(2);
      expect(await store.getProjectAnalytics(project)).toEqual({
        documentCount: 3,
        byLayerType: { control: 1, duct: 2 },
        bounds: { minX: 7, minY: 0, minZ: 0, maxX: 10, maxY: 1, maxZ: 1 },
      });
    });

    it.each([0, 1, 49, 50, 51, 2100])('saves %i documents with their ids in order', async (count) => {
      const project = await newProject();
      const saved = Array.from({ length: count }, (_, i) => element(cube(i * 3)));
      const ids = await store.bulkSaveSpatialData(project, saved);
      expect(ids).toEqual([...ids].sort());
      const page = await store.findSpatialDataInBounds(project, EVERYWHERE, { limit: 10_000 });
      const byId = new Map(page.items.map(({ id, bounds }) => [id, bounds?.minX]));
      expect(ids.map((id) => byId.get(id))).toEqual(saved.map(({ bounds }) => bounds?.minX));
      expect(await store.count(project)).toBe(count);
    });

    it('refuses an unknown project and leaves nothing behind', async () => {
      const project = randomUUID();
      await expect(store.bulkSaveSpatialData(project, [element(cube(0))])).rejects.toMatchObject({
        code: 'project_not_found',
      });
      expect(await store.count(project)).toBe(0);
    });

    it('prepares again without harm and stops when its caller has gone', async () => {
      await store.prepare();
      const gone = AbortSignal.abort(new Error('gone'));
      await expect(
        store.findSpatialDataInBounds(await newProject(), EVERYWHERE, { signal: gone }),
      ).rejects.toThrow('gone');
    });
  });
}
