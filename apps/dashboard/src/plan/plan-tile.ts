import { type Tile, tileBox, tileSegmentId, tileSets } from '@sizewise/shared';

import { packTile, type PlanBatch } from './gl/plan-batch.ts';
import { type KindTable, type KindValues, type PlanKind } from './plan-kinds.ts';
import { type Outline, type PlanMark, type PlanRect } from './plan-types.ts';
import { bandOf } from './value-bands.ts';

/** More than there are bands. */
const BANDS = 16;
const NOTHING: KindValues = {
  drawing: null,
  discipline: null,
  level: null,
  system: null,
  layer: null,
  type: null,
};

/** A tile, ready to be drawn and to be pointed at. */
export interface PlanTile {
  readonly tile: Tile;
  readonly box: PlanRect;
  /** Every kind of the project by its index, not of this tile alone. */
  readonly kinds: readonly PlanKind[];
  /** Per segment: the index of its kind. */
  readonly segmentKinds: Uint32Array;
  readonly batch: PlanBatch;
  /** Least x, least y, greatest x, greatest y of each segment, metres from the tile's centre. */
  readonly boxes: Float32Array;
  /** Per segment, and one more: its first path. */
  readonly firstPaths: Uint32Array;
  /** Bytes it takes in memory. */
  readonly weight: number;
}

/** Makes a tile ready; `drawingOf` gives the drawing of an import. */
export function prepareTile(
  tile: Tile,
  kinds: KindTable,
  drawingOf: (importId: string | null) => string | null,
): PlanTile {
  const ofSegments = kindsOf(tile, kinds, drawingOf);
  const ofCells = tile.cellDisciplines.map((discipline) => kinds.ofCell(discipline));
  const firstPaths = firstPathsOf(tile);
  const boxes = boxesOf(tile, firstPaths);
  const batch = packTile(
    tile,
    { boxes, firstPaths },
    ofSegments,
    ofCells.map(({ index }) => index),
  );
  const weight =
    tile.positions.buffer.byteLength +
    batch.lines.byteLength +
    batch.boxes.byteLength +
    batch.fills.byteLength +
    boxes.byteLength +
    ofSegments.byteLength;
  return {
    tile,
    box: tileBox(tile),
    kinds: kinds.all,
    segmentKinds: ofSegments,
    batch,
    boxes,
    firstPaths,
    weight,
  };
}

/** The kind of a segment of a tile. */
export function kindOf({ kinds, segmentKinds }: PlanTile, segment: number): PlanKind | null {
  return kinds[segmentKinds[segment] ?? -1] ?? null;
}

/** A segment of a tile as something to point at. */
export function markOf(planTile: PlanTile, segment: number): PlanMark {
  const { tile, boxes, firstPaths } = planTile;
  const [cx, cy] = tile.center;
  const side = (corner: number): number => boxes[segment * 4 + corner] ?? 0;
  const outlines: Outline[] = [];
  for (let path = firstPaths[segment] ?? 0; path < (firstPaths[segment + 1] ?? 0); path++) {
    const outline = [];
    for (let v = tile.pathStarts[path] ?? 0; v < (tile.pathStarts[path + 1] ?? 0); v++) {
      outline.push({ x: cx + (tile.positions[v * 2] ?? 0), y: cy + (tile.positions[v * 2 + 1] ?? 0) });
    }
    outlines.push(outline);
  }
  return {
    segmentId: tileSegmentId(tile, segment),
    box: { minX: cx + side(0), minY: cy + side(1), maxX: cx + side(2), maxY: cy + side(3) },
    outlines,
    kind: kindOf(planTile, segment),
  };
}

function kindsOf(
  tile: Tile,
  kinds: KindTable,
  drawingOf: (importId: string | null) => string | null,
): Uint32Array {
  const values = tileSets(tile).map(({ importId, segmentType, discipline, level, system, layer }) => ({
    drawing: drawingOf(importId),
    discipline,
    level,
    system,
    layer,
    type: segmentType,
  }));
  // Looked up once for each set and band: the table itself compares texts.
  const known = new Map<number, number>();
  return Uint32Array.from(tile.segmentSets, (set, segment) => {
    const band = tile.value && bandOf(tile.value, tile.values[segment] ?? Number.NaN);
    const key = set * BANDS + (band ?? BANDS - 1);
    let kind = known.get(key);
    if (kind === undefined) known.set(key, (kind = kinds.of(values[set] ?? NOTHING, band).index));
    return kind;
  });
}

function firstPathsOf({ segmentSets, pathSegments }: Tile): Uint32Array {
  const first = new Uint32Array(segmentSets.length + 1);
  let path = 0;
  for (let segment = 0; segment < segmentSets.length; segment++) {
    first[segment] = path;
    while (path < pathSegments.length && pathSegments[path] === segment) path += 1;
  }
  first[segmentSets.length] = path;
  return first;
}

function boxesOf({ pathStarts, positions, segmentSets }: Tile, firstPaths: Uint32Array): Float32Array {
  const boxes = new Float32Array(segmentSets.length * 4);
  for (let segment = 0; segment < segmentSets.length; segment++) {
    let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
    const end = pathStarts[firstPaths[segment + 1] ?? 0] ?? 0;
    for (let v = pathStarts[firstPaths[segment] ?? 0] ?? 0; v < end; v++) {
      const x = positions[v * 2] ?? 0;
      const y = positions[v * 2 + 1] ?? 0;
      if (x < minX) minX = x;
      if (x > maxX) maxX = x;
      if (y < minY) minY = y;
      if (y > maxY) maxY = y;
    }
    boxes.set([minX, minY, maxX, maxY], segment * 4);
  }
  return boxes;
}
