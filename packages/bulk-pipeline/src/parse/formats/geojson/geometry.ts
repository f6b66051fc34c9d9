import { type Bounds } from '@sizewise/shared';

import { checkCoordinate } from '../table/field-checks.ts';
import { RecordFault } from '../table/record-fault.ts';

/** Plan coordinates with an optional height, metres. */
export type Position = readonly [number, number] | readonly [number, number, number];

/** A geometry taken apart: what it draws, whatever it was nested in. Metres. */
export interface Geometry {
  readonly points: Position[];
  readonly lines: Position[][];
  /** Of each polygon its rings, the outer one first. */
  readonly polygons: Position[][][];
  /** True where at least one position has a height of its own. */
  readonly hasHeights: boolean;
}

/** Deeper collections are refused; real ones are not nested at all. */
const MAX_COLLECTION_DEPTH = 32;
const GEOMETRY_TYPES: ReadonlySet<unknown> = new Set([
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
  'GeometryCollection',
]);

/** True for an object that says it is a geometry. */
export function isGeometry(value: object): boolean {
  return GEOMETRY_TYPES.has((value as { type?: unknown }).type);
}

/**
 * Reads the value of a member `geometry`.
 * @param scale metres per unit.
 * @returns null where there is nothing: `null`, or a geometry without positions.
 * @throws RecordFault `invalid_field`, `invalid_number`, `non_finite_number`, `out_of_range`.
 */
export function readGeometry(value: unknown, scale: number): Geometry | null {
  if (value === null || value === undefined) return null;
  const reader = new GeometryReader(scale);
  reader.read(value, 0);
  return reader.isEmpty ? null : reader;
}

class GeometryReader implements Geometry {
  readonly points: Position[] = [];
  readonly lines: Position[][] = [];
  readonly polygons: Position[][][] = [];
  hasHeights = false;
  readonly #scale: number;

  constructor(scale: number) {
    this.#scale = scale;
  }

  get isEmpty(): boolean {
    return this.points.length === 0 && this.lines.length === 0 && this.polygons.length === 0;
  }

  read(value: unknown, depth: number): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new RecordFault('invalid_field', 'geometry is not an object');
    }
    const { type, coordinates, geometries } = value as Record<'type' | 'coordinates' | 'geometries', unknown>;
    switch (type) {
      case 'Point':
        // RFC 7946 lets a reader take a point without coordinates for no geometry.
        if (list(coordinates, 'coordinates').length > 0) this.points.push(this.#position(coordinates));
        return;
      case 'MultiPoint':
        for (const point of this.#positions(coordinates)) this.points.push(point);
        return;
      case 'LineString':
        this.#addLine(coordinates);
        return;
      case 'MultiLineString':
        list(coordinates, 'coordinates').forEach((line) => this.#addLine(line));
        return;
      case 'Polygon':
        this.#addPolygon(coordinates);
        return;
      case 'MultiPolygon':
        list(coordinates, 'coordinates').forEach((polygon) => this.#addPolygon(polygon));
        return;
      case 'GeometryCollection':
        if (depth >= MAX_COLLECTION_DEPTH) {
          throw new RecordFault(
            'invalid_field',
            `geometry is nested deeper than ${MAX_COLLECTION_DEPTH} levels`,
          );
        }
        list(geometries, 'geometries').forEach((member) => this.read(member, depth + 1));
        return;
      default:
        throw new RecordFault('invalid_field', `geometry is of no known type: ${shown(type)}`);
    }
  }

  #addLine(value: unknown): void {
    const line = this.#positions(value);
    if (line.length > 0) this.lines.push(line);
  }

  #addPolygon(value: unknown): void {
    const rings = list(value, 'a polygon').map((ring) => this.#positions(ring));
    const filled = rings.filter((ring) => ring.length > 0);
    if (filled.length > 0) this.polygons.push(filled);
  }

  #positions(value: unknown): Position[] {
    return list(value, 'coordinates').map((position) => this.#position(position));
  }

  #position(value: unknown): Position {
    const [x, y, z] = list(value, 'a position');
    const plan: Position = [
      checkCoordinate(x, 'a coordinate', this.#scale),
      checkCoordinate(y, 'a coordinate', this.#scale),
    ];
    if (z === undefined || z === null) return plan;
    this.hasHeights = true;
    return [plan[0], plan[1], checkCoordinate(z, 'a coordinate', this.#scale)];
  }
}

function list(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new RecordFault('invalid_field', `${what} is not a list`);
  return value;
}

function shown(value: unknown): string {
  return (typeof value === 'string' ? value : typeof value).slice(0, 40);
}

function* positionsOf({ points, lines, polygons }: Geometry): Generator<Position> {
  yield* points;
  for (const line of lines) yield* line;
  for (const rings of polygons) for (const ring of rings) yield* ring;
}

/** Exact bounds; heights that are not given count as 0. */
export function boundsOfGeometry(geometry: Geometry): Bounds {
  const low = [Infinity, Infinity, Infinity] as [number, number, number];
  const high = [-Infinity, -Infinity, -Infinity] as [number, number, number];
  for (const [x, y, z = 0] of positionsOf(geometry)) {
    low[0] = Math.min(low[0], x);
    low[1] = Math.min(low[1], y);
    low[2] = Math.min(low[2], z);
    high[0] = Math.max(high[0], x);
    high[1] = Math.max(high[1], y);
    high[2] = Math.max(high[2], z);
  }
  return { minX: low[0], minY: low[1], minZ: low[2], maxX: high[0], maxY: high[1], maxZ: high[2] };
}

/** Length of one line in space, metres. */
export function lineLength(line: readonly Position[]): number {
  let length = 0;
  let previous = line[0];
  for (const position of line) {
    if (previous !== undefined) {
      const [x, y, z = 0] = position;
      length += Math.hypot(x - previous[0], y - previous[1], z - (previous[2] ?? 0));
    }
    previous = position;
  }
  return length;
}

/** Length of all lines, metres; null where there is none. An outline of an area is no length. */
export function lengthOfGeometry({ lines }: Geometry): number | null {
  return lines.length === 0 ? null : lines.reduce((sum, line) => sum + lineLength(line), 0);
}
