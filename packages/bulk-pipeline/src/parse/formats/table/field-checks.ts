import { MAX_COORDINATE, type Bounds } from '@sizewise/shared';

import { jsonFault, MAX_JSON_DEPTH } from '../../text/json-depth.ts';
import { RecordFault } from './record-fault.ts';
import { toSi } from './units.ts';

/** Limits of `segmentInputSchema`; a test compares the two on random records. */
export const TEXT_LIMITS = {
  externalId: 1024,
  ifcClass: 128,
  layer: 1024,
  name: 4096,
  system: 1024,
  level: 1024,
  material: 1024,
} as const;
export const CONNECTED_ID_LENGTH = 1024;
export const MAX_CONNECTIONS = 10_000;
const MAX_SIZE = 1e8;
const MAX_FLOW = 1e6;
const NOT_FINITE = /^[+-]?(?:nan|inf(?:inity)?|∞|1\.#(?:inf|ind|qnan))$/i;

/** True for a text that stands for no finite number: NaN, Infinity, -inf, … */
export function isNonFiniteText(text: string): boolean {
  return NOT_FINITE.test(text.trim());
}

/** @throws RecordFault `invalid_field` where the value is neither a text within the limit nor absent. */
export function checkText(value: unknown, field: string, maxLength: number): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw new RecordFault('invalid_field', `${field} is not a text`);
  if (value.length > maxLength)
    throw new RecordFault('invalid_field', `${field} is longer than ${maxLength} characters`);
  return value;
}

/** @throws RecordFault `invalid_field` where the value is not one of the words. */
export function checkWord<W extends string>(value: unknown, field: string, words: ReadonlySet<W>): W | null {
  if (value === undefined || value === null) return null;
  if (!words.has(value as W))
    throw new RecordFault('invalid_field', `${field} is not one of ${[...words].join(', ')}`);
  return value as W;
}

function checkNumber(value: unknown, field: string): number {
  if (typeof value !== 'number') {
    if (typeof value === 'string' && isNonFiniteText(value)) {
      throw new RecordFault('non_finite_number', `${field} is not a finite number`);
    }
    throw new RecordFault('invalid_number', `${field} is not a number`);
  }
  if (!Number.isFinite(value)) throw new RecordFault('non_finite_number', `${field} is not a finite number`);
  return value;
}

/** A width, height, diameter or length. @param scale metres per unit of the value. */
export function checkSize(value: unknown, field: string, scale: number): number | null {
  if (value === undefined || value === null) return null;
  const metres = toSi(checkNumber(value, field), scale);
  if (metres < 0) throw new RecordFault('out_of_range', `${field} is negative`);
  if (metres > MAX_SIZE) throw new RecordFault('out_of_range', `${field} is more than ${MAX_SIZE} m`);
  return metres;
}

/** A flow in m³/s. @param scale m³/s per unit of the value. */
export function checkFlow(value: unknown, field: string, scale: number): number | null {
  if (value === undefined || value === null) return null;
  const flow = toSi(checkNumber(value, field), scale);
  if (flow < -MAX_FLOW || flow > MAX_FLOW)
    throw new RecordFault('out_of_range', `${field} is beyond ${MAX_FLOW} m³/s`);
  return flow;
}

/** One coordinate of a box. @param scale metres per unit of the value. */
export function checkCoordinate(value: unknown, field: string, scale: number): number {
  const metres = toSi(checkNumber(value, field), scale);
  if (metres < -MAX_COORDINATE || metres > MAX_COORDINATE) {
    throw new RecordFault('out_of_range', `${field} is beyond ${MAX_COORDINATE} m`);
  }
  return metres;
}

/** @throws RecordFault `invalid_field` where a minimum is greater than its maximum. */
export function checkBoundsOrder(bounds: Bounds): Bounds {
  if (bounds.minX > bounds.maxX || bounds.minY > bounds.maxY || bounds.minZ > bounds.maxZ) {
    throw new RecordFault('invalid_field', 'bounds: a minimum is greater than its maximum');
  }
  return bounds;
}

/** A `bounds` object with all six coordinates. @param scale metres per unit of the values. */
export function checkBounds(value: unknown, scale: number): Bounds | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value))
    throw new RecordFault('invalid_field', 'bounds is not an object');
  const box = value as Partial<Record<keyof Bounds, unknown>>;
  return checkBoundsOrder({
    minX: checkCoordinate(box.minX, 'bounds.minX', scale),
    minY: checkCoordinate(box.minY, 'bounds.minY', scale),
    minZ: checkCoordinate(box.minZ, 'bounds.minZ', scale),
    maxX: checkCoordinate(box.maxX, 'bounds.maxX', scale),
    maxY: checkCoordinate(box.maxY, 'bounds.maxY', scale),
    maxZ: checkCoordinate(box.maxZ, 'bounds.maxZ', scale),
  });
}

/** @throws RecordFault `invalid_field` where the value is no list of external ids. */
export function checkConnections(value: unknown): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new RecordFault('invalid_field', 'connectsTo is not a list');
  if (value.length > MAX_CONNECTIONS) {
    throw new RecordFault('invalid_field', `connectsTo has more than ${MAX_CONNECTIONS} entries`);
  }
  for (const id of value) {
    if (typeof id !== 'string' || id.length > CONNECTED_ID_LENGTH) {
      throw new RecordFault('invalid_field', 'connectsTo holds something else than external ids');
    }
  }
  return value as string[];
}

/** @throws RecordFault where the value is no object or cannot be stored as jsonb. */
export function checkProperties(value: unknown): Record<string, unknown> {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RecordFault('invalid_field', 'properties is not an object');
  }
  checkStorable(value, 'properties');
  return value as Record<string, unknown>;
}

/** @throws RecordFault where a JSON value holds an infinite number or is nested too deep. */
export function checkStorable(value: unknown, field: string): void {
  const fault = jsonFault(value);
  if (fault === 'non_finite')
    throw new RecordFault('non_finite_number', `${field} holds a number that is not finite`);
  if (fault === 'too_deep') {
    throw new RecordFault('invalid_field', `${field} is nested deeper than ${MAX_JSON_DEPTH} levels`);
  }
}
