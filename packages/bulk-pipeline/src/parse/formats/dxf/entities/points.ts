import { type RejectCode } from '@sizewise/shared';

import { type Vec3 } from '../geometry/matrix.ts';
import { type PointsPart } from '../geometry/parts.ts';
import { type TagRecord } from '../tags/tag-record.ts';

/** An entity lacks what it cannot be without. It never leaves the reader: the entity becomes a reject. */
export class EntityFault extends Error {
  readonly code: RejectCode;

  constructor(message: string, code: RejectCode = 'malformed_record') {
    super(message);
    this.code = code;
  }
}

/** The point with group codes `code`, `code` + 10, `code` + 20; a height that is not there is 0. */
export function point(record: TagRecord, code: number): Vec3 | null {
  const at = record.find(code);
  if (at === -1) return null;
  const x = record.num(at);
  // The three stand together in nearly every file.
  if (record.code(at + 1) === code + 10 && record.code(at + 2) === code + 20) {
    return [x, record.num(at + 1), record.num(at + 2)];
  }
  return [x, record.number(code + 10, 0), record.number(code + 20, 0)];
}

/** The point, without which there is no such entity. @throws EntityFault */
export function needPoint(record: TagRecord, code: number): Vec3 {
  const found = point(record, code);
  if (found === null) throw new EntityFault(`${record.type} has no point (group code ${code})`);
  return found;
}

/** A number without which there is no such entity. @throws EntityFault */
export function needNumber(record: TagRecord, code: number, what: string): number {
  const at = record.find(code);
  if (at === -1) throw new EntityFault(`${record.type} has no ${what} (group code ${code})`);
  return record.num(at);
}

/** Every point with the code between two tags, in order, as x, y, z, x, … */
export function pointList(record: TagRecord, code: number, from = 1, to = record.count): number[] {
  const xyz: number[] = [];
  for (let i = from; i < to; i += 1) {
    const found = record.code(i);
    if (found === code) xyz.push(record.num(i), 0, 0);
    else if (found === code + 10 && xyz.length > 0) xyz[xyz.length - 2] = record.num(i);
    else if (found === code + 20 && xyz.length > 0) xyz[xyz.length - 1] = record.num(i);
  }
  return xyz;
}

export function pointsPart(points: readonly Vec3[]): PointsPart {
  const xyz: number[] = [];
  for (const at of points) xyz.push(at[0], at[1], at[2]);
  return { kind: 'points', xyz };
}
