import { type Bounds } from '@sizewise/shared';
import { expect } from 'vitest';

import { createBoundsReader } from '../src/parse/formats/ifc/bounds-reader.ts';
import { type ElementBoundsResult } from '../src/parse/formats/ifc/element-bounds.ts';
import { modelOf, stepText } from './ifc-fixtures.ts';

export type Box = [number, number, number, number, number, number];

export function boxOf(bounds: Bounds | null): Box | null {
  return bounds && [bounds.minX, bounds.minY, bounds.minZ, bounds.maxX, bounds.maxY, bounds.maxZ];
}

/** Matches a box within 0.05 mm, where the file counts in metres. */
export function near(box: readonly number[]): unknown {
  return box.map((value) => expect.closeTo(value, 4));
}

export interface ShapeSettings {
  /** Metres per length unit; 1 when absent. */
  readonly lengthUnit?: number;
  readonly angleUnit?: number;
  /** Instance `#2`, the element's placement; none when absent. */
  readonly placement?: string;
  readonly identifier?: string;
}

/** Lines that shapes of these tests share: points and axes that many of them need. */
const COMMON = [
  '#10=IFCCARTESIANPOINT((0.,0.,0.));',
  '#11=IFCAXIS2PLACEMENT3D(#10,$,$);',
  '#12=IFCDIRECTION((1.,0.,0.));',
  '#13=IFCDIRECTION((0.,1.,0.));',
  '#14=IFCDIRECTION((0.,0.,1.));',
];

/**
 * Result for an element whose Body holds item `#100`. The text may use `#10` (the origin), `#11` (the identity
 * placement) and `#12`, `#13`, `#14` (the three axes).
 */
export async function boundsOfItem(
  lines: string,
  settings: ShapeSettings = {},
): Promise<ElementBoundsResult> {
  const text = stepText(
    [
      ...COMMON,
      `#3=IFCSHAPEREPRESENTATION($,${settings.identifier ?? "'Body'"},'SweptSolid',(#100));`,
      '#4=IFCPRODUCTDEFINITIONSHAPE($,$,(#3));',
      settings.placement ?? '',
      lines,
    ].join('\n'),
  );
  using model = await modelOf(text);
  const reader = createBoundsReader(model, {
    lengthUnit: settings.lengthUnit ?? 1,
    angleUnit: settings.angleUnit ?? 1,
  });
  return reader.elementBounds(settings.placement === undefined ? null : { ref: 2 }, { ref: 4 });
}
