import { type PathKind, type PlanBox, type Shape } from '@sizewise/shared';

/** One path of a segment in plan: x and y in turn, metres. */
export interface Path {
  readonly kind: PathKind;
  readonly points: readonly number[];
}

/** Chords of a circle leave it by no more than this, metres, however fine the tile. */
const CHORD_TOLERANCE = 0.0005;
const FEWEST_CHORDS = 12;
const MOST_CHORDS = 256;

type Position = readonly number[];

function flat(positions: readonly Position[]): number[] {
  const points: number[] = [];
  for (const position of positions) points.push(position[0] ?? 0, position[1] ?? 0);
  return points;
}

/** Leaves out points within `tolerance` of the one kept before; first and last stay. */
function thinned(points: readonly number[], tolerance: number): readonly number[] {
  const last = points.length - 2;
  if (tolerance === 0 || last < 4) return points;
  let x = points[0] ?? 0;
  let y = points[1] ?? 0;
  const kept = [x, y];
  const limit = tolerance * tolerance;
  for (let at = 2; at < last; at += 2) {
    const nextX = points[at] ?? 0;
    const nextY = points[at + 1] ?? 0;
    if ((nextX - x) ** 2 + (nextY - y) ** 2 <= limit) continue;
    kept.push(nextX, nextY);
    x = nextX;
    y = nextY;
  }
  kept.push(points[last] ?? 0, points[last + 1] ?? 0);
  return kept;
}

function closed(ring: readonly Position[]): number[] {
  const points = flat(ring);
  const [x = 0, y = 0] = points;
  if (points.at(-2) !== x || points.at(-1) !== y) points.push(x, y);
  return points;
}

/** A chord of angle a leaves the circle by r (1 − cos a/2). */
function circlePoints([x = 0, y = 0]: Position, radius: number, tolerance: number): number[] {
  const sagitta = Math.max(tolerance, CHORD_TOLERANCE);
  const angle = sagitta >= radius ? Math.PI : 2 * Math.acos(1 - sagitta / radius);
  const chords = Math.min(MOST_CHORDS, Math.max(FEWEST_CHORDS, Math.ceil((2 * Math.PI) / angle)));
  const points = Array.from({ length: chords }, (_, i) => {
    const turn = (2 * Math.PI * i) / chords;
    return [x + radius * Math.cos(turn), y + radius * Math.sin(turn)];
  });
  return closed(points);
}

/** A line of one place is a point. */
function lineOrPoint(points: readonly number[]): Path {
  return { kind: points.length > 2 ? 'line' : 'point', points };
}

/** The outline of a segment. @param tolerance how far points may be off, metres */
export function pathsOfShape(shape: Shape, tolerance: number): Path[] {
  switch (shape.type) {
    case 'point':
      return [{ kind: 'point', points: flat([shape.coordinates]) }];
    case 'polyline':
      return [lineOrPoint(thinned(flat(shape.coordinates), tolerance))];
    case 'polygon':
      return shape.coordinates.map((ring, i) => ({
        kind: i === 0 ? 'ring' : 'hole',
        points: thinned(closed(ring), tolerance),
      }));
    case 'circle':
      return [{ kind: 'ring', points: circlePoints(shape.center, shape.radius, tolerance) }];
  }
}

/** The box of a segment without an outline: a ring, or a line or point where it has no area. */
export function pathOfBox({ minX, minY, maxX, maxY }: PlanBox): Path {
  if (minX === maxX && minY === maxY) return { kind: 'point', points: [minX, minY] };
  if (minX === maxX || minY === maxY) return { kind: 'line', points: [minX, minY, maxX, maxY] };
  return { kind: 'ring', points: [minX, minY, maxX, minY, maxX, maxY, minX, maxY, minX, minY] };
}
