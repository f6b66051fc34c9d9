import { numberOf } from '../step-access.ts';
import { type StepValue } from '../step-model.ts';
import { ORIGIN, scale, X_AXIS, Y_AXIS } from './affine.ts';
import { type Curve, fullCircle } from './curve.ts';
import { type Outline } from './profile.ts';
import { corner, roundedPolygon } from './rounded-polygon.ts';
import { cShape, iShape, lShape, tShape, uShape, zShape } from './steel-profiles.ts';

/** An ellipse around the origin. */
function oval(a: number, b: number): Curve {
  return [fullCircle(ORIGIN, scale(X_AXIS, a), scale(Y_AXIS, b))];
}

function rectangle(width: number, height: number, radius = 0): Curve {
  const x = width / 2;
  const y = height / 2;
  return roundedPolygon([
    corner(-x, -y, radius),
    corner(x, -y, radius),
    corner(x, y, radius),
    corner(-x, y, radius),
  ]);
}

/** The origin is the middle of the bounding box, as the schema says; the top begins `offset` to the right of the bottom. */
function trapezium(bottom: number, top: number, height: number, offset: number): Curve {
  const y = height / 2;
  const shift = (Math.min(0, offset) + Math.max(bottom, offset + top)) / 2;
  return roundedPolygon([
    corner(-shift, -y),
    corner(bottom - shift, -y),
    corner(offset + top - shift, y),
    corner(offset - shift, y),
  ]);
}

const solid = (outer: Curve): Outline => ({ outer, voids: [] });

/**
 * Area of a parameterised profile in its own position coordinates, or null where its class is not one of them or a
 * dimension is missing. The order of attributes is that of IFC4, which extends IFC2X3's.
 * @param angleUnit radians per plane angle unit of the file, for slopes
 */
export function parameterisedProfile(
  type: string,
  args: readonly StepValue[],
  angleUnit: number,
): Outline | null {
  const missing = { any: false };
  const need = (i: number): number => {
    const value = numberOf(args[i]);
    if (value === null || value < 0) missing.any = true;
    return value ?? 0;
  };
  const maybe = (i: number): number => numberOf(args[i]) ?? 0;
  const outline = shape(type, args, need, maybe, angleUnit);
  return missing.any ? null : outline;
}

type Dimension = (index: number) => number;

function shape(
  type: string,
  args: readonly StepValue[],
  need: Dimension,
  maybe: Dimension,
  angleUnit: number,
): Outline | null {
  switch (type) {
    case 'IFCRECTANGLEPROFILEDEF':
      return solid(rectangle(need(3), need(4)));
    case 'IFCROUNDEDRECTANGLEPROFILEDEF':
      return solid(rectangle(need(3), need(4), need(5)));
    case 'IFCRECTANGLEHOLLOWPROFILEDEF': {
      const wall = 2 * need(5);
      return {
        outer: rectangle(need(3), need(4), maybe(7)),
        voids: [rectangle(need(3) - wall, need(4) - wall, maybe(6))],
      };
    }
    case 'IFCCIRCLEPROFILEDEF':
      return solid(oval(need(3), need(3)));
    case 'IFCCIRCLEHOLLOWPROFILEDEF':
      return { outer: oval(need(3), need(3)), voids: [oval(need(3) - need(4), need(3) - need(4))] };
    case 'IFCELLIPSEPROFILEDEF':
      return solid(oval(need(3), need(4)));
    case 'IFCTRAPEZIUMPROFILEDEF':
      return solid(trapezium(need(3), need(4), need(5), maybe(6)));
    default:
      return steel(type, args, need, maybe, angleUnit);
  }
}

function steel(
  type: string,
  args: readonly StepValue[],
  need: Dimension,
  maybe: Dimension,
  angleUnit: number,
): Outline | null {
  const slope = (i: number): number => maybe(i) * angleUnit;
  switch (type) {
    case 'IFCISHAPEPROFILEDEF': {
      const flange = {
        width: need(3),
        thickness: need(6),
        fillet: maybe(7),
        edge: maybe(8),
        slope: slope(9),
      };
      return solid(iShape(need(4), need(5), flange, flange));
    }
    case 'IFCASYMMETRICISHAPEPROFILEDEF': {
      // IFC2X3 ends with a centre of gravity where IFC4 has edges and slopes.
      const later = args.length >= 15;
      const bottom = {
        width: need(3),
        thickness: need(6),
        fillet: maybe(7),
        edge: later ? maybe(11) : 0,
        slope: later ? slope(12) : 0,
      };
      const top = {
        width: need(8),
        thickness: numberOf(args[9]) ?? need(6),
        fillet: maybe(10),
        edge: later ? maybe(13) : 0,
        slope: later ? slope(14) : 0,
      };
      return solid(iShape(need(4), need(5), bottom, top));
    }
    case 'IFCLSHAPEPROFILEDEF':
      return solid(
        lShape(need(3), numberOf(args[4]) ?? need(3), need(5), {
          fillet: maybe(6),
          edge: maybe(7),
          slope: slope(8),
        }),
      );
    case 'IFCTSHAPEPROFILEDEF':
      return solid(
        tShape(
          need(3),
          need(4),
          need(5),
          need(6),
          { fillet: maybe(7), flangeEdge: maybe(8), webEdge: maybe(9) },
          { web: slope(10), flange: slope(11) },
        ),
      );
    case 'IFCUSHAPEPROFILEDEF':
      return solid(
        uShape(need(3), need(4), need(5), need(6), { fillet: maybe(7), edge: maybe(8), slope: slope(9) }),
      );
    case 'IFCCSHAPEPROFILEDEF':
      return solid(cShape(need(3), need(4), need(5), need(6), maybe(7)));
    case 'IFCZSHAPEPROFILEDEF':
      return solid(
        zShape(need(3), need(4), need(5), need(6), { fillet: maybe(7), edge: maybe(8), slope: 0 }),
      );
    default:
      return null;
  }
}
