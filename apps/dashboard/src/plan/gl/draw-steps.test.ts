import { tileAt, tileBox } from '@sizewise/shared';
import { expect, it } from 'vitest';

import { KindTable } from '../plan-kinds.ts';
import { prepareTile } from '../plan-tile.ts';
import { rectangle, tileOf } from '../tile-fixture.ts';
import { type LoadedBatch } from './batch-buffers.ts';
import { drawSteps } from './draw-steps.ts';

const ADDRESS = tileAt(20, 10, 10);
const part = { array: {}, buffer: {} };
const loaded = { lines: part, boxes: part, fills: null } as unknown as LoadedBatch;

/** 256 m wide, from 0, 0; a square is 32 m. */
const { batch } = prepareTile(
  tileOf(ADDRESS, [
    { path: rectangle(1, 1, 2, 2) },
    { path: rectangle(200, 200, 2, 2) },
    { path: rectangle(0, 0, 250, 1) },
    { path: [2, 2, 3, 3], kind: 'line' },
    { path: rectangle(3, 3, 2, 2) },
  ]),
  new KindTable(),
  () => null,
);
const clipped = [{ batch, clip: tileBox(ADDRESS) }];
const view = (x: number, y: number) => ({ x, y, scale: 10, width: 200, height: 200 });
const stepsAt = (x: number, y: number) =>
  drawSteps(
    view(x, y),
    clipped,
    () => loaded,
    (_batch, isBeneath) => !isBeneath,
  ).map(({ sort, first, count }) => [sort, first, count]);

it('draws what lies together, what is large first, and leaves out what is not in sight', () => {
  expect(stepsAt(5, 5)).toEqual([
    ['boxes', 0, 3],
    ['lines', 0, 1],
  ]);
  expect(stepsAt(200, 200)).toEqual([['boxes', 3, 1]]);
  expect(stepsAt(-100, 50)).toEqual([]);
});

it('leaves out what is not sent yet', () => {
  expect(
    drawSteps(
      view(5, 5),
      clipped,
      () => undefined,
      () => true,
    ),
  ).toEqual([]);
});
