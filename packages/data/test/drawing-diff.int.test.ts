import { randomUUID } from 'node:crypto';

import { type Bounds, type DrawingDiff, type SegmentInput, segmentInputSchema } from '@sizewise/shared';
import { describeWithPostgres } from '@sizewise/test-support';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type DrawingStore } from '../src/index.ts';
import { insertSegments } from '../src/segments/insert-segments.ts';
import { type Fixture, openFixture } from './support.ts';

const at = (x: number, y = 0, [w, h, d] = [1, 0.3, 0.2]): Bounds => ({
  minX: x,
  minY: y,
  minZ: 0,
  maxX: x + (w ?? 0),
  maxY: y + (h ?? 0),
  maxZ: d ?? 0,
});
const duct = (externalId: string | null, bounds: Bounds | null, more: object = {}): SegmentInput => ({
  segmentType: 'duct_segment',
  externalId,
  name: 'Duct',
  layer: 'M-DUCT',
  width: 0.4,
  height: 0.3,
  bounds,
  ...more,
});
const NOTHING = { added: 0, removed: 0, moved: 0, resized: 0, unchanged: 0 };

describeWithPostgres('diff of two revisions', () => {
  let fixture: Fixture;
  let drawings: DrawingStore;
  beforeAll(async () => {
    fixture = await openFixture('postgres');
    ({ drawings } = fixture.service);
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  /** A drawing whose revisions hold these segments. */
  async function drawingOf(revisions: readonly (readonly SegmentInput[])[], format = 'ifc'): Promise<string> {
    const { id: projectId } = await fixture.service.projects.create({ name: 'Tower' });
    const drawingId = randomUUID();
    await fixture.optimizer.postgres.transaction(async (session) => {
      await session.query('INSERT INTO sizewise.drawings (project_id, id, file_name) VALUES ($1, $2, $3)', [
        projectId,
        drawingId,
        'tower',
      ]);
      for (const [i, segments] of revisions.entries()) {
        const importId = randomUUID();
        await session.query(
          `INSERT INTO sizewise.imports (project_id, id, drawing_id, revision, file_name, status, format)
           VALUES ($1, $2, $3, $4, 'tower', 'completed', $5)`,
          [projectId, importId, drawingId, i + 1, format],
        );
        const rows = segments.map((segment) => segmentInputSchema.parse(segment));
        await insertSegments(
          session,
          { projectId, importId },
          rows.map(() => randomUUID()),
          rows,
        );
      }
    });
    return drawingId;
  }
  async function diffOf(
    before: readonly SegmentInput[],
    after: readonly SegmentInput[],
    format?: string,
  ): Promise<DrawingDiff> {
    return drawings.diff(await drawingOf([before, after], format), { from: 1, to: 2, limit: 1000 });
  }

  it.each([
    ['nothing', at(0), at(0), {}, 'unchanged'],
    ['a place within a millimetre', at(0), at(0.0009), {}, 'unchanged'],
    ['a place beyond a millimetre', at(0), at(0.0012), {}, 'moved'],
    ['an extent', at(0), at(0, 0, [1.002, 0.3, 0.2]), {}, 'resized'],
    ['place and extent', at(0), at(7, 3, [2, 0.3, 0.2]), {}, 'resized'],
    ['a size within a millimetre', at(0), at(0), { width: 0.4009 }, 'unchanged'],
    ['a size', at(0), at(0), { width: 0.5 }, 'resized'],
    ['a size that was not known', at(0), at(0), { length: 2 }, 'resized'],
    ['size and place', at(0), at(9), { width: 0.5 }, 'resized'],
    ['bounds that were not known', null, at(0), {}, 'resized'],
    ['name and layer', at(0), at(0), { name: 'New', layer: 'New' }, 'unchanged'],
  ])('by id, a change of %s', async (_, before, after, more, change) => {
    const { counts } = await diffOf([duct('a', before)], [duct('a', after, more)]);
    expect(counts).toEqual({ ...NOTHING, [change]: 1 });
  });

  it('names both sides and the distance between their centres', async () => {
    const { items } = await diffOf(
      [duct('a', at(0)), duct('gone', at(50))],
      [duct('a', at(3, 4)), duct('new', at(70), { name: 'Other' })],
    );
    const sorted = items.toSorted((a, b) => a.change.localeCompare(b.change));
    expect(sorted).toMatchObject([
      { change: 'added', externalId: 'new', name: 'Other', before: null, distance: null },
      { change: 'moved', externalId: 'a', layer: 'M-DUCT', distance: 5 },
      { change: 'removed', externalId: 'gone', after: null, distance: null },
    ]);
    expect(sorted[1]?.before).toMatchObject({ bounds: at(0), width: 0.4, height: 0.3, length: null });
    expect(sorted[1]?.after?.bounds).toEqual(at(3, 4));
  });

  describe('without an id that is unique in both', () => {
    const grid = (ids: (i: number) => string | null, shift = 0): SegmentInput[] =>
      Array.from({ length: 40 }, (_, i) => duct(ids(i), at((i % 8) * 2 + shift, Math.floor(i / 8) + shift)));

    it.each([
      ['no ids', () => null, () => null],
      ['new ids', (i: number) => `old ${i}`, (i: number) => `new ${i}`],
      ['one id for all', () => 'same', () => 'same'],
      ['ids on one side', (i: number) => `old ${i}`, () => null],
    ])('pairs by type and place: %s', async (_, before, after) => {
      expect((await diffOf(grid(before), grid(after))).counts).toEqual({ ...NOTHING, unchanged: 40 });
    });

    it.each([0.0004, -0.0004, 0.0009])('pairs places %d m apart', async (shift) => {
      // Corners at 0.0096 lie beside an edge of whatever grid of millimetres finds them.
      const before = grid(() => null, 0.0096);
      const after = grid(() => null, 0.0096 + shift);
      expect((await diffOf(before, after)).counts).toEqual({ ...NOTHING, unchanged: 40 });
    });

    it('counts what lies upon another as often as it is there', async () => {
      const stack = (n: number): SegmentInput[] => Array.from({ length: n }, () => duct(null, at(0)));
      expect((await diffOf(stack(5), stack(3))).counts).toEqual({ ...NOTHING, unchanged: 3, removed: 2 });
      const relabelled = stack(4).map((segment) => ({ ...segment, layer: 'M-DUCT-NEW' }));
      expect((await diffOf(stack(3), relabelled)).counts).toEqual({ ...NOTHING, unchanged: 3, added: 1 });
    });

    it('takes another type in the same place for another segment', async () => {
      const other = duct(null, at(0), { segmentType: 'pipe_segment' });
      expect((await diffOf([duct(null, at(0))], [other])).counts).toEqual({
        ...NOTHING,
        added: 1,
        removed: 1,
      });
    });

    it('has one moved where only one of its look is left on each side', async () => {
      expect((await diffOf([duct(null, at(0))], [duct(null, at(9))])).counts).toEqual({
        ...NOTHING,
        moved: 1,
      });
      const two = [duct(null, at(0)), duct(null, at(3))];
      const elsewhere = [duct(null, at(20)), duct(null, at(30))];
      expect((await diffOf(two, elsewhere)).counts).toEqual({ ...NOTHING, added: 2, removed: 2 });
      const named = [duct('a', at(0))];
      expect((await diffOf(named, [duct('b', at(9))])).counts).toEqual({ ...NOTHING, added: 1, removed: 1 });
    });

    it('pairs what has no bounds by its labels', async () => {
      const bare = (name: string): SegmentInput => duct(null, null, { name });
      expect((await diffOf([bare('x'), bare('y')], [bare('y'), bare('z')])).counts).toEqual({
        ...NOTHING,
        unchanged: 1,
        removed: 1,
        added: 1,
      });
    });
  });

  it('believes an id of a model, and a place before a handle of a DXF', async () => {
    // Two that trade places: by id both moved; handles given anew mean that nothing did.
    const before = [duct('1A', at(0)), duct('1B', at(5))];
    const after = [duct('1B', at(0)), duct('1A', at(5))];
    expect((await diffOf(before, after, 'ifc')).counts).toEqual({ ...NOTHING, moved: 2 });
    expect((await diffOf(before, after, 'dxf')).counts).toEqual({ ...NOTHING, unchanged: 2 });
    const moved = [duct('1A', at(0)), duct('1B', at(9))];
    expect((await diffOf(before, moved, 'dxf')).counts).toEqual({ ...NOTHING, unchanged: 1, moved: 1 });
  });

  it('gives each change once, page by page', async () => {
    const many = (shift: number): SegmentInput[] =>
      Array.from({ length: 90 }, (_, i) => duct(`d${i + shift}`, at(i * 2, i % 3 === 0 ? shift : 0)));
    const drawing = await drawingOf([many(0), many(10)]);
    const whole = await drawings.diff(drawing, { from: 1, to: 2, limit: 1000 });
    for (const change of [undefined, 'added', 'moved'] as const) {
      const wanted = whole.items.filter((item) => change === undefined || item.change === change);
      const seen: unknown[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await drawings.diff(drawing, { from: 1, to: 2, limit: 7, change, cursor });
        expect(page.counts).toEqual(whole.counts);
        seen.push(...page.items);
        if (page.nextCursor === null) break;
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(wanted);
    }
    await expect(drawings.diff(drawing, { from: 1, to: 2, limit: 7, cursor: 'x' })).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });

  it('goes on behind the changes that are read at a time', async () => {
    const added = Array.from({ length: 10_050 }, (_, i) => duct(`d${i}`, at(i)));
    const drawing = await drawingOf([[duct('gone', at(-9))], added]);
    const seen = new Set<string | null>();
    for (let cursor: string | undefined; ;) {
      const page = await drawings.diff(drawing, { from: 1, to: 2, limit: 3000, cursor });
      expect(page.counts).toEqual({ ...NOTHING, added: 10_050, removed: 1 });
      for (const { externalId } of page.items) seen.add(externalId);
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(seen.size).toBe(10_051);
  });

  it('loses and doubles no segment, whatever the revisions hold', async () => {
    const id = fc.constantFrom(null, 'a', 'b', 'c', 'd', 'e');
    const step = fc.constantFrom(0, 0.0005, 0.0011, 1, 2);
    const segment = fc
      .tuple(id, step, step, fc.constantFrom(1, 1.5), fc.constantFrom('x', 'y'), fc.boolean())
      .map(([externalId, x, y, w, name, bare]) =>
        duct(externalId, bare ? null : at(x, y, [w, 0.3, 0.2]), { name }),
      );
    const revision = fc.array(segment, { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(revision, revision, fc.constantFrom('ifc', 'dxf'), async (before, after, format) => {
        const drawing = await drawingOf([before, after, before], format);
        const { counts, items } = await drawings.diff(drawing, { from: 1, to: 2, limit: 100 });
        const paired = counts.moved + counts.resized + counts.unchanged;
        expect([paired + counts.removed, paired + counts.added]).toEqual([before.length, after.length]);
        const ids = items.flatMap((item) => [item.before?.segmentId, item.after?.segmentId].filter(Boolean));
        expect(new Set(ids).size).toBe(ids.length);
        expect(items).toHaveLength(counts.added + counts.removed + counts.moved + counts.resized);
        const same = await drawings.diff(drawing, { from: 1, to: 3, limit: 100 });
        expect(same.counts).toEqual({ ...NOTHING, unchanged: before.length });
      }),
      { numRuns: 40, seed: 20_261 },
    );
  });
});
