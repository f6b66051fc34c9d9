import { type TileValue } from '@sizewise/shared';

import { type Facet, FACETS, type PlanKind } from './plan-kinds.ts';

export const COLOURINGS = ['type', 'system', 'discipline', 'velocity', 'pressureDrop'] as const;
export type ColourBy = (typeof COLOURINGS)[number];

/** What is calculated of a segment, where that colours it; null where a facet does. */
export function valueOf(colourBy: ColourBy): TileValue | null {
  return colourBy === 'velocity' || colourBy === 'pressureDrop' ? colourBy : null;
}

/** The facet that colours; null where something calculated does. */
export function facetOf(colourBy: ColourBy): Facet | null {
  return colourBy === 'velocity' || colourBy === 'pressureDrop' ? null : colourBy;
}

/** Architecture and structure: grey beneath the rest, coloured like it, or not at all. */
export const BACKGROUNDS = ['grey', 'colour', 'off'] as const;
export type Background = (typeof BACKGROUNDS)[number];

export const USUAL_OPACITY = 0.6;

/** What is switched on the plan; the whole of it is in the link. */
export interface PlanSwitches {
  readonly colourBy: ColourBy;
  readonly background: Background;
  /** 0 to 1, of what lies beneath. */
  readonly opacity: number;
  /** Keys of values that are not drawn. */
  readonly hidden: ReadonlySet<string>;
  /** Keys of values that alone are drawn, each among the values of its facet. */
  readonly only: ReadonlySet<string>;
  /** Ids of drawings that lie beneath whatever they hold. */
  readonly beneath: ReadonlySet<string>;
}

export const USUAL_SWITCHES: PlanSwitches = {
  colourBy: 'type',
  background: 'grey',
  opacity: USUAL_OPACITY,
  hidden: new Set(),
  only: new Set(),
  beneath: new Set(),
};

/** A value of a facet as one word, for sets and links: `system:Supply Air`; `system` for what has none. */
export function facetKey(facet: Facet, value: string | null): string {
  return value === null ? facet : `${facet}:${value}`;
}

/** True where a value is drawn as far as its own facet goes. */
export function isOn(switches: PlanSwitches, facet: Facet, value: string | null): boolean {
  const key = facetKey(facet, value);
  if (switches.hidden.has(key)) return false;
  return switches.only.has(key) || !isNarrowed(switches, facet);
}

/** True where some values of the facet alone are drawn. */
export function isNarrowed(switches: PlanSwitches, facet: Facet): boolean {
  for (const key of switches.only) {
    if (key === facet || key.startsWith(`${facet}:`)) return true;
  }
  return false;
}

/** A test for kinds, quicker than asking each switch for each kind. */
export function kindFilter(switches: PlanSwitches): (kind: PlanKind) => boolean {
  const narrowed = new Set(FACETS.filter((facet) => isNarrowed(switches, facet)));
  const passes = (kind: PlanKind, facet: Facet): boolean => {
    const key = facetKey(facet, kind[facet]);
    return !switches.hidden.has(key) && (!narrowed.has(facet) || switches.only.has(key));
  };
  return (kind) => {
    if (switches.background === 'off' && isBuilding(kind)) return false;
    return kind.isCell ? passes(kind, 'discipline') : FACETS.every((facet) => passes(kind, facet));
  };
}

/** True for what is drawn thin and grey beneath the rest. */
export function liesBeneath(switches: PlanSwitches, kind: PlanKind): boolean {
  if (kind.drawing !== null && switches.beneath.has(kind.drawing)) return true;
  return switches.background === 'grey' && isBuilding(kind);
}

/** Turns one value on or off. */
export function toggled(switches: PlanSwitches, facet: Facet, value: string | null): PlanSwitches {
  const key = facetKey(facet, value);
  const hidden = new Set(switches.hidden);
  const only = new Set(switches.only);
  if (isNarrowed(switches, facet)) {
    if (!only.delete(key)) only.add(key);
  } else if (!hidden.delete(key)) hidden.add(key);
  return { ...switches, hidden, only };
}

/** Shows one value of a facet alone; all of them again where it is alone already. */
export function soloed(switches: PlanSwitches, facet: Facet, value: string | null): PlanSwitches {
  const key = facetKey(facet, value);
  const all = reset(switches, facet);
  const isAlone = switches.only.has(key) && all.only.size === switches.only.size - 1;
  return isAlone ? all : { ...all, only: new Set([...all.only, key]) };
}

/** Shows all values of a facet. */
export function reset(switches: PlanSwitches, facet: Facet): PlanSwitches {
  const others = (keys: ReadonlySet<string>): Set<string> =>
    new Set([...keys].filter((key) => key !== facet && !key.startsWith(`${facet}:`)));
  return { ...switches, hidden: others(switches.hidden), only: others(switches.only) };
}

/** True where any value is switched off. */
export function isFiltered(switches: PlanSwitches): boolean {
  return switches.hidden.size > 0 || switches.only.size > 0;
}

function isBuilding({ discipline }: PlanKind): boolean {
  return discipline === 'architectural' || discipline === 'structural';
}
