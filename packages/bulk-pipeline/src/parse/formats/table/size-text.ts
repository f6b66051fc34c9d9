import { type CrossSection } from '@sizewise/shared';

import { parseSizeText } from '../ifc/element/size-text.ts';
import { toSi } from './units.ts';

/** One cross-section, metres. */
export interface Size {
  readonly shape: CrossSection;
  readonly width: number | null;
  readonly height: number | null;
  readonly diameter: number | null;
  /** True where nothing says the unit and it was chosen by the size of the number. */
  readonly assumed: boolean;
}

/** No duct or pipe is 10 m wide: from here on a number without unit is taken as millimetres. */
const LARGEST_METRES = 10;

/**
 * Reads a size text of one cross-section: `300x200`, `300 mm x 75 mm`, `12"x8"`, `Ø250`, `51 mmø`.
 * @param scale metres per unit for numbers without one; null where nothing says it.
 * @returns null for anything else, such as two different ends of a fitting or a bare number: nothing is guessed.
 */
export function readSize(text: string, scale: number | null): Size | null {
  const size = parseSizeText(text);
  if (size === null || (size.values.length === 1 && !size.round)) return null;
  const named = size.unit ?? scale;
  const [first = null, second = null] = size.values.map((value) => toSi(value, named ?? assumedUnit(value)));
  const assumed = named === null;
  if (size.round) return { shape: 'round', width: null, height: null, diameter: first, assumed };
  return { shape: 'rectangular', width: first, height: second, diameter: null, assumed };
}

function assumedUnit(value: number): number {
  return value >= LARGEST_METRES ? 0.001 : 1;
}
