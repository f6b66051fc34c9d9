import { type TagReader } from '../tags/tag-reader.ts';
import { type TagRecord } from '../tags/tag-record.ts';
import { type DxfShape, unsupported } from './dxf-shape.ts';
import { type EntityHead } from './entity-head.ts';
import { readHatch } from './hatch.ts';
import { readMesh } from './mesh.ts';
import { needPoint, pointsPart } from './points.ts';
import { readLwPolyline, readPolyline } from './polylines.ts';
import {
  readArc,
  readCircle,
  readEllipse,
  readFace,
  readImage,
  readLine,
  readMline,
  readPoint,
  readSolid,
} from './simple-entities.ts';
import { readSpline } from './spline.ts';
import {
  readDimension,
  readLeader,
  readMtext,
  readMultileader,
  readTable,
  readText,
} from './text-entities.ts';

type ReadShape = (record: TagRecord, head: EntityHead) => DxfShape;

const without =
  (what: string): ReadShape =>
  (_, head) =>
    unsupported(head, what);
const endless: ReadShape = () => ({ parts: [] });
/** Only the insertion point is in the file: the drawn part is a font or a style elsewhere. */
const atPoint: ReadShape = (record) => ({ parts: [pointsPart([needPoint(record, 10)])] });
const solid = without('an ACIS body is not read');

const READERS = new Map<string, ReadShape>(
  Object.entries({
    LINE: readLine,
    POINT: readPoint,
    CIRCLE: readCircle,
    ARC: readArc,
    ELLIPSE: readEllipse,
    LWPOLYLINE: readLwPolyline,
    SPLINE: readSpline,
    HELIX: readSpline,
    '3DFACE': readFace,
    SOLID: readSolid,
    TRACE: readSolid,
    HATCH: readHatch,
    MPOLYGON: readHatch,
    MESH: readMesh,
    TEXT: readText,
    ATTRIB: readText,
    ATTDEF: readText,
    MTEXT: readMtext,
    DIMENSION: readDimension,
    ARC_DIMENSION: readDimension,
    LARGE_RADIAL_DIMENSION: readDimension,
    ACAD_TABLE: readTable,
    LEADER: readLeader,
    MULTILEADER: readMultileader,
    MLEADER: readMultileader,
    MLINE: readMline,
    IMAGE: readImage,
    WIPEOUT: readImage,
    TOLERANCE: atPoint,
    SHAPE: atPoint,
    XLINE: endless,
    RAY: endless,
    '3DSOLID': solid,
    REGION: solid,
    BODY: solid,
    SURFACE: solid,
    EXTRUDEDSURFACE: solid,
    LOFTEDSURFACE: solid,
    REVOLVEDSURFACE: solid,
    SWEPTSURFACE: solid,
    PLANESURFACE: solid,
    PDFUNDERLAY: without('the size of an underlay is in another file'),
    DWFUNDERLAY: without('the size of an underlay is in another file'),
    DGNUNDERLAY: without('the size of an underlay is in another file'),
  }),
);

const unknown = without('entities of this type are not read');

/**
 * What the entity in hand draws. A POLYLINE takes the records behind it, so that the reader then stands at its end.
 * @throws EntityFault where the entity lacks what it cannot be without.
 */
export function readShape(reader: TagReader, head: EntityHead): DxfShape {
  if (head.type === 'POLYLINE') return readPolyline(reader, head);
  return (READERS.get(head.type) ?? unknown)(reader.record, head);
}

/** True for a type that is known to be drawn: what stands outside of any section and bears it is an entity. */
export function isDrawable(type: string): boolean {
  return READERS.has(type) || type === 'INSERT' || type === 'POLYLINE';
}
