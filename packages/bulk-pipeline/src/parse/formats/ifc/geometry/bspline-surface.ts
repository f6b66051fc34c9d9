import { listOf, numberOf, numbersOf, refsOf } from '../step-access.ts';
import { type Vec3 } from './affine.ts';
import {
  type BSpline,
  bezierKnots,
  expandKnots,
  isSound,
  sampleSpline,
  splineDomain,
  splinePoint,
} from './bspline.ts';
import { type Instances } from './instances.ts';

/** Rows of points in which a surface is sampled, per row of its control net. */
const ROWS_PER_CONTROL = 8;

/** The control net of an IfcBSplineSurface and points all over the surface, as coordinate triples. */
export function splineSurfacePoints(file: Instances, id: number): { net: number[]; points: number[] } {
  const args = file.args(id) ?? [];
  const type = file.typeOf(id) ?? '';
  const degreeU = numberOf(args[0]) ?? 0;
  const degreeV = numberOf(args[1]) ?? 0;
  const net = listOf(args[2]).map((row) => refsOf(row).flatMap((ref) => vectorOf(file, ref)));
  const flatNet = net.flat(2);
  const withKnots = type.endsWith('WITHKNOTS');
  const countV = net[0]?.length ?? 0;
  const knotsU = withKnots
    ? expandKnots(numbersOf(args[9]), numbersOf(args[7]))
    : bezierKnots(degreeU, net.length);
  const knotsV = withKnots
    ? expandKnots(numbersOf(args[10]), numbersOf(args[8]))
    : bezierKnots(degreeV, countV);
  const weights = type.startsWith('IFCRATIONAL')
    ? listOf(args[withKnots ? 12 : 7]).map((row) => numbersOf(row))
    : null;
  const row = (i: number): BSpline => ({
    degree: degreeV,
    controlPoints: net[i] ?? [],
    knots: knotsV,
    weights: weights?.[i] ?? null,
  });
  const rows = net.map((_, i) => row(i));
  if (!rows.every(isSound)) return { net: flatNet, points: flatNet };
  const [low, high] = splineDomain(row(0));
  const count = Math.min(400, countV * ROWS_PER_CONTROL);
  const points: number[] = [];
  for (let k = 0; k <= count; k++) {
    const v = low + ((high - low) * k) / count;
    const across: BSpline = {
      degree: degreeU,
      controlPoints: rows.map((r) => splinePoint(r, v)),
      knots: knotsU,
      weights: weights === null ? null : rows.map((r, i) => rowWeight(r, weights[i] ?? [], v)),
    };
    if (!isSound(across)) return { net: flatNet, points: flatNet };
    const [from, to] = splineDomain(across);
    for (const p of sampleSpline(across, from, to, file.tolerance * 10)) points.push(...p);
  }
  return { net: flatNet, points };
}

function vectorOf(file: Instances, ref: number): Vec3[] {
  const point = file.vector(ref);
  return point === null ? [] : [point];
}

/** The weight function of one row at `v`: a spline of the weights themselves. */
function rowWeight(row: BSpline, weights: readonly number[], v: number): number {
  return splinePoint({ ...row, controlPoints: weights.map((w): Vec3 => [w, 0, 0]), weights: null }, v)[0];
}
