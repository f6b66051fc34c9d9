import { colourOf, NO_PAINT, type Paint, type Theme } from '../lib/palette.ts';
import { type PlanKind } from './plan-kinds.ts';
import { facetOf, kindFilter, liesBeneath, type PlanSwitches } from './plan-switches.ts';
import { bandColour } from './value-bands.ts';

/** How the items of one kind are drawn. */
export interface PlanStyle {
  /** `#rrggbb` */
  readonly colour: string;
  readonly isVisible: boolean;
  readonly isBeneath: boolean;
  readonly isHatched: boolean;
}

/**
 * The style of each kind, by its index.
 * @param paints by the value of the facet that colours
 * @param isMuted all lie beneath, for something else is to be seen
 */
export function stylesOf(
  kinds: readonly PlanKind[],
  switches: PlanSwitches,
  paints: ReadonlyMap<string, Paint>,
  theme: Theme,
  isMuted = false,
): PlanStyle[] {
  const isDrawn = kindFilter(switches);
  const facet = facetOf(switches.colourBy);
  return kinds.map((kind) => {
    const isBeneath = isMuted || liesBeneath(switches, kind);
    const paint = isBeneath || facet === null ? NO_PAINT : (paints.get(kind[facet] ?? '') ?? NO_PAINT);
    const ofBand = isBeneath || kind.band === null ? null : bandColour(kind.band, theme);
    return {
      colour: ofBand ?? colourOf(paint, theme),
      isVisible: isDrawn(kind),
      isBeneath,
      isHatched: paint.dashed,
    };
  });
}
