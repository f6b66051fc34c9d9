import { type BSpline, bezierKnots, expandKnots } from './bspline.ts';
import { asNumber, asNumbers, asRefs, type Instances } from './instances.ts';

/** An IfcBSplineCurve of any kind; check it with `isSound` before use. */
export function readSpline(file: Instances, id: number): BSpline {
  const args = file.args(id) ?? [];
  const type = file.typeOf(id) ?? '';
  const degree = asNumber(args[0]) ?? 0;
  const controlPoints = asRefs(args[1]).flatMap((ref) => {
    const point = file.vector(ref);
    return point === null ? [] : [point];
  });
  const withKnots = type.endsWith('WITHKNOTS');
  const knots = withKnots
    ? expandKnots(asNumbers(args[6]), asNumbers(args[5]))
    : bezierKnots(degree, controlPoints.length);
  const weights = type.startsWith('IFCRATIONAL') ? asNumbers(args[withKnots ? 8 : 5]) : null;
  return { degree, controlPoints, knots, weights };
}
