import { type CrossSection } from '@sizewise/shared';

import { listOf, numberOf, refOf, refsOf, textOf } from '../step-access.ts';
import { type StepModel } from '../step-model.ts';

/** Cross section and length of a body that is one swept solid, in the file's length unit. */
export interface SweptSection {
  readonly shape: CrossSection | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly diameter: number | null;
  readonly length: number | null;
}

const round = (radius: number | null, length: number | null): SweptSection | null =>
  radius === null ? null : { shape: 'round', width: null, height: null, diameter: 2 * radius, length };

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
  const args = solid === null ? null : model.args(solid);
  if (solid === null || args === null) return null;
  const type = model.typeOf(solid);
  if (type === 'IFCSWEPTDISKSOLID') return round(numberOf(args[1]), null);
  if (type !== 'IFCEXTRUDEDAREASOLID') return null;
  const profile = refOf(args[0]);
  return profile === null ? null : sectionOfProfile(model, profile, numberOf(args[3]), run);
}

function sectionOfProfile(
  model: StepModel,
  profile: number,
  depth: number | null,
  run: number | null,
): SweptSection | null {
  const args = model.args(profile) ?? [];
  switch (model.typeOf(profile)) {
    case 'IFCCIRCLEPROFILEDEF':
    case 'IFCCIRCLEHOLLOWPROFILEDEF':
      return round(numberOf(args[3]), depth);
    case 'IFCRECTANGLEPROFILEDEF':
    case 'IFCRECTANGLEHOLLOWPROFILEDEF':
    case 'IFCROUNDEDRECTANGLEPROFILEDEF': {
      const [x, y] = [numberOf(args[3]), numberOf(args[4])];
      if (x === null || y === null || depth === null) return null;
      const rounding = model.typeOf(profile) === 'IFCROUNDEDRECTANGLEPROFILEDEF' ? numberOf(args[5]) : null;
      const oval =
        rounding !== null && Math.abs(2 * rounding - Math.min(x, y)) <= SAME_LENGTH * Math.min(x, y);
      return box(x, y, depth, run, oval ? 'oval' : 'rectangular');
    }
    default:
      return null;
  }
}

/** Sizes of a box by the side that is its run: the sweep, or one side of a profile that is swept across it. */
function box(
  x: number,
  y: number,
  depth: number,
  run: number | null,
  shape: CrossSection,
): SweptSection | null {
  const along = (length: number): boolean => run !== null && Math.abs(length - run) <= SAME_LENGTH * length;
  if (run === null ? depth > Math.max(x, y) : along(depth)) {
    return { shape, width: x, height: y, diameter: null, length: depth };
  }
  if (along(x)) return { shape, width: y, height: depth, diameter: null, length: x };
  return along(y) ? { shape, width: x, height: depth, diameter: null, length: y } : null;
}

function onlyBodyItem(model: StepModel, representation: number | null): number | null {
  const shapes = representation === null ? [] : refsOf(model.args(representation)?.[2]);
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
