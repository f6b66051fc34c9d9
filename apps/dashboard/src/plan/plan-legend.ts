import { colourOf, NO_PAINT, type Theme } from '../lib/palette.ts';
import { type LegendEntry } from './plan-png.ts';
import { type PlanState } from './plan-state.svelte.ts';
import { facetOf, isOn, valueOf } from './plan-switches.ts';
import { bandColour, bandLabels } from './value-bands.ts';

/** More have no room below a picture, and their paints repeat. */
const MOST_ENTRIES = 14;

/** What the colours of a plan mean: the bands of a value, or the commonest values that are on. */
export function legendOf(plan: PlanState, theme: Theme): LegendEntry[] {
  const { switches } = plan;
  const value = valueOf(switches.colourBy);
  const none = colourOf(NO_PAINT, theme);
  if (value !== null) {
    const bands = bandLabels(value).map((label, band) => ({
      label,
      colour: bandColour(band, theme) ?? none,
      dashed: false,
    }));
    return [...bands, { label: 'Not calculated', colour: none, dashed: false }];
  }
  const facet = facetOf(switches.colourBy);
  if (facet === null) return [];
  return plan.catalogue
    .valuesOf(facet)
    .filter((one) => isOn(switches, facet, one.value))
    .slice(0, MOST_ENTRIES)
    .map((one) => {
      const paint = plan.paints.get(one.value ?? '') ?? NO_PAINT;
      return { label: one.label, colour: colourOf(paint, theme), dashed: paint.dashed };
    });
}
