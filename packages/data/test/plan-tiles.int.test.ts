import {
  DETAIL_LIMIT,
  type PlanBox,
  type SegmentInput,
  type Tile,
  tileAt,
  tileBox,
  tileSegmentId,
  tilesOfBox,
} from '@sizewise/shared';
import { describeWith } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { openCalculationStore } from '../src/calculations/open-calculation-store.ts';
import { createTileStore, PlanTileStore, type TileStore } from '../src/index.ts';
import { type PlanSources } from '../src/tiles/plan-tile-store.ts';
import { randomElements, seeded } from './random-boxes.ts';
import { type Fixture, openFixture } from './support.ts';

const DISCIPLINES = ['mechanical', 'plumbing', 'fire', null] as const;
const CROWD = DETAIL_LIMIT + 1500;

const segment = (bounds: SegmentInput['bounds'], more: Partial<SegmentInput> = {}): SegmentInput => ({
  segmentType: 'other',
  ...more,
  bounds,
});

for (const kind of ['postgres', 'mongo'] as const) {
  describeWith(kind === 'mongo' ? ['postgres', 'mongo'] : ['postgres'], `Plan tiles over ${kind}`, () => {
    let fixture: Fixture;
    let tiles: TileStore;
    beforeAll(async () => {
      fixture = await openFixture(kind);
      tiles = createTileStore(fixture.optimizer, kind);
    });
    afterAll(() => fixture[Symbol.asyncDispose]());
    const sources = (): PlanSources => ({
      optimizer: fixture.optimizer,
      spatial: fixture.store,
      calculations: openCalculationStore(fixture.optimizer, kind),
    });
    const newProject = async (): Promise<string> =>
      (await fixture.service.projects.create({ name: 'Site' })).id;
    const idsOf = (tile: Tile): string[] =>
      Array.from(tile.segmentSets, (_, i) => tileSegmentId(tile, i)).sort();
    const idsInBox = async (project: string, box: PlanBox): Promise<string[]> => {
      const { rows } = await fixture.optimizer.postgres.query<{ id: string }>(
        `SELECT id FROM sizewise.published_segments
         WHERE project_id = $1 AND min_x <= $3 AND max_x >= $2 AND min_y <= $5 AND max_y >= $4 ORDER BY id`,
        [project, box.minX, box.maxX, box.minY, box.maxY],
      );
      return rows.map(({ id }) => id);
    };

    it('holds in tiles of every zoom what SQL finds in their squares', async () => {
      const random = seeded(7);
      const project = await newProject();
      const elements = randomElements(800, random);
      const ids = await fixture.service.bulkInsertSegments(
        project,
        elements.map((bounds) => segment(bounds)),
      );
      expect(ids).toHaveLength(elements.length);
      let found = 0;
      for (let round = 0; round < 150; round++) {
        const near = elements[Math.floor(random() * elements.length)];
        const address = tileAt(Math.floor(random() * 29), near?.minX ?? 0, near?.maxY ?? 0);
        const tile = await tiles.tile(project, address);
        const expected = await idsInBox(project, tileBox(address));
        found += expected.length;
        expect(idsOf(tile)).toEqual(expected);
      }
      expect(found).toBeGreaterThan(150);
    });

    it('counts a crowd in cells, and shows its largest', async () => {
      const project = await newProject();
      const random = seeded(11);
      const rows = Array.from({ length: CROWD }, (_, i) => {
        const [x, y] = [random() * 60, random() * 60];
        const size = i % 1000 === 0 ? 20 : 0.2;
        return segment(
          { minX: x, minY: y, minZ: 0, maxX: x + size, maxY: y + size, maxZ: 1 },
          { discipline: DISCIPLINES[i % DISCIPLINES.length] ?? null, level: i % 2 === 0 ? 'L1' : 'L2' },
        );
      });
      await fixture.service.bulkInsertSegments(project, rows);
      const { minZoom, maxZoom, bounds } = await tiles.metadata(project);
      expect(maxZoom).toBeGreaterThan(minZoom);
      if (bounds === null) throw new Error('no bounds');
      const address = tileAt(20, 30, 30);
      const box = tileBox(address);
      const { rows: counted } = await fixture.optimizer.postgres.query<{
        discipline: string | null;
        n: number;
      }>(
        `SELECT discipline, count(*)::int AS n FROM sizewise.published_segments
         WHERE project_id = $1 AND min_x <= $3 AND max_x >= $2 AND min_y <= $5 AND max_y >= $4 GROUP BY 1`,
        [project, box.minX, box.maxX, box.minY, box.maxY],
      );
      const tile = await tiles.tile(project, address);
      expect([tile.kind, tile.segmentCount]).toEqual(['aggregate', CROWD]);
      const width = tile.cellDisciplines.length;
      const sums = new Map<string | null, number>();
      for (const [i, count] of tile.cellCounts.entries()) {
        const discipline = tile.cellDisciplines[i % width] ?? null;
        sums.set(discipline, (sums.get(discipline) ?? 0) + count);
      }
      expect(sums).toEqual(new Map(counted.map(({ discipline, n }) => [discipline, n])));
      expect(tile.cellIndexes.length * width).toBe(tile.cellCounts.length);
      expect(idsOf(tile)).toHaveLength(rows.filter((_, i) => i % 1000 === 0).length);

      const half = await tiles.tile(project, address, { filter: { level: ['L2'] } });
      expect([half.kind, half.segmentCount]).toEqual(['detail', CROWD / 2]);
      for (const deep of tilesOfBox(bounds, maxZoom)) {
        const detail = await tiles.tile(project, deep);
        expect([detail.kind, detail.segmentCount]).toEqual([
          'detail',
          (await idsInBox(project, tileBox(deep))).length,
        ]);
      }
    });

    it('takes a change of one segment into the columns it holds', async () => {
      const project = await newProject();
      const box = { minX: 0, minY: 0, minZ: 0, maxX: 1, maxY: 1, maxZ: 1 };
      const ids = await fixture.service.bulkInsertSegments(project, [
        segment(box, { level: 'L1' }),
        segment(box, { level: 'L1' }),
        segment(null, { level: 'L1' }),
      ]);
      const address = tileAt(20, 0, 0);
      const levels = async (): Promise<unknown> => {
        const { counts, version } = await tiles.metadata(project);
        const shown = await tiles.tile(project, address, { filter: { level: ['L2'] } });
        return { version, counts: counts.level.items, shown: idsOf(shown) };
      };
      const before = await levels();
      expect(before).toMatchObject({ counts: [{ value: 'L1', count: 3 }], shown: [] });
      for (const id of [ids[0] ?? '', ids[2] ?? ''])
        await fixture.service.segments.update(project, id, { level: 'L2' }, 1);
      const after = await levels();
      expect(after).toMatchObject({
        counts: [
          { value: 'L2', count: 2 },
          { value: 'L1', count: 1 },
        ],
        shown: [ids[0]],
      });
      expect((after as { version: string }).version).not.toBe((before as { version: string }).version);
    });

    it('adds what is calculated where it is asked for', async () => {
      const project = await newProject();
      const duct = (airflow: number | null): SegmentInput => ({
        segmentType: 'duct_segment',
        shape: 'round',
        diameter: 0.4,
        length: 5,
        airflow,
        bounds: { minX: 0, minY: 0, minZ: 0, maxX: 5, maxY: 0.4, maxZ: 0.4 },
      });
      const ids = await fixture.service.bulkInsertSegments(project, [duct(0.5), duct(null), duct(0.3)]);
      const { items: all } = await fixture.store.calculations(project, { limit: 10 });
      expect(all.map(({ segmentId }) => segmentId)).toEqual([ids[0], ids[2]]);
      const { items } = await fixture.store.calculations(project, { segmentId: ids[0], limit: 10 });
      expect(items.map(({ segmentId }) => segmentId)).toEqual([ids[0]]);
      const address = tileAt(20, 0, 0);
      for (const value of ['velocity', 'pressureDrop'] as const) {
        const tile = await tiles.tile(project, address, { value });
        const shown = Array.from(tile.values, (one, i) => [tileSegmentId(tile, i), one]);
        expect(tile.value).toBe(value);
        expect(new Map(shown as [string, number][])).toEqual(
          new Map([
            [ids[0], Math.fround(Number(items[0]?.resultData[value]))],
            [ids[1], NaN],
            [ids[2], Math.fround(Number(all[1]?.resultData[value]))],
          ]),
        );
        const amounts = all.map(({ resultData }) => Number(resultData[value]));
        expect(await tiles.metadata(project, { value })).toMatchObject({
          value,
          range: { min: Math.min(...amounts), max: Math.max(...amounts), count: 2 },
        });
      }
      expect(await tiles.metadata(project)).toMatchObject({ value: null, range: null });
      expect(await tiles.metadata(await newProject(), { value: 'velocity' })).toMatchObject({ range: null });
      expect(await tiles.tile(project, address)).toMatchObject({ value: null, values: new Float32Array(0) });
    });

    it('answers the same while plans push each other out of memory', async () => {
      const cramped = new PlanTileStore({ ...sources(), maxBytes: 80_000 });
      const box = { minX: 0, minY: 0, minZ: 0, maxX: 1, maxY: 1, maxZ: 1 };
      const shown: [string, string[]][] = [];
      for (let i = 0; i < 3; i++) {
        const project = await newProject();
        shown.push([
          project,
          await fixture.service.bulkInsertSegments(project, [segment(box), segment(box)]),
        ]);
      }
      for (const [project, ids] of [...shown, ...shown, ...shown.toReversed()])
        expect(idsOf(await cramped.tile(project, tileAt(20, 0, 0)))).toEqual(ids);
    });

    it('refuses a plan that does not fit, and draws one import of it', async () => {
      const project = await newProject();
      const box = { minX: 0, minY: 0, minZ: 0, maxX: 1, maxY: 1, maxZ: 1 };
      await fixture.service.bulkInsertSegments(project, [segment(box)]);
      const small = new PlanTileStore({ ...sources(), maxBytes: 40 });
      await expect(small.metadata(project)).rejects.toMatchObject({ code: 'too_many_segments' });
      expect(await small.metadata(project, { filter: { importId: [] } })).toMatchObject({ segmentCount: 0 });
    });
  });
}
