import { type Part } from '../geometry/parts.ts';
import { type TagReader } from '../tags/tag-reader.ts';
import { type TagRecord } from '../tags/tag-record.ts';
import { bulgePath, type PathVertex, wideEdges } from './bulge-path.ts';
import { type DxfShape, toWorld, withThickness } from './dxf-shape.ts';
import { type EntityHead, ownTags } from './entity-head.ts';
import { EntityFault } from './points.ts';

type MutableVertex = { -readonly [K in keyof PathVertex]: PathVertex[K] };

/** LWPOLYLINE: 10/20 begins a vertex; 40, 41 and 42 belong to the vertex before them; 43 is a width of all. */
export function readLwPolyline(record: TagRecord, head: EntityHead): DxfShape {
  const end = ownTags(record);
  const width = record.number(43, 0);
  const vertices: MutableVertex[] = [];
  let last: MutableVertex | null = null;
  for (let i = 1; i < end; i += 1) {
    const code = record.codes[i];
    if (code === 10) {
      last = { x: record.num(i), y: 0, bulge: 0, startWidth: width, endWidth: width };
      vertices.push(last);
    } else if (last === null) continue;
    else if (code === 20) last.y = record.num(i);
    else if (code === 40) last.startWidth = record.num(i);
    else if (code === 41) last.endWidth = record.num(i);
    else if (code === 42) last.bulge = record.num(i);
  }
  if (vertices.length === 0) throw new EntityFault('LWPOLYLINE has no vertex');
  return planar(head, vertices, (record.number(70, 0) & 1) !== 0, record.number(38, 0));
}

/** More is held for no entity: 100 MB as they are read. */
const MOST_VERTICES = 500_000;
const CLOSED = 1;
const SPLINE_FIT = 4;
const IN_SPACE = 8;
const MESH = 16;
const FACES = 64;
const VERTEX_OF_FRAME = 16;
const VERTEX_OF_FACES = 128;
const PLACED = 64;

/** Vertices of a POLYLINE as they follow it. */
interface Vertices {
  readonly flat: PathVertex[];
  readonly xyz: number[];
}

/**
 * POLYLINE and the VERTEX records behind it, up to SEQEND: a path in a plane or in space, a polygon mesh or a
 * polyface mesh. Leaves the reader at SEQEND, or at the first record that is neither.
 */
export function readPolyline(reader: TagReader, head: EntityHead): DxfShape {
  const { record } = reader;
  const flags = record.number(70, 0);
  const elevation = record.number(30, 0);
  const widths = [record.number(40, 0), record.number(41, 0)] as const;
  const vertices = readVertices(reader, flags, widths);
  if (vertices.xyz.length === 0) throw new EntityFault('POLYLINE has no vertex');
  const closed = (flags & CLOSED) !== 0;
  if ((flags & (MESH | FACES)) !== 0) {
    return { parts: [{ kind: 'points', xyz: vertices.xyz }] };
  }
  if ((flags & IN_SPACE) === 0) return planar(head, vertices.flat, closed, elevation);
  const xyz = closed ? [...vertices.xyz, ...vertices.xyz.slice(0, 3)] : vertices.xyz;
  const path: Part[] = [{ kind: 'points', xyz }];
  return { parts: withThickness(head, path), path, closed, measured: !closed };
}

function readVertices(reader: TagReader, flags: number, widths: readonly [number, number]): Vertices {
  const { record } = reader;
  const vertices: Vertices = { flat: [], xyz: [] };
  let fault = record.fault;
  while (reader.advance()) {
    fault ??= record.fault;
    if (record.type !== 'VERTEX') break;
    const kind = record.number(70, 0);
    const isFace = (flags & FACES) !== 0 && (kind & VERTEX_OF_FACES) !== 0 && (kind & PLACED) === 0;
    const isFrame = (flags & SPLINE_FIT) !== 0 && (kind & VERTEX_OF_FRAME) !== 0;
    if (isFace || isFrame) continue;
    const at = record.find(10);
    if (at === -1) throw new EntityFault('A VERTEX has no point');
    const [x, y, z] = [record.num(at), record.number(20, 0), record.number(30, 0)];
    vertices.xyz.push(x, y, z);
    if (vertices.xyz.length > 3 * MOST_VERTICES) {
      throw new EntityFault(`POLYLINE has more than ${MOST_VERTICES} vertices`, 'record_too_large');
    }
    if ((flags & (IN_SPACE | MESH | FACES)) === 0) {
      const bulge = record.number(42, 0);
      const startWidth = record.number(40, widths[0]);
      vertices.flat.push({ x, y, bulge, startWidth, endWidth: record.number(41, widths[1]) });
    }
    fault ??= record.fault;
  }
  record.fault ??= fault;
  return vertices;
}

function planar(head: EntityHead, vertices: readonly PathVertex[], closed: boolean, z: number): DxfShape {
  const path = toWorld(head, bulgePath(vertices, closed, z));
  const measured = !closed;
  if (!vertices.some(isWide)) return { parts: withThickness(head, path), path, closed, measured };
  const edges = toWorld(head, wideEdges(vertices, closed, z));
  const shape = { parts: withThickness(head, [...path, ...edges]), path, closed, measured };
  const width = vertices[0]?.startWidth;
  const isConstant = vertices.every(({ startWidth, endWidth }) => startWidth === width && endWidth === width);
  return edges.length > 0 && isConstant ? { ...shape, properties: { lineWidth: width } } : shape;
}

function isWide({ startWidth, endWidth }: PathVertex): boolean {
  return startWidth !== 0 || endWidth !== 0;
}
