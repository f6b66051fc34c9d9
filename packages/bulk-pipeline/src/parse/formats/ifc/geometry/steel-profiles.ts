import { type Curve } from './curve.ts';
import { type Corner, corner, roundedPolygon } from './rounded-polygon.ts';

/** Dimensions of a rolled section; radii and slopes that a file leaves out are 0. Slopes in radians. */
interface Flange {
  readonly fillet: number;
  readonly edge: number;
  readonly slope: number;
}

function mirroredX(corners: readonly Corner[]): Corner[] {
  return corners.map((c) => ({ ...c, x: -c.x })).reverse();
}

/** IfcIShapeProfileDef and IfcAsymmetricIShapeProfileDef, centred on its bounding box. */
export function iShape(
  depth: number,
  web: number,
  bottom: Flange & { readonly width: number; readonly thickness: number },
  top: Flange & { readonly width: number; readonly thickness: number },
): Curve {
  const h = depth / 2;
  const w = web / 2;
  const bottomRise = (Math.tan(bottom.slope) * (bottom.width / 2 - w)) / 2;
  const topRise = (Math.tan(top.slope) * (top.width / 2 - w)) / 2;
  const right = [
    corner(bottom.width / 2, -h),
    corner(bottom.width / 2, -h + bottom.thickness - bottomRise, bottom.edge),
    corner(w, -h + bottom.thickness + bottomRise, bottom.fillet),
    corner(w, h - top.thickness - topRise, top.fillet),
    corner(top.width / 2, h - top.thickness + topRise, top.edge),
    corner(top.width / 2, h),
  ];
  return roundedPolygon([...right, ...mirroredX(right)]);
}

/** IfcLShapeProfileDef: heel at the lower left, centred on its bounding box. */
export function lShape(depth: number, width: number, thickness: number, leg: Flange): Curve {
  const x = width / 2;
  const y = depth / 2;
  const rise = Math.tan(leg.slope);
  return roundedPolygon([
    corner(-x, -y),
    corner(x, -y),
    corner(x, -y + thickness - (rise * (width - thickness)) / 2, leg.edge),
    corner(-x + thickness, -y + thickness, leg.fillet),
    corner(-x + thickness - (rise * (depth - thickness)) / 2, y, leg.edge),
    corner(-x, y),
  ]);
}

/** IfcTShapeProfileDef: flange on top, centred on its bounding box. */
export function tShape(
  depth: number,
  flangeWidth: number,
  web: number,
  flange: number,
  radii: { readonly fillet: number; readonly flangeEdge: number; readonly webEdge: number },
  slopes: { readonly web: number; readonly flange: number },
): Curve {
  const h = depth / 2;
  const webTaper = (Math.tan(slopes.web) * (depth - flange)) / 2;
  const flangeRise = (Math.tan(slopes.flange) * (flangeWidth - web)) / 4;
  const right = [
    corner(web / 2 - webTaper, -h, radii.webEdge),
    corner(web / 2 + webTaper, h - flange - flangeRise, radii.fillet),
    corner(flangeWidth / 2, h - flange + flangeRise, radii.flangeEdge),
    corner(flangeWidth / 2, h),
  ];
  return roundedPolygon([...right, ...mirroredX(right)]);
}

/** IfcUShapeProfileDef: web on the left, open to the right, centred on its bounding box. */
export function uShape(depth: number, width: number, web: number, thickness: number, flange: Flange): Curve {
  const x = width / 2;
  const y = depth / 2;
  const rise = (Math.tan(flange.slope) * (width - web)) / 2;
  return roundedPolygon([
    corner(-x, -y),
    corner(x, -y),
    corner(x, -y + thickness - rise, flange.edge),
    corner(-x + web, -y + thickness + rise, flange.fillet),
    corner(-x + web, y - thickness - rise, flange.fillet),
    corner(x, y - thickness + rise, flange.edge),
    corner(x, y),
    corner(-x, y),
  ]);
}

/** IfcCShapeProfileDef: a bent sheet with lips, open to the right, centred on its bounding box. */
export function cShape(depth: number, width: number, wall: number, girth: number, inner: number): Curve {
  const x = width / 2;
  const y = depth / 2;
  const outer = inner > 0 ? inner + wall : 0;
  return roundedPolygon([
    corner(-x, -y, outer),
    corner(x, -y, outer),
    corner(x, -y + girth),
    corner(x - wall, -y + girth),
    corner(x - wall, -y + wall, inner),
    corner(-x + wall, -y + wall, inner),
    corner(-x + wall, y - wall, inner),
    corner(x - wall, y - wall, inner),
    corner(x - wall, y - girth),
    corner(x, y - girth),
    corner(x, y, outer),
    corner(-x, y, outer),
  ]);
}

/** IfcZShapeProfileDef: lower flange to the right, upper flange to the left (its corners reach (FlangeWidth − Web/2) from the middle). */
export function zShape(
  depth: number,
  flangeWidth: number,
  web: number,
  thickness: number,
  flange: Flange,
): Curve {
  const h = depth / 2;
  const w = web / 2;
  const reach = flangeWidth - w;
  const half = [
    corner(-w, -h),
    corner(reach, -h),
    corner(reach, -h + thickness, flange.edge),
    corner(w, -h + thickness, flange.fillet),
  ];
  return roundedPolygon([...half, ...half.map((c) => ({ ...c, x: -c.x, y: -c.y }))]);
}
