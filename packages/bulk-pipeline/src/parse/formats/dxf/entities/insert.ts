import {
  add,
  type Matrix,
  multiply,
  objectToWorld,
  scale,
  translation,
  turn,
  type Vec3,
} from '../geometry/matrix.ts';
import { type TagReader } from '../tags/tag-reader.ts';
import { type EntityHead } from './entity-head.ts';
import { EntityFault, needPoint } from './points.ts';

/** A block of a drawing has some dozens. */
const MOST_ATTRIBUTES = 10_000;

/** A block drawn at a place, once or in rows and columns. */
export interface Insert {
  readonly block: string;
  /** Maps the block's coordinates, from its base point on, to where its first copy stands. */
  readonly matrix: Matrix;
  readonly columns: number;
  readonly rows: number;
  /** From one column, or row, to the next. */
  readonly columnStep: Vec3;
  readonly rowStep: Vec3;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * INSERT and the ATTRIB records behind it, up to SEQEND. Leaves the reader at SEQEND or at the first other record.
 * @throws EntityFault
 */
export function readInsert(reader: TagReader, head: EntityHead): Insert {
  const { record } = reader;
  const at = needPoint(record, 10);
  const scales: Vec3 = [record.number(41, 1), record.number(42, 1), record.number(43, 1)];
  const [c, s] = turn(record.number(50, 0));
  const insert = {
    block: record.string(2)?.trim() ?? '',
    columns: copies(record.number(70, 1)),
    rows: copies(record.number(71, 1)),
  };
  const [acrossColumns, acrossRows] = [record.number(44, 0), record.number(45, 0)];
  const ocs = objectToWorld(head.extrusion);
  const turned = multiply(ocs, [c, -s, 0, 0, s, c, 0, 0, 0, 0, 1, 0]);
  const placed = multiply(multiply(ocs, translation(at)), [c, -s, 0, 0, s, c, 0, 0, 0, 0, 1, 0]);
  const matrix = multiply(placed, [scales[0], 0, 0, 0, 0, scales[1], 0, 0, 0, 0, scales[2], 0]);
  const columnStep = scale([turned[0], turned[4], turned[8]], acrossColumns);
  const rowStep = scale([turned[1], turned[5], turned[9]], acrossRows);
  const attributes = readAttributes(reader);
  return { ...insert, matrix, columnStep, rowStep, attributes };
}

function copies(count: number): number {
  return Math.max(1, Math.trunc(count) || 1);
}

/** Where the copy in a row and a column stands, seen from the first. */
export function copyOffset({ columnStep, rowStep }: Insert, row: number, column: number): Vec3 {
  return add(scale(columnStep, column), scale(rowStep, row));
}

function readAttributes(reader: TagReader): Record<string, string> {
  const { record } = reader;
  const fault = record.fault;
  const attributes = new Map<string, string>();
  while (reader.advance() && record.type === 'ATTRIB') {
    const tag = record.string(2)?.trim();
    if (tag !== undefined) attributes.set(tag, record.string(1) ?? '');
    if (attributes.size > MOST_ATTRIBUTES) {
      throw new EntityFault(`INSERT has more than ${MOST_ATTRIBUTES} attributes`, 'record_too_large');
    }
  }
  record.fault ??= fault;
  return Object.fromEntries(attributes);
}
