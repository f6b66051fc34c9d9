import { describe, expect, it } from 'vitest';

import {
  decodeTile,
  DEEPEST_ZOOM,
  encodeTile,
  passesFilter,
  type Tile,
  tileAt,
  tileBox,
  tileLineIndices,
  tilePointIndices,
  tileSegmentId,
  tileSets,
  tilesOfBox,
  tileVertexSegments,
  zoomOfBox,
} from './index.ts';

const ID = '0198c0de-0123-8000-8abc-0123456789ab';
/** A duct of two points, a ring of three, and a point. */
const tile: Tile = {
  kind: 'detail',
  z: 20,
  x: 524_288,
  y: 524_287,
  version: '7',
  center: [128, -128],
  size: 256,
  tolerance: 0,
  segmentCount: 2,
  dictionaries: {
    importId: ['i'],
    discipline: [null, 'fire'],
    segmentType: ['text', 'other'],
    level: ['Ë1'],
    system: [null],
    layer: ['0'],
  },
  cellDisciplines: [],
  value: 'velocity',
  segmentIds: Uint8Array.from(Buffer.from((ID + ID).replaceAll('-', ''), 'hex')),
  segmentSets: Uint16Array.of(1, 0),
  sets: Uint16Array.of(0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0),
  pathStarts: Uint32Array.of(0, 2, 6, 7),
  pathSegments: Uint16Array.of(0, 0, 1),
  pathKinds: Uint8Array.of(0, 1, 3),
  positions: Float32Array.of(0, 0, 1, 1, 2, 2, 3, 2, 3, 3, 2, 2, 9, 9),
  cellIndexes: new Uint16Array(0),
  cellCounts: new Uint32Array(0),
  values: Float32Array.of(2.5, NaN),
};

describe('a tile as bytes', () => {
  it('comes back as it went', () => {
    expect(decodeTile(encodeTile(tile).buffer)).toEqual(tile);
  });

  it('views the bytes instead of copying them', () => {
    const { buffer } = encodeTile(tile);
    expect(decodeTile(buffer).positions.buffer).toBe(buffer);
  });

  it.each([
    ['nothing', (bytes: Uint8Array) => bytes.slice(0, 0)],
    ['another magic', (bytes: Uint8Array) => bytes.with(0, 0x20)],
    ['a header that is no JSON', (bytes: Uint8Array) => bytes.with(8, 0x20)],
    ['a header longer than the bytes', (bytes: Uint8Array) => bytes.with(7, 0xff)],
    ['a cut column', (bytes: Uint8Array) => bytes.slice(0, -1)],
  ])('is refused with %s', (_what, damage) => {
    expect(() => decodeTile(damage(encodeTile(tile)).slice().buffer)).toThrow(
      expect.objectContaining({ code: 'malformed_tile' }),
    );
  });

  it('draws by plain indices', () => {
    expect([...tileLineIndices(tile)]).toEqual([0, 1, 2, 3, 3, 4, 4, 5]);
    expect([...tilePointIndices(tile)]).toEqual([6]);
    expect([...tileVertexSegments(tile)]).toEqual([0, 0, 0, 0, 0, 0, 1]);
    expect(tileSegmentId(tile, 1)).toBe(ID);
    expect(tileSets(tile)[0]).toEqual({
      importId: 'i',
      discipline: 'fire',
      segmentType: 'other',
      level: 'Ë1',
      system: null,
      layer: '0',
    });
  });
});

describe('the grid', () => {
  it('divides the plane into squares that halve', () => {
    expect(tileBox({ z: 0, x: 0, y: 0 })).toEqual({
      minX: -(2 ** 27),
      maxX: 2 ** 27,
      minY: -(2 ** 27),
      maxY: 2 ** 27,
    });
    expect(tileBox(tileAt(DEEPEST_ZOOM, -0.5, 7))).toEqual({ minX: -1, maxX: 0, minY: 7, maxY: 8 });
  });

  it('shows a box in at most four tiles of its zoom', () => {
    const box = { minX: -3, maxX: 61, minY: 100, maxY: 110 };
    const z = zoomOfBox(box);
    const tiles = tilesOfBox(box, z);
    expect(tiles.length).toBeLessThanOrEqual(4);
    expect(Math.min(...tiles.map((address) => tileBox(address).minX))).toBeLessThanOrEqual(-3);
    expect(Math.max(...tiles.map((address) => tileBox(address).maxX))).toBeGreaterThanOrEqual(61);
    expect(tilesOfBox(box, z + 2).length).toBeGreaterThan(4);
  });

  it('gives a point far outside the outermost tile', () => {
    expect(tileAt(2, 1e9, -1e9)).toEqual({ z: 2, x: 3, y: 0 });
  });
});

it('filters by each attribute that is named', () => {
  const [, set] = tileSets(tile);
  if (set === undefined) throw new Error('no set');
  expect(passesFilter(set, {})).toBe(true);
  expect(passesFilter(set, { discipline: [null, 'fire'], level: ['Ë1'] })).toBe(true);
  expect(passesFilter(set, { discipline: ['fire'] })).toBe(false);
});
