import { type CrossSection } from '@sizewise/shared';

import { plainNumber, type NumberRules } from './number-text.ts';
import { unitScale } from './units.ts';

export interface Size {
  readonly shape: CrossSection;
  readonly width: number | null;
  readonly height: number | null;
  readonly diameter: number | null;
  /** True where nothing says the unit and it was chosen by the size of the number. */
  readonly assumed: boolean;
}

const NUMBER = String.raw`(\d+(?:[.,]\d+)?)\s*([a-z"″'′”]*)`;
const PRODUCT = new RegExp(String.raw`^${NUMBER}\s*[x×*]\s*${NUMBER}$`, 'i');
const ROUND_BEFORE = new RegExp(String.raw`^(?:[ø⌀∅]|dia\.?|diameter|d\s*=)\s*${NUMBER}$`, 'i');
const ROUND_AFTER = new RegExp(String.raw`^(\d+(?:[.,]\d+)?)\s*([a-z"″'′”]*?)\s*(?:[ø⌀∅]|dia\.?)$`, 'i');
/** No duct or pipe is 10 m wide: from here on a number without unit is taken as millimetres. */
const LARGEST_METRES = 10;

/**
 * Reads a size text of one cross-section: `300x200`, `300 mm x 75 mm`, `12"x8"`, `Ø250`, `51 mmø`. Metres.
 * @param scale metres per unit for numbers without one; null where nothing says it.
 * @returns null for anything else, such as the two ends of a fitting: nothing is guessed.
 */
export function readSize(text: string, scale: number | null, rules: NumberRules): Size | null {
  const product = PRODUCT.exec(text);
  if (product !== null)
    return sizeOf(
      'rectangular',
      [
        [product[1], product[2]],
        [product[3], product[4]],
      ],
      scale,
      rules,
    );
  const round = ROUND_BEFORE.exec(text) ?? ROUND_AFTER.exec(text);
  return round === null ? null : sizeOf('round', [[round[1], round[2]]], scale, rules);
}

type NumberAndUnit = readonly [string | undefined, string | undefined];

function sizeOf(
  shape: CrossSection,
  parts: readonly NumberAndUnit[],
  scale: number | null,
  rules: NumberRules,
): Size | null {
  // `300x200 mm`: the unit behind the last number holds for all.
  const lastUnit = parts.at(-1)?.[1] ?? '';
  const metres: number[] = [];
  let assumed = false;
  for (const [digits = '', unit = ''] of parts) {
    const value = plainNumber(digits, rules);
    const named = unit || lastUnit;
    const own = named === '' ? scale : unitScale('length', named);
    if (value === null || (named !== '' && own === null)) return null;
    assumed ||= own === null;
    metres.push(value * (own ?? (value >= LARGEST_METRES ? 0.001 : 1)));
  }
  const [first = null, second = null] = metres;
  if (shape === 'round') return { shape, width: null, height: null, diameter: first, assumed };
  return { shape, width: first, height: second, diameter: null, assumed };
}
