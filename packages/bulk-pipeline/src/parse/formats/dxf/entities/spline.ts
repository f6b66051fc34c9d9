import { type BSpline, isSound, splineDomain } from '../../ifc/geometry/bspline.ts';
import { type Vec3 } from '../geometry/matrix.ts';
import { type Part, pointAt } from '../geometry/parts.ts';
import { type TagRecord } from '../tags/tag-record.ts';
import { type DxfShape, named, unsupported } from './dxf-shape.ts';
import { type EntityHead, ownTags } from './entity-head.ts';
import { pointList } from './points.ts';

/** SPLINE (and the spline within a HELIX): control points and knots in world coordinates. */
export function readSpline(record: TagRecord, head: EntityHead): DxfShape {
  const end = splineTags(record);
  const numbers = (code: number): number[] => {
    const list: number[] = [];
    for (let i = 1; i < end; i += 1) if (record.code(i) === code) list.push(record.num(i));
    return list;
  };
  const controls = pointList(record, 10, 1, end);
  if (controls.length === 0) return byFitPoints(head, pointList(record, 11, 1, end));
  const spline = makeSpline(record.number(71, 3), controls, numbers(40), numbers(41));
  if (spline === null) {
    return {
      parts: [],
      notes: [{ code: 'geometry_broken', detail: `${named(head)}: knots and control points do not fit` }],
    };
  }
  const path: Part[] = [{ kind: 'spline', spline }];
  return { parts: path, path, closed: (record.number(70, 0) & 1) !== 0 };
}

/** The spline, or null where degree, points, knots and weights do not fit together. */
export function makeSpline(
  degree: number,
  xyz: readonly number[],
  knots: readonly number[],
  weights: readonly number[],
): BSpline | null {
  const controlPoints: Vec3[] = [];
  for (let i = 0; i + 2 < xyz.length; i += 3) controlPoints.push(pointAt(xyz, i));
  const spline = { degree, controlPoints, knots, weights: weights.length === 0 ? null : weights };
  if (!isSound(spline)) return null;
  const [low, high] = splineDomain(spline);
  return high > low ? spline : null;
}

/** How AutoCAD draws through fit points alone is not in the file: the curve passes them and may swing beyond. */
function byFitPoints(head: EntityHead, xyz: readonly number[]): DxfShape {
  if (xyz.length === 0) return unsupported(head, 'a spline without control points');
  const detail = `${named(head)}: a spline given by fit points alone`;
  return { parts: [{ kind: 'points', xyz }], notes: [{ code: 'geometry_approximate', detail }] };
}

function splineTags(record: TagRecord): number {
  const end = ownTags(record);
  for (let i = 1; i < end; i += 1) {
    if (record.code(i) === 100 && record.raw(i).trim() === 'AcDbHelix') return i;
  }
  return end;
}
