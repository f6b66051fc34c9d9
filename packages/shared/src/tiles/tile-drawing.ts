import { PATH_KINDS, type Tile, type TileColumns } from './tile.ts';
import { type AttributeSet, TILE_ATTRIBUTES } from './tile-attributes.ts';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const DASH_BEFORE = new Set([4, 6, 8, 10]);
const POINT = PATH_KINDS.indexOf('point');

/** Id of a segment of a tile, as the API writes it. */
export function tileSegmentId({ segmentIds }: Pick<TileColumns, 'segmentIds'>, segment: number): string {
  let id = '';
  for (let i = 0; i < 16; i++)
    id += (DASH_BEFORE.has(i) ? '-' : '') + (HEX[segmentIds[segment * 16 + i] ?? 0] ?? '');
  return id;
}

/** The attributes of each set: colours and switches are worked out once per set, not per segment. */
export function tileSets(tile: Pick<Tile, 'sets' | 'dictionaries'>): AttributeSet[] {
  const width = TILE_ATTRIBUTES.length;
  return Array.from({ length: tile.sets.length / width }, (_, set) => {
    const values = TILE_ATTRIBUTES.map((name, i) => {
      const code = tile.sets[set * width + i] ?? 0;
      return [name, tile.dictionaries[name][code] ?? null] as const;
    });
    return Object.fromEntries(values) as unknown as AttributeSet;
  });
}

/** Pairs of vertices for gl.LINES: every line and ring of the tile. */
export function tileLineIndices({ pathStarts }: Pick<TileColumns, 'pathStarts'>): Uint32Array<ArrayBuffer> {
  const paths = Math.max(0, pathStarts.length - 1);
  let edges = 0;
  for (let p = 0; p < paths; p++) edges += Math.max(0, (pathStarts[p + 1] ?? 0) - (pathStarts[p] ?? 0) - 1);
  const indices = new Uint32Array(edges * 2);
  let at = 0;
  for (let p = 0; p < paths; p++) {
    const end = pathStarts[p + 1] ?? 0;
    for (let vertex = (pathStarts[p] ?? 0) + 1; vertex < end; vertex++) {
      indices[at++] = vertex - 1;
      indices[at++] = vertex;
    }
  }
  return indices;
}

/** The vertices of single points, for gl.POINTS. */
export function tilePointIndices({
  pathStarts,
  pathKinds,
}: Pick<TileColumns, 'pathStarts' | 'pathKinds'>): Uint32Array<ArrayBuffer> {
  const points: number[] = [];
  for (const [path, kind] of pathKinds.entries()) if (kind === POINT) points.push(pathStarts[path] ?? 0);
  return new Uint32Array(points);
}

/** The segment of each vertex: what a picking pass writes, and what finds a vertex's set and colour. */
export function tileVertexSegments({
  pathStarts,
  pathSegments,
}: Pick<TileColumns, 'pathStarts' | 'pathSegments'>): Uint32Array<ArrayBuffer> {
  const segments = new Uint32Array(pathStarts.at(-1) ?? 0);
  for (const [path, segment] of pathSegments.entries())
    segments.fill(segment, pathStarts[path] ?? 0, pathStarts[path + 1] ?? 0);
  return segments;
}
