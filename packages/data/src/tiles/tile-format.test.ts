import {
  decodeTile,
  encodeTile,
  type Tile,
  TILE_ATTRIBUTES,
  TILE_VALUES,
  tileLineIndices,
  tileVertexSegments,
} from '@sizewise/shared';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';

const count = fc.nat({ max: 2 ** 31 });
const word = fc.option(fc.string({ unit: 'binary' }));
const dictionaries = fc.record(
  Object.fromEntries(TILE_ATTRIBUTES.map((name) => [name, fc.array(word)])),
) as unknown as fc.Arbitrary<Tile['dictionaries']>;
const tiles: fc.Arbitrary<Tile> = fc.record({
  kind: fc.constantFrom('detail' as const, 'aggregate' as const),
  z: count,
  x: count,
  y: count,
  version: fc.string(),
  center: fc.tuple(fc.integer().map(Number), fc.integer().map(Number)),
  size: fc.double({ min: 1, max: 1e9, noNaN: true }),
  tolerance: fc.double({ min: 0, max: 1e9, noNaN: true }),
  segmentCount: count,
  dictionaries,
  cellDisciplines: fc.array(word),
  value: fc.constantFrom(null, ...TILE_VALUES),
  segmentIds: fc.uint8Array(),
  segmentSets: fc.uint16Array(),
  sets: fc.uint16Array(),
  pathStarts: fc.uint32Array(),
  pathSegments: fc.uint16Array(),
  pathKinds: fc.uint8Array(),
  positions: fc.float32Array(),
  cellIndexes: fc.uint16Array(),
  cellCounts: fc.uint32Array(),
  values: fc.float32Array(),
});

it('gives back any tile as it was', () => {
  fc.assert(
    fc.property(tiles, (tile) => {
      // JSON has no −0; no figure of a header can be one.
      expect(decodeTile(encodeTile(tile).buffer)).toEqual({ ...tile, tolerance: tile.tolerance + 0 });
    }),
  );
});

it('refuses any tile that was cut, whatever is left of it', () => {
  fc.assert(
    fc.property(tiles, fc.nat(), (tile, at) => {
      const bytes = encodeTile({ ...tile, values: Float32Array.of(1) });
      const cut = bytes.slice(0, at % bytes.length);
      expect(() => decodeTile(cut.buffer)).toThrow(expect.objectContaining({ code: 'malformed_tile' }));
    }),
  );
});

it('draws every path by its own vertices alone', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 40 }), (lengths) => {
      const pathStarts = new Uint32Array(lengths.length + 1);
      for (const [i, length] of lengths.entries()) pathStarts[i + 1] = (pathStarts[i] ?? 0) + length;
      const pathSegments = Uint16Array.from(lengths.keys());
      const segments = tileVertexSegments({ pathStarts, pathSegments });
      expect([...segments]).toEqual(lengths.flatMap((length, i) => Array<number>(length).fill(i)));
      const indices = tileLineIndices({ pathStarts });
      expect(indices).toHaveLength(lengths.reduce((sum, length) => sum + (length - 1) * 2, 0));
      for (let i = 0; i < indices.length; i += 2) {
        expect(indices[i + 1]).toBe((indices[i] ?? 0) + 1);
        expect(segments[indices[i] ?? 0]).toBe(segments[indices[i + 1] ?? 0]);
      }
    }),
  );
});
