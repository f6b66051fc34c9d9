import { PATH_KINDS, type Shape } from '@sizewise/shared';

import { type SegmentPlace } from './scan.ts';
import { type Path, pathOfBox, pathsOfShape } from './shape-paths.ts';

/** More vertices than this in one tile are thinned out. */
const MOST_VERTICES = 500_000;

/** The columns of a tile that draw its segments. */
export interface DrawnPaths {
  readonly pathStarts: Uint32Array;
  readonly pathSegments: Uint16Array;
  readonly pathKinds: Uint8Array;
  readonly positions: Float32Array;
  /** Metres that outlines may be off. */
  readonly tolerance: number;
}

export interface DrawOptions {
  /** Positions count from here, metres. */
  readonly center: readonly [number, number];
  /** Metres that outlines may be off; 0 keeps every vertex. */
  readonly tolerance: number;
  /** Metres with which thinning starts where there are too many vertices. */
  readonly coarse: number;
}

function pathsOf(
  segments: readonly SegmentPlace[],
  shapes: ReadonlyMap<string, Shape>,
  tolerance: number,
): Path[][] {
  return segments.map(({ columns, row, size }) => {
    const shape = size < tolerance ? undefined : shapes.get(columns.idOf(row));
    return shape === undefined ? [pathOfBox(columns.boxOf(row))] : pathsOfShape(shape, tolerance);
  });
}

const verticesOf = (paths: readonly Path[]): number =>
  paths.reduce((sum, { points }) => sum + points.length / 2, 0);

/** Outlines of segments as columns; a segment without a shape is drawn by its box. */
export function drawSegments(
  segments: readonly SegmentPlace[],
  shapes: ReadonlyMap<string, Shape>,
  { center, tolerance: wanted, coarse }: DrawOptions,
): DrawnPaths {
  let tolerance = wanted;
  let bySegment = pathsOf(segments, shapes, tolerance);
  while (bySegment.reduce((sum, paths) => sum + verticesOf(paths), 0) > MOST_VERTICES) {
    tolerance = Math.max(tolerance * 2, coarse);
    bySegment = pathsOf(segments, shapes, tolerance);
  }
  const paths = bySegment.flat();
  const pathStarts = new Uint32Array(paths.length + 1);
  const positions = new Float32Array(verticesOf(paths) * 2);
  const [x, y] = center;
  let at = 0;
  for (const [i, { points }] of paths.entries()) {
    pathStarts[i] = at / 2;
    for (let p = 0; p < points.length; p += 2) {
      positions[at++] = (points[p] ?? 0) - x;
      positions[at++] = (points[p + 1] ?? 0) - y;
    }
  }
  pathStarts[paths.length] = at / 2;
  return {
    pathStarts,
    pathSegments: Uint16Array.from(bySegment.flatMap((own, segment) => own.map(() => segment))),
    pathKinds: Uint8Array.from(paths, ({ kind }) => PATH_KINDS.indexOf(kind)),
    positions,
    tolerance,
  };
}
