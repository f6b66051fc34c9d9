import {
  applyToPoint,
  IDENTITY,
  multiply,
  objectToWorld,
  translation,
  type Vec3,
} from '../geometry/matrix.ts';
import { type Part } from '../geometry/parts.ts';
import { type TagRecord } from '../tags/tag-record.ts';
import { type DxfShape } from './dxf-shape.ts';
import { type EntityHead, ownTags } from './entity-head.ts';
import { EntityFault, needPoint, point, pointList, pointsPart } from './points.ts';

/** Alignments that keep the first point as the insertion: left, aligned between two points, fitted between them. */
const FIRST_POINT = new Set([0, 3, 5]);

/** TEXT, ATTRIB and ATTDEF: one line at a point in object coordinates. */
export function readText(record: TagRecord, head: EntityHead): DxfShape {
  const across = record.number(72, 0);
  const up = record.number(73, record.number(74, 0));
  const second = FIRST_POINT.has(across) && up === 0 ? null : point(record, 11);
  const at = second ?? needPoint(record, 10);
  return {
    parts: [pointsPart([applyToPoint(objectToWorld(head.extrusion), at)])],
    text: record.string(1) ?? '',
  };
}

/** MTEXT: chunks with code 3, the last with code 1, at a point in world coordinates. */
export function readMtext(record: TagRecord): DxfShape {
  const end = ownTags(record);
  let text = '';
  for (let i = 1; i < end; i += 1) {
    const code = record.code(i);
    if (code === 3 || code === 1) text += record.text(i);
  }
  return { parts: [pointsPart([needPoint(record, 10)])], text };
}

/** Stands for the measured value in the text of a dimension. */
const MEASURED_TEXT = '<>';

/** Definition points of a dimension that its own kind has; 11 is where its text stands. */
const DEFINITION_POINTS = [10, 13, 14, 15, 16] as const;

/** DIMENSION: drawn by a block, else known by its definition points. */
export function readDimension(record: TagRecord): DxfShape {
  const points = DEFINITION_POINTS.map((code) => point(record, code)).filter(
    (found): found is Vec3 => found !== null,
  );
  const measured = record.find(42);
  const text = record.string(1)?.trim() ?? '';
  return {
    parts: points.length === 0 ? [] : [pointsPart(points)],
    block: record.string(2),
    blockMatrix: IDENTITY,
    text: text === MEASURED_TEXT ? '' : text,
    properties: measured === -1 ? {} : { measurement: record.num(measured) },
  };
}

/** ACAD_TABLE: drawn by a block at an insertion point. */
export function readTable(record: TagRecord): DxfShape {
  const at = needPoint(record, 10);
  const [x, y] = point(record, 11) ?? [1, 0, 0];
  const length = Math.hypot(x, y);
  const [c, s] = length > 0 ? [x / length, y / length] : [1, 0];
  return {
    parts: [pointsPart([at])],
    block: record.string(2),
    blockMatrix: multiply(translation(at), [c, -s, 0, 0, s, c, 0, 0, 0, 0, 1, 0]),
  };
}

/** LEADER: its vertices in world coordinates. */
export function readLeader(record: TagRecord): DxfShape {
  const xyz = pointList(record, 10, 1, ownTags(record));
  if (xyz.length === 0) throw new EntityFault('LEADER has no vertex');
  const path: Part[] = [{ kind: 'points', xyz }];
  return { parts: path, path };
}

/**
 * MULTILEADER: the vertices of its leader lines and the ends of its landings, which stand within braces:
 * 302 LEADER{ … 304 LEADER_LINE{ … 305 } 303 }. Without leaders, the point of its text or block.
 */
export function readMultileader(record: TagRecord): DxfShape {
  const end = ownTags(record);
  const xyz: number[] = [];
  const contents: number[] = [];
  let depth = 0;
  let text: string | null = null;
  let isContext = false;
  for (let i = 1; i < end; i += 1) {
    const code = record.code(i);
    if (code === 300) isContext = record.raw(i).startsWith('CONTEXT_DATA');
    if (code === 301) isContext = false;
    if (!isContext) continue;
    if (code === 302 && record.raw(i).startsWith('LEADER')) depth = 1;
    else if (code === 304 && record.raw(i).startsWith('LEADER_LINE')) depth = 2;
    else if (code === 305) depth = 1;
    else if (code === 303) depth = 0;
    else if (code === 304 && depth === 0) text = record.text(i);
    else if (code === 10 && depth > 0) xyz.push(...pointAtTag(record, i));
    else if ((code === 12 || code === 15) && depth === 0) contents.push(...pointAtTag(record, i));
  }
  const found = xyz.length > 0 ? xyz : contents.slice(0, 3);
  return { parts: found.length === 0 ? [] : [{ kind: 'points', xyz: found }], text };
}

function pointAtTag(record: TagRecord, at: number): Vec3 {
  const code = record.code(at);
  const y = record.code(at + 1) === code + 10 ? record.num(at + 1) : 0;
  const z = record.code(at + 2) === code + 20 ? record.num(at + 2) : 0;
  return [record.num(at), y, z];
}
