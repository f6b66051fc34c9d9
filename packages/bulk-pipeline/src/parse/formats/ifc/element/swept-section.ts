import { type CrossSection } from '@sizewise/shared';

import { listOf, numberOf, refOf, refsOf, textOf } from '../step-access.ts';
import { type StepModel } from '../step-model.ts';
import { refsIn } from './refs-in.ts';

/** Cross section and length of a body that is one swept solid, in the file's length unit. */
export interface SweptSection {
  readonly shape: CrossSection | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly diameter: number | null;
  readonly length: number | null;
}

const section = (shape: CrossSection, sizes: Partial<Omit<SweptSection, 'shape'>>): SweptSection => ({
  shape,
  width: null,
  height: null,
  diameter: null,
  length: null,
  ...sizes,
});

const round = (radius: number | null): SweptSection | null =>
  radius === null ? null : section('round', { diameter: 2 * radius });

/** Lengths that differ by less than this part are one and the same. */
const SAME_LENGTH = 1e-4;

/**
 * The section that the Body of an element is swept with. Only where the body is one solid: of several nobody can say
 * which is the run. A box may be swept along the duct or across it (some exporters extrude its plan view upward): the
 * distance between its two ports says which; without ports it counts where the sweep is the longest side.
 * @param run distance between the ports in the file's length unit, or null.
 */
export function sweptSection(
  model: StepModel,
  representation: number | null,
  run: number | null,
): SweptSection | null {
  const solid = onlyBodyItem(model, representation);
  const type = solid === null ? null : model.typeOf(solid);
  // The attributes of anything else are not looked at: a face set has long ones.
  if (solid === null || (type !== 'IFCSWEPTDISKSOLID' && type !== 'IFCEXTRUDEDAREASOLID')) return null;
  const args = model.args(solid);
  if (args === null) return null;
  if (type === 'IFCSWEPTDISKSOLID') return round(numberOf(args[1]));
  const profile = refOf(args[0]);
  const swept = profile === null ? null : profileSection(model, profile);
  const depth = numberOf(args[3]);
  return swept === null || swept.shape === 'round'
    ? swept && { ...swept, length: depth }
    : box(swept, depth, run);
}

/** The cross section of a profile: circle, rectangle, ellipse; null for any other. The width is along the profile's X. */
export function profileSection(model: StepModel, profile: number): SweptSection | null {
  const args = model.args(profile) ?? [];
  const type = model.typeOf(profile);
  const [x, y] = [numberOf(args[3]), numberOf(args[4])];
  switch (type) {
    case 'IFCCIRCLEPROFILEDEF':
    case 'IFCCIRCLEHOLLOWPROFILEDEF':
      return round(x);
    case 'IFCELLIPSEPROFILEDEF':
      return x === null || y === null ? null : section('oval', { width: 2 * x, height: 2 * y });
    case 'IFCRECTANGLEPROFILEDEF':
    case 'IFCRECTANGLEHOLLOWPROFILEDEF':
      return x === null || y === null ? null : section('rectangular', { width: x, height: y });
    case 'IFCROUNDEDRECTANGLEPROFILEDEF': {
      if (x === null || y === null) return null;
      const side = Math.min(x, y);
      const oval = Math.abs(2 * (numberOf(args[5]) ?? 0) - side) <= SAME_LENGTH * side;
      return section(oval ? 'oval' : 'rectangular', { width: x, height: y });
    }
    case 'IFCARBITRARYCLOSEDPROFILEDEF':
    case 'IFCARBITRARYPROFILEDEFWITHVOIDS': {
      const outline = refOf(args[2]);
      const isCircle = outline !== null && model.typeOf(outline) === 'IFCCIRCLE';
      return isCircle ? round(numberOf(model.args(outline)?.[1])) : null;
    }
    default:
      return null;
  }
}

/** Sizes of a box by the side that is its run: the sweep, or one side of a profile that is swept across it. */
function box(swept: SweptSection, depth: number | null, run: number | null): SweptSection | null {
  const { shape, width: x, height: y } = swept;
  if (shape === null || x === null || y === null || depth === null) return null;
  const along = (length: number): boolean => run !== null && Math.abs(length - run) <= SAME_LENGTH * length;
  if (run === null ? depth > Math.max(x, y) : along(depth)) return { ...swept, length: depth };
  if (along(x)) return section(shape, { width: y, height: depth, length: x });
  return along(y) ? section(shape, { width: x, height: depth, length: y }) : null;
}

function onlyBodyItem(model: StepModel, representation: number | null): number | null {
  const shapes = representation === null ? [] : refsIn(model, representation, 2);
  const items = new Set<number>();
  for (const shape of shapes) {
    const args = model.args(shape) ?? [];
    if (textOf(args[1]) === 'Body') for (const item of refsOf(args[3])) items.add(item);
  }
  const [item] = items;
  return items.size !== 1 || item === undefined ? null : throughMapping(model, item);
}

/** A mapped item that only moves its source keeps the sizes; one that scales it does not, and is left out. */
function throughMapping(model: StepModel, item: number): number | null {
  if (model.typeOf(item) !== 'IFCMAPPEDITEM') return item;
  const [source, target] = listOf(model.args(item));
  const operator = refOf(target);
  const scale = operator === null ? null : (model.args(operator)?.[3] ?? 1);
  const map = refOf(source);
  if (scale !== 1 || map === null) return null;
  const shape = refOf(model.args(map)?.[1]);
  const items = shape === null ? [] : refsOf(model.args(shape)?.[3]);
  return items.length === 1 ? (items[0] ?? null) : null;
}
