import { type CrossSection } from '@sizewise/shared';

import { listOf, numberOf, refOf, refsOf, textOf } from './step-access.ts';
import { type StepModel } from './step-model.ts';

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

/**
 * The section that the Body of an element is swept with. Only where the body is one solid: of several nobody can say
 * which is the run. A rectangle counts where the sweep is longer than both its sides, else the sweep may run across the
 * duct (some exporters extrude its plan view upward).
 */
export function sweptSection(model: StepModel, representation: number | null): SweptSection | null {
  const solid = onlyBodyItem(model, representation);
  const args = solid === null ? null : model.args(solid);
  if (solid === null || args === null) return null;
  const type = model.typeOf(solid);
  if (type === 'IFCSWEPTDISKSOLID') return round(numberOf(args[1]), null);
  if (type !== 'IFCEXTRUDEDAREASOLID') return null;
  const profile = refOf(args[0]);
  return profile === null ? null : sectionOfProfile(model, profile, numberOf(args[3]));
}

function sectionOfProfile(model: StepModel, profile: number, depth: number | null): SweptSection | null {
  const args = model.args(profile) ?? [];
  switch (model.typeOf(profile)) {
    case 'IFCCIRCLEPROFILEDEF':
    case 'IFCCIRCLEHOLLOWPROFILEDEF':
      return round(numberOf(args[3]), depth);
    case 'IFCRECTANGLEPROFILEDEF':
    case 'IFCRECTANGLEHOLLOWPROFILEDEF':
    case 'IFCROUNDEDRECTANGLEPROFILEDEF': {
      const width = numberOf(args[3]);
      const height = numberOf(args[4]);
      if (width === null || height === null || depth === null || depth <= Math.max(width, height))
        return null;
      const rounding = model.typeOf(profile) === 'IFCROUNDEDRECTANGLEPROFILEDEF' ? numberOf(args[5]) : null;
      const oval = rounding !== null && Math.abs(2 * rounding - Math.min(width, height)) < 1e-6 * height;
      return { shape: oval ? 'oval' : 'rectangular', width, height, diameter: null, length: depth };
    }
    default:
      return null;
  }
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
