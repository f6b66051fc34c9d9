import { GRID_CELLS, tileAt, tileSize } from '@sizewise/shared';
import { expect, it } from 'vitest';

import { KindTable } from '../plan-kinds.ts';
import { prepareTile } from '../plan-tile.ts';
import { rectangle, tileOf } from '../tile-fixture.ts';
import { packTile, PAIR_BYTES, POINT_BYTES } from './plan-batch.ts';

const ADDRESS = tileAt(20, 10, 10);

it('packs rectangles as boxes, lines as pieces, other convex rings as triangles with an outline', () => {
  const tile = tileOf(ADDRESS, [
    { path: rectangle(0, 0, 2, 1) },
    { path: [0, 0, 1, 1, 2, 0], kind: 'line' },
    { path: [0, 0, 3, 0, 3, 3, 1, 4, 0, 0] },
    { path: [0, 0, 4, 0, 4, 4, 2, 1, 0, 4, 0, 0] },
  ]);
  const { batch } = prepareTile(tile, new KindTable(), () => null);
  expect(batch.boxes.length / PAIR_BYTES).toBe(1);
  expect(batch.lines.length / PAIR_BYTES).toBe(2 + 4 + 5);
  expect(batch.fills.length / POINT_BYTES).toBe(2 * 3);
  const box = new Float32Array(batch.boxes.buffer, 0, 4);
  expect([...box].map((value, i) => value + (i % 2 === 0 ? batch.x : batch.y))).toEqual([0, 0, 2, 1]);
});

it('packs a cell as a box in the kind of its commonest discipline, denser the more it counts', () => {
  const kinds = new KindTable();
  const cellKinds = [kinds.ofCell('mechanical').index, kinds.ofCell(null).index];
  const tile = {
    ...tileOf(ADDRESS, []),
    kind: 'aggregate' as const,
    cellDisciplines: ['mechanical', null],
    cellIndexes: new Uint16Array([0, GRID_CELLS + 1]),
    cellCounts: new Uint32Array([1, 5, 900, 0]),
  };
  const batch = packTile(
    tile,
    { boxes: new Float32Array(), firstPaths: new Uint32Array(1) },
    new Uint32Array(),
    cellKinds,
  );
  const words = new Uint32Array(batch.boxes.buffer);
  expect([words[4], words[9]].map((word) => (word ?? 0) & 0xffffff)).toEqual([1, 0]);
  expect((words[9] ?? 0) >>> 24).toBeGreaterThan((words[4] ?? 0) >>> 24);
  const side = tileSize(ADDRESS.z) / GRID_CELLS;
  expect(new Float32Array(batch.boxes.buffer)[5]).toBeCloseTo(side - tile.size / 2);
});
