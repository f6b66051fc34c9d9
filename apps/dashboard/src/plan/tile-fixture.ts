import { TILE_ATTRIBUTES, type Tile, type TileAddress, tileBox, tileSize } from '@sizewise/shared';

/** One segment of a tile made for a test; metres. */
export interface FixtureSegment {
  readonly system?: string;
  readonly discipline?: string;
  readonly kind?: 'line' | 'ring';
  /** x, y, x, y, … of its one path. */
  readonly path: readonly number[];
}

/** A detailed tile with these segments, as the api would send it. Ids end in the segment's place. */
export function tileOf(address: TileAddress, segments: readonly FixtureSegment[]): Tile {
  const size = tileSize(address.z);
  const { minX, minY } = tileBox(address);
  const center = [minX + size / 2, minY + size / 2] as const;
  const dictionaries = Object.fromEntries(TILE_ATTRIBUTES.map((name) => [name, [null] as (string | null)[]]));
  const code = (name: string, value: string | undefined): number => {
    const words = dictionaries[name] ?? [];
    if (value === undefined) return 0;
    if (!words.includes(value)) words.push(value);
    return words.indexOf(value);
  };
  const sets = segments.flatMap(({ system, discipline }) =>
    TILE_ATTRIBUTES.map((name) =>
      name === 'system' ? code(name, system) : name === 'discipline' ? code(name, discipline) : 0,
    ),
  );
  const starts = [0];
  for (const { path } of segments) starts.push((starts.at(-1) ?? 0) + path.length / 2);
  return {
    ...address,
    kind: 'detail',
    version: '1',
    center,
    size,
    tolerance: 0,
    segmentCount: segments.length,
    dictionaries: dictionaries as unknown as Tile['dictionaries'],
    cellDisciplines: [],
    value: null,
    segmentIds: new Uint8Array(
      segments.flatMap((_, i) => Array.from({ length: 16 }, (_, b) => (b === 15 ? i : 0))),
    ),
    segmentSets: new Uint16Array(segments.map((_, i) => i)),
    sets: new Uint16Array(sets),
    pathStarts: new Uint32Array(starts),
    pathSegments: new Uint16Array(segments.map((_, i) => i)),
    pathKinds: new Uint8Array(segments.map(({ kind = 'ring' }) => (kind === 'line' ? 0 : 1))),
    positions: new Float32Array(
      segments.flatMap(({ path }) => path.map((value, i) => value - (center[i % 2] ?? 0))),
    ),
    cellIndexes: new Uint16Array(),
    cellCounts: new Uint32Array(),
    values: new Float32Array(),
  };
}

/** A closed rectangle as a path. */
export function rectangle(x: number, y: number, width: number, height: number): number[] {
  return [x, y, x + width, y, x + width, y + height, x, y + height, x, y];
}
