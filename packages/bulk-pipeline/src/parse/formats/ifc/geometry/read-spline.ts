import { numberOf, numbersOf, refsOf } from '../step-access.ts';
import { type BSpline, bezierKnots, expandKnots } from './bspline.ts';
import { type Instances } from './instances.ts';

/** An IfcBSplineCurve of any kind; check it with `isSound` before use. */
export function readSpline(file: Instances, id: number): BSpline {
  const args = file.args(id) ?? [];
  const type = file.typeOf(id) ?? '';
  const degree = numberOf(args[0]) ?? 0;
  const controlPoints = refsOf(args[1]).flatMap((ref) => {
    const point = file.vector(ref);
    return point === null ? [] : [point];
  });
  const withKnots = type.endsWith('WITHKNOTS');
  const knots = withKnots
    ? expandKnots(numbersOf(args[6]), numbersOf(args[5]))
    : bezierKnots(degree, controlPoints.length);
  const weights = type.startsWith('IFCRATIONAL') ? numbersOf(args[withKnots ? 8 : 5]) : null;
  return { degree, controlPoints, knots, weights };
}
