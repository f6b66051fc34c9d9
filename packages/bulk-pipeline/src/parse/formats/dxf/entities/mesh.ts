import { type TagRecord } from '../tags/tag-record.ts';
import { type DxfShape, named, unsupported } from './dxf-shape.ts';
import { type EntityHead, ownTags } from './entity-head.ts';
import { pointList } from './points.ts';

/** MESH: its vertices. A smoothed mesh lies within them (Catmull–Clark), so that its box is enclosed, not exact. */
export function readMesh(record: TagRecord, head: EntityHead): DxfShape {
  const xyz = pointList(record, 10, 1, ownTags(record));
  if (xyz.length === 0) return unsupported(head, 'a mesh without vertices');
  const parts = [{ kind: 'points', xyz } as const];
  if (record.number(91, 0) === 0) return { parts };
  return { parts, notes: [{ code: 'geometry_approximate', detail: `${named(head)}: a smoothed mesh` }] };
}
