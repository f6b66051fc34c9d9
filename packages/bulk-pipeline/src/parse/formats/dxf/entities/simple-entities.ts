import { add, cross, objectToWorld, scale, type Vec3 } from '../geometry/matrix.ts';
import { type ArcPart, circleArc, endAngle, type Part, TURN } from '../geometry/parts.ts';
import { type TagRecord } from '../tags/tag-record.ts';
import { type DxfShape, toWorld, withThickness } from './dxf-shape.ts';
import { type EntityHead } from './entity-head.ts';
import { EntityFault, needNumber, needPoint, point, pointsPart } from './points.ts';

const RADIANS = Math.PI / 180;

export function readLine(record: TagRecord, head: EntityHead): DxfShape {
  const from = needPoint(record, 10);
  const to = needPoint(record, 11);
  const path: Part[] = [{ kind: 'points', xyz: [from[0], from[1], from[2], to[0], to[1], to[2]] }];
  return { parts: withThickness(head, path), path, measured: true };
}

export function readPoint(record: TagRecord, head: EntityHead): DxfShape {
  const path = [pointsPart([needPoint(record, 10)])];
  return { parts: withThickness(head, path), path };
}

export function readCircle(record: TagRecord, head: EntityHead): DxfShape {
  const circle = circleArc(needPoint(record, 10), needNumber(record, 40, 'radius'), 0, TURN);
  const path = toWorld(head, [circle]);
  return { parts: withThickness(head, path), path, closed: true };
}

export function readArc(record: TagRecord, head: EntityHead): DxfShape {
  const from = needNumber(record, 50, 'start angle') * RADIANS;
  const to = endAngle(from, needNumber(record, 51, 'end angle') * RADIANS);
  const arc = circleArc(needPoint(record, 10), needNumber(record, 40, 'radius'), from, to);
  const path = toWorld(head, [arc]);
  return { parts: withThickness(head, path), path, measured: true };
}

/** Centre and major axis are in world coordinates; the minor axis is the extrusion × the major one, times the ratio. */
export function readEllipse(record: TagRecord, head: EntityHead): DxfShape {
  const u = needPoint(record, 11);
  const matrix = objectToWorld(head.extrusion);
  const v = scale(cross([matrix[2], matrix[6], matrix[10]], u), needNumber(record, 40, 'axis ratio'));
  const from = record.number(41, 0);
  const to = endAngle(from, record.number(42, TURN));
  const arc: ArcPart = { kind: 'arc', center: needPoint(record, 10), u, v, from, to };
  const closed = Math.abs(to - from - TURN) < 1e-9;
  return { parts: [arc], path: [arc], closed, measured: !closed };
}

/** 3DFACE: three or four corners in world coordinates. */
export function readFace(record: TagRecord): DxfShape {
  return { parts: [pointsPart(corners(record))] };
}

/** SOLID and TRACE: three or four corners in object coordinates. */
export function readSolid(record: TagRecord, head: EntityHead): DxfShape {
  return { parts: withThickness(head, toWorld(head, [pointsPart(corners(record))])) };
}

function corners(record: TagRecord): Vec3[] {
  const points = [10, 11, 12, 13].map((code) => point(record, code)).filter((found) => found !== null);
  if (points.length < 3) throw new EntityFault(`${record.type} has fewer than three corners`);
  return points;
}

/** IMAGE and WIPEOUT: a raster on two pixel vectors, cut by its clipping boundary in pixels with y down. */
export function readImage(record: TagRecord): DxfShape {
  const origin = needPoint(record, 10);
  const u = needPoint(record, 11);
  const v = needPoint(record, 12);
  const width = record.number(13, 1);
  const height = record.number(23, 1);
  const clip: [number, number][] = [];
  for (let i = 1; i < record.count; i += 1) {
    if (record.code(i) === 14) clip.push([record.num(i), 0]);
    const last = clip.at(-1);
    if (record.code(i) === 24 && last !== undefined) last[1] = record.num(i);
  }
  const [a, b] = clip;
  const outline: readonly (readonly [number, number])[] =
    clip.length < 2 || a === undefined || b === undefined
      ? [
          [-0.5, -0.5],
          [width - 0.5, height - 0.5],
          [-0.5, height - 0.5],
          [width - 0.5, -0.5],
        ]
      : clip.length === 2
        ? [a, b, [a[0], b[1]], [b[0], a[1]]]
        : clip;
  const points = outline.map(([x, y]) => add(origin, add(scale(u, x + 0.5), scale(v, height - y - 0.5))));
  return { parts: [pointsPart(points)] };
}

/** MLINE: at each vertex every element stands off along the mitre by its first parameter. */
export function readMline(record: TagRecord): DxfShape {
  const points: Vec3[] = [];
  let vertex: [number, number, number] | null = null;
  let miter: [number, number, number] = [0, 0, 0];
  let isFirst = false;
  for (let i = 1; i < record.count; i += 1) {
    const code = record.code(i);
    if (code === 11) {
      vertex = [record.num(i), 0, 0];
      miter = [0, 0, 0];
      points.push(vertex);
    } else if (vertex === null) continue;
    else if (code === 21) vertex[1] = record.num(i);
    else if (code === 31) vertex[2] = record.num(i);
    else if (code === 13) miter[0] = record.num(i);
    else if (code === 23) miter[1] = record.num(i);
    else if (code === 33) miter[2] = record.num(i);
    else if (code === 74) isFirst = true;
    else if (code === 41 && isFirst) {
      points.push(add(vertex, scale(miter, record.num(i))));
      isFirst = false;
    }
  }
  if (points.length === 0) throw new EntityFault('MLINE has no vertex');
  return { parts: [pointsPart(points)] };
}
