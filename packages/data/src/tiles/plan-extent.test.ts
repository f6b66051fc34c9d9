import { DEEPEST_ZOOM, DETAIL_LIMIT, type PlanBox, tileBox, tilesOfBox, tileSize } from '@sizewise/shared';
import { expect, it } from 'vitest';

import { drawSegments } from './draw-segments.ts';
import { planExtent } from './plan-extent.ts';
import { filterColumns, segmentsIn } from './scan.ts';
import { SegmentColumns } from './segment-columns.ts';

function columnsOf(boxes: readonly PlanBox[]): SegmentColumns {
  const columns = new SegmentColumns('import', 0);
  const nothing = { discipline: null, segmentType: 'other', level: null, system: null, layer: null };
  for (const { minX, minY, maxX, maxY } of boxes) {
    const row = columns.addRow();
    columns.boxes.set([minX, minY, maxX, maxY], row * 4);
    columns.ids.set([row >> 16, (row >> 8) & 255, row & 255], row * 16 + 13);
    columns.enter(
      row,
      columns.setPlace('', () => nothing),
    );
  }
  return columns;
}
const square = (x: number, y: number, size: number): PlanBox => ({
  minX: x,
  minY: y,
  maxX: x + size,
  maxY: y + size,
});
const most = (columns: SegmentColumns, bounds: PlanBox, zoom: number): number =>
  Math.max(
    ...tilesOfBox(bounds, zoom).map(
      (address) => segmentsIn(filterColumns([columns], {}), tileBox(address), 0).total,
    ),
  );

it('goes as deep as the densest place needs, and no deeper', async () => {
  // Dense in one corner of a wide plan.
  const crowd = Array.from({ length: DETAIL_LIMIT * 2 }, (_, i) => square(i % 200, Math.floor(i / 200), 0.5));
  const columns = columnsOf([...crowd, square(5000, 5000, 10), square(NaN, NaN, NaN)]);
  const { bounds, placed, minZoom, maxZoom } = await planExtent([columns]);
  expect([bounds, placed]).toEqual([{ minX: 0, minY: 0, maxX: 5010, maxY: 5010 }, crowd.length + 1]);
  if (bounds === null) throw new Error('no bounds');
  expect(maxZoom).toBeGreaterThan(minZoom);
  expect(most(columns, square(0, 0, 300), maxZoom)).toBeLessThanOrEqual(DETAIL_LIMIT);
  expect(most(columns, square(0, 0, 300), maxZoom - 1)).toBeGreaterThan(DETAIL_LIMIT);
});

it('ends at the deepest zoom where all lie in one place', async () => {
  const columns = columnsOf(Array.from({ length: DETAIL_LIMIT + 1 }, () => square(1, 1, 0)));
  expect(await planExtent([columns])).toMatchObject({ maxZoom: DEEPEST_ZOOM });
});

it('goes down to tiles whose positions are exact, however few segments there are', async () => {
  const { bounds, minZoom, maxZoom } = await planExtent([columnsOf([square(0, 0, 1), square(90_000, 0, 1)])]);
  expect(bounds?.maxX).toBe(90_001);
  expect(minZoom).toBeLessThan(maxZoom);
  const edge = tileSize(maxZoom) / 2;
  expect(Math.abs(Math.fround(edge - 0.000_7) - (edge - 0.000_7))).toBeLessThan(0.001);
});

it('needs one zoom for a plan that fits, and none for an empty one', async () => {
  const { minZoom, maxZoom } = await planExtent([columnsOf([square(0, 0, 100)])]);
  expect(maxZoom).toBe(minZoom);
  expect(await planExtent([columnsOf([])])).toEqual({ bounds: null, placed: 0, minZoom: 0, maxZoom: 0 });
});

it('thins outlines of too many vertices, and says by how much', () => {
  const columns = columnsOf(Array.from({ length: 300 }, (_, i) => square(i * 10, 0, 10)));
  const { segments } = segmentsIn(filterColumns([columns], {}), square(0, 0, 10_000), 1000);
  if (segments === null) throw new Error('too many');
  const shapes = new Map(
    segments.map(({ row }) => {
      const coordinates = Array.from({ length: 4000 }, (_, i): [number, number] => [
        row * 10 + 5 + 5 * Math.cos(i / 600),
        5 + 5 * Math.sin(i / 600),
      ]);
      return [columns.idOf(row), { type: 'polyline', coordinates }] as const;
    }),
  );
  const drawn = drawSegments(segments, shapes, { center: [0, 0], tolerance: 0, coarse: 0.001 });
  expect(drawn.positions.length / 2).toBeLessThanOrEqual(500_000);
  expect(drawn.tolerance).toBeGreaterThan(0);
  expect(drawn.pathSegments).toHaveLength(300);
  const few = drawSegments(segments.slice(0, 3), shapes, { center: [0, 0], tolerance: 0, coarse: 0.001 });
  expect([few.tolerance, few.positions.length]).toEqual([0, 3 * 4000 * 2]);
});
