import { type TileValue, type ValueRange } from '@sizewise/shared';

import { type Theme } from '../lib/palette.ts';

interface Scale {
  readonly unit: string;
  /** Where one band ends and the next begins; a round row, no rule of any standard. */
  readonly steps: readonly number[];
}

const SCALES: Readonly<Record<TileValue, Scale>> = {
  velocity: { unit: 'm/s', steps: [2.5, 5, 7.5, 10] },
  pressureDrop: { unit: 'Pa', steps: [1, 5, 20, 50] },
};

/** From little to much, in even steps of lightness, so that they are in order without their hues too. */
const COLOURS: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#0d0887', '#6a00a8', '#b12a90', '#d9534f', '#e08214'],
  dark: ['#6f7bd9', '#a35ce0', '#e05cae', '#f98a6b', '#fdd04f'],
};

/** The band that an amount lies in; null for NaN, which is what is not calculated. */
export function bandOf(value: TileValue, amount: number): number | null {
  if (Number.isNaN(amount)) return null;
  const { steps } = SCALES[value];
  const at = steps.findIndex((step) => amount < step);
  return at < 0 ? steps.length : at;
}

/** The bands of a value from little to much, as the legend names them. */
export function bandLabels(value: TileValue): readonly string[] {
  const { steps, unit } = SCALES[value];
  const [first] = steps;
  const between = steps.slice(1).map((step, i) => `${steps[i]} to ${step} ${unit}`);
  return [`below ${first} ${unit}`, ...between, `${steps.at(-1)} ${unit} and more`];
}

/** The colour of a band in a theme. */
export function bandColour(band: number, theme: Theme): string | null {
  return COLOURS[theme][band] ?? null;
}

/** Least and greatest of a value: 0.42 to 11.3 m/s. */
export function rangeText(value: TileValue, { min, max }: ValueRange): string {
  const digits = (amount: number): string => amount.toLocaleString('en', { maximumSignificantDigits: 3 });
  return `${digits(min)} to ${digits(max)} ${SCALES[value].unit}`;
}
