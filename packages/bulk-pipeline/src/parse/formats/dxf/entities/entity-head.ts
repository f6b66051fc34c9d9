import { type Vec3 } from '../geometry/matrix.ts';
import { type TagRecord } from '../tags/tag-record.ts';

/** What every entity has in common. */
export interface EntityHead {
  readonly type: string;
  /** Byte of its group code 0, and its line (0 in a binary file). */
  readonly offset: number;
  readonly line: number;
  readonly handle: string | null;
  readonly layer: string;
  readonly linetype: string | null;
  /** AutoCAD colour index: 0 by block, 256 by layer. */
  readonly color: number;
  readonly trueColor: number | null;
  readonly invisible: boolean;
  readonly paperSpace: boolean;
  readonly extrusion: Vec3;
  readonly thickness: number;
}

const BY_LAYER = 256;
/** Behind this code stand the tags of an object inside the entity, with codes of their own. */
const EMBEDDED_OBJECT = 101;
const APPLICATION_GROUP = 102;

/**
 * Index behind the last tag that belongs to the entity itself: application data (codes from 1000 on) and embedded
 * objects stand at its end.
 */
export function ownTags(record: TagRecord): number {
  const { codes, count } = record;
  for (let i = 1; i < count; i += 1) {
    const code = codes[i] ?? -1;
    if (code === EMBEDDED_OBJECT || code >= 1000) return i;
  }
  return count;
}

const UP: Vec3 = [0, 0, 1];

function withAxis([x, y, z]: Vec3, axis: 0 | 1 | 2, value: number): Vec3 {
  return axis === 0 ? [value, y, z] : axis === 1 ? [x, value, z] : [x, y, value];
}

/** Reads what every entity has in common. */
export function readHead(record: TagRecord): EntityHead {
  const { type, offset, line } = record;
  const head = {
    type,
    offset,
    line,
    handle: null as string | null,
    layer: '0',
    linetype: null as string | null,
    color: BY_LAYER,
    trueColor: null as number | null,
    invisible: false,
    paperSpace: false,
    extrusion: UP,
    thickness: 0,
  };
  let isInGroup = false;
  const { codes, count } = record;
  for (let i = 1; i < count; i += 1) {
    const code = codes[i] ?? -1;
    if (code === EMBEDDED_OBJECT || code >= 1000) break;
    if (code === APPLICATION_GROUP) isInGroup = record.raw(i).startsWith('{');
    if (isInGroup) continue;
    switch (code) {
      case 5:
        head.handle ??= record.handle(i);
        break;
      case 6:
        head.linetype = record.trimmedText(i);
        break;
      case 8:
        head.layer = record.trimmedText(i) || '0';
        break;
      case 39:
        head.thickness = record.num(i);
        break;
      case 60:
        head.invisible = record.num(i) !== 0;
        break;
      case 62:
        head.color = record.num(i);
        break;
      case 67:
        head.paperSpace = record.num(i) === 1;
        break;
      case 210:
        head.extrusion = withAxis(head.extrusion, 0, record.num(i));
        break;
      case 220:
        head.extrusion = withAxis(head.extrusion, 1, record.num(i));
        break;
      case 230:
        head.extrusion = withAxis(head.extrusion, 2, record.num(i));
        break;
      case 420:
        head.trueColor = record.num(i);
        break;
      default:
    }
  }
  return head;
}
