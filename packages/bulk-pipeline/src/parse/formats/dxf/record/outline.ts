import { type SegmentRecord } from '@sizewise/shared';

import { type DxfShape } from '../entities/dxf-shape.ts';
import { type Matrix } from '../geometry/matrix.ts';
import { type ArcPart, mapPart, TURN } from '../geometry/parts.ts';
import { Chords } from './chords.ts';

type Outline = SegmentRecord['outline'];
type Coordinate = [number, number, ...number[]];

/** Makes the outlines of shapes, one after the other. */
export class OutlineBuilder {
  readonly #chords = new Chords();

  /** Outline of a path in metres; null for shapes that are no simple path. @param matrix from file units to metres. */
  of(shape: DxfShape, matrix: Matrix): Outline {
    const { path } = shape;
    const only = path?.[0];
    if (path === undefined || only === undefined) return null;
    const circle = path.length === 1 && only.kind === 'arc' ? circleOutline(mapPart(only, matrix)) : null;
    if (circle !== null) return circle;
    const closed = shape.closed === true;
    this.#chords.follow(path, matrix, closed);
    return outlineThrough(coordinatesOf(this.#chords), closed);
  }
}

/** In the plane where every height is 0. */
function coordinatesOf({ xyz, length }: Chords): Coordinate[] {
  let isFlat = true;
  for (let i = 2; i < length; i += 3) if (xyz[i] !== 0) isFlat = false;
  const coordinates: Coordinate[] = [];
  for (let i = 0; i < length; i += 3) {
    const x = xyz[i] ?? 0;
    const y = xyz[i + 1] ?? 0;
    coordinates.push(isFlat ? [x, y] : [x, y, xyz[i + 2] ?? 0]);
  }
  return coordinates;
}

function outlineThrough(coordinates: Coordinate[], closed: boolean): Outline {
  const first = coordinates[0];
  if (first === undefined) return null;
  if (coordinates.length === 1) return { type: 'point', coordinates: first };
  if (closed && coordinates.length > 2) {
    coordinates.push(first);
    return { type: 'polygon', coordinates: [coordinates] };
  }
  return { type: 'polyline', coordinates };
}

function circleOutline({ center, u, v, from, to }: ArcPart): Outline {
  if (Math.abs(to - from - TURN) > 1e-9) return null;
  const radius = Math.hypot(u[0], u[1], u[2]);
  const skew = Math.abs(u[0] * v[0] + u[1] * v[1]);
  const isRound =
    Math.abs(radius - Math.hypot(v[0], v[1], v[2])) <= 1e-9 * radius && skew <= 1e-9 * radius ** 2;
  if (!isRound || u[2] !== 0 || v[2] !== 0) return null;
  return { type: 'circle', center: center[2] === 0 ? [center[0], center[1]] : [...center], radius };
}
