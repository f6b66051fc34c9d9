import { type Body, bodyOf, unionBody } from './body.ts';
import {
  type ConvexRegion,
  convexRegion,
  edgesOutside,
  intersectRegion,
  subtractRegion,
} from './convex-regions.ts';
import { type Findings } from './findings.ts';
import { type Polyhedron } from './polyhedron.ts';
import { pointsSupport, type Support, unionSupport } from './support.ts';

/** The second operand: a body, or regions without end (half spaces). */
export interface Operand {
  readonly body: Body | null;
  readonly regions: readonly ConvexRegion[] | null;
}

/**
 * The result of a boolean operation. Where the operands have flat faces and the second is made of convex parts it is
 * computed; else it is enclosed (by the first operand, by the part both enclose) and reported as approximate.
 * @param slack length below which a remaining sliver is nothing
 */
export function booleanBody(
  operator: string | null,
  first: Body,
  second: Operand,
  slack: number,
  findings: Findings,
): Body {
  if (operator === 'UNION') return second.body === null ? first : unionBody([first, second.body]);
  const regions = second.regions ?? convexParts(second.body, slack);
  const pieces = regions === null ? null : first.pieces();
  if (regions !== null && pieces !== null) {
    if (operator === 'INTERSECTION') {
      return piecesBody(regions.flatMap((region) => intersectRegion(pieces, region, slack)));
    }
    const [region] = regions;
    if (regions.length === 1 && region !== undefined) {
      const reach = pointsSupport(edgesOutside(pieces, region, slack));
      return bodyOf(reach, () => difference(pieces, regions, slack));
    }
    const left = difference(pieces, regions, slack);
    if (left !== null) return piecesBody(left);
  }
  findings.approximate.add('IFCBOOLEANRESULT');
  if (operator === 'INTERSECTION' && second.body !== null) {
    return bodyOf(commonReach(first.support, second.body.support));
  }
  return first;
}

function piecesBody(pieces: readonly Polyhedron[]): Body {
  return bodyOf(unionSupport(pieces.map((piece) => piece.support())), () => pieces);
}

function convexParts(body: Body | null, slack: number): ConvexRegion[] | null {
  const parts = body?.pieces()?.map((piece) => convexRegion(piece, slack)) ?? null;
  return parts !== null && parts.every((part) => part !== null) ? parts : null;
}

function difference(
  pieces: readonly Polyhedron[],
  regions: readonly ConvexRegion[],
  slack: number,
): Polyhedron[] | null {
  let left: Polyhedron[] | null = [...pieces];
  for (const region of regions) left = left && subtractRegion(left, region, slack);
  return left;
}

function commonReach(a: Support, b: Support): Support {
  return {
    weight: a.weight + b.weight,
    reach: (dx, dy, dz) => Math.min(a.reach(dx, dy, dz), b.reach(dx, dy, dz)),
  };
}
