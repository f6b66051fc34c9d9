import { type PlanRect } from '../plan-types.ts';

/** Where the segments of a tile are. */
export interface SegmentPlaces {
  /** Least x, least y, greatest x, greatest y of each segment, metres from the tile's centre. */
  readonly boxes: Float32Array;
  /** Per segment, and one more: its first path. */
  readonly firstPaths: Uint32Array;
}

/** Segments that lie together. */
export interface Group {
  readonly box: PlanRect;
  readonly members: readonly number[];
}

/** Groups along each side of a tile. */
const SIDE = 8;

/**
 * Segments by the square of the tile that their middle lies in; those larger than a square are a group of their own,
 * which comes first, so that what is small lies on what is large. Within a group they keep their order.
 */
export function groupsOf({ boxes }: SegmentPlaces, tileSize: number): Group[] {
  const square = tileSize / SIDE;
  const groups: number[][] = Array.from({ length: SIDE * SIDE + 1 }, () => []);
  const at = (middle: number): number =>
    Math.min(SIDE - 1, Math.max(0, Math.floor((middle + tileSize / 2) / square)));
  for (let segment = 0; segment * 4 < boxes.length; segment++) {
    const [minX = 0, minY = 0] = [boxes[segment * 4], boxes[segment * 4 + 1]];
    const [maxX = 0, maxY = 0] = [boxes[segment * 4 + 2], boxes[segment * 4 + 3]];
    const isLarge = maxX - minX > square || maxY - minY > square;
    const place = isLarge ? 0 : 1 + at((minY + maxY) / 2) * SIDE + at((minX + maxX) / 2);
    groups[place]?.push(segment);
  }
  return groups
    .filter((members) => members.length > 0)
    .map((members) => ({ box: boxAround(boxes, members), members }));
}

function boxAround(boxes: Float32Array, members: readonly number[]): PlanRect {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const member of members) {
    minX = Math.min(minX, boxes[member * 4] ?? 0);
    minY = Math.min(minY, boxes[member * 4 + 1] ?? 0);
    maxX = Math.max(maxX, boxes[member * 4 + 2] ?? 0);
    maxY = Math.max(maxY, boxes[member * 4 + 3] ?? 0);
  }
  return { minX, minY, maxX, maxY };
}
