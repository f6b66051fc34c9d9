import { numberOf } from '../step-access.ts';
import { type Affine, ORIGIN, scale, type Vec3, X_AXIS, Y_AXIS } from './affine.ts';
import { type Body, bodyOf, mapBody, unionBody } from './body.ts';
import { fullCircle, sampleLoop } from './curve.ts';
import { type Instances } from './instances.ts';
import { optionalPlacement } from './placements.ts';
import { loopEdges, Polyhedron } from './polyhedron.ts';
import { ballSupport, pointsSupport } from './support.ts';
import { prism } from './swept-solids.ts';

/** IfcBlock, IfcRectangularPyramid, IfcRightCircularCylinder, IfcRightCircularCone or IfcSphere; null where a dimension is missing. */
export function csgPrimitive(file: Instances, id: number): Body | null {
  const args = file.args(id) ?? [];
  const [a, b, c] = [numberOf(args[1]), numberOf(args[2]), numberOf(args[3])];
  const place = optionalPlacement(file, args[0]);
  if (a === null) return null;
  switch (file.typeOf(id)) {
    case 'IFCSPHERE':
      return mapBody(bodyOf(ballSupport(ORIGIN, a)), place);
    case 'IFCBLOCK':
      if (b === null || c === null) return null;
      return mapBody(prism([{ outer: base(a, b), voids: [] }], [0, 0, c], file.tolerance), place);
    case 'IFCRECTANGULARPYRAMID':
      if (b === null || c === null) return null;
      return pointed(base(a, b), [a / 2, b / 2, c], file.tolerance, place);
    case 'IFCRIGHTCIRCULARCYLINDER':
      if (b === null) return null;
      return mapBody(prism([{ outer: circle(b), voids: [] }], [0, 0, a], file.tolerance), place);
    case 'IFCRIGHTCIRCULARCONE':
      if (b === null) return null;
      return pointed(circle(b), [0, 0, a], file.tolerance, place);
    default:
      return null;
  }
}

function base(x: number, y: number): { kind: 'chain'; points: Vec3[] }[] {
  return [
    {
      kind: 'chain',
      points: [
        [0, 0, 0],
        [x, 0, 0],
        [x, y, 0],
        [0, y, 0],
      ],
    },
  ];
}

function circle(radius: number): ReturnType<typeof fullCircle>[] {
  return [fullCircle(ORIGIN, scale(X_AXIS, radius), scale(Y_AXIS, radius))];
}

/** A flat base joined to an apex. */
function pointed(
  outline: Parameters<typeof sampleLoop>[0],
  apex: Vec3,
  tolerance: number,
  place: Affine,
): Body {
  const flat = prism([{ outer: outline, voids: [] }], ORIGIN, tolerance).support;
  const hull = unionBody([bodyOf(flat), bodyOf(pointsSupport(apex))]).support;
  const body = bodyOf(hull, () => {
    const edges = loopEdges(sampleLoop(outline, tolerance));
    return [new Polyhedron([edges, ...edges.map(([a, b]) => loopEdges([a, b, apex]))])];
  });
  return mapBody(body, place);
}
