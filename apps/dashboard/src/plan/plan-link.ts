import {
  type Background,
  BACKGROUNDS,
  type ColourBy,
  COLOURINGS,
  type PlanSwitches,
  USUAL_OPACITY,
} from './plan-switches.ts';
import { type Viewport, viewFromText, viewToText } from './viewport.ts';

/** Two revisions of a drawing, to be compared. */
export interface Comparison {
  readonly drawingId: string;
  readonly from: number;
  readonly to: number;
}

/** Everything that a link to a plan says. */
export interface PlanLink {
  /** null: fit the whole. */
  readonly view: Pick<Viewport, 'x' | 'y' | 'scale'> | null;
  readonly switches: PlanSwitches;
  readonly selected: string | null;
  readonly comparison: Comparison | null;
  readonly showsOpenEnds: boolean;
}

const ID = /^[0-9a-f-]{36}$/i;

/** Reads a link; what it does not say, or says wrongly, is as usual. */
export function readPlanLink(query: URLSearchParams): PlanLink {
  const selected = query.get('sel');
  return {
    view: viewFromText(query.get('view')),
    switches: {
      colourBy: oneOf<ColourBy>(COLOURINGS, query.get('by')),
      background: oneOf<Background>(BACKGROUNDS, query.get('bg')),
      opacity: opacityFrom(query.get('opacity')),
      hidden: new Set(query.getAll('hide')),
      only: new Set(query.getAll('only')),
      beneath: new Set(query.getAll('under')),
    },
    selected: selected !== null && ID.test(selected) ? selected : null,
    comparison: comparisonFrom(query.get('diff')),
    showsOpenEnds: query.has('ends'),
  };
}

/** Writes what readPlanLink reads; what is as usual is left out. */
export function writePlanLink(link: Omit<PlanLink, 'view'>, view: Viewport | null): URLSearchParams {
  const { switches, selected, comparison } = link;
  const query = new URLSearchParams();
  if (view) query.set('view', viewToText(view));
  if (switches.colourBy !== COLOURINGS[0]) query.set('by', switches.colourBy);
  if (switches.background !== BACKGROUNDS[0]) query.set('bg', switches.background);
  if (switches.opacity !== USUAL_OPACITY) query.set('opacity', String(switches.opacity));
  for (const key of switches.hidden) query.append('hide', key);
  for (const key of switches.only) query.append('only', key);
  for (const id of switches.beneath) query.append('under', id);
  if (selected !== null) query.set('sel', selected);
  if (comparison) query.set('diff', [comparison.drawingId, comparison.from, comparison.to].join(','));
  if (link.showsOpenEnds) query.set('ends', '');
  return query;
}

function oneOf<T extends string>(words: readonly [T, ...T[]], text: string | null): T {
  return words.find((word) => word === text) ?? words[0];
}

function opacityFrom(text: string | null): number {
  const value = Number(text ?? USUAL_OPACITY);
  return value >= 0 && value <= 1 ? value : USUAL_OPACITY;
}

function comparisonFrom(text: string | null): Comparison | null {
  const [drawingId = '', first, second] = text?.split(',') ?? [];
  const [from, to] = [Number(first), Number(second)];
  const isRevision = (value: number): boolean => Number.isSafeInteger(value) && value > 0;
  return ID.test(drawingId) && isRevision(from) && isRevision(to) ? { drawingId, from, to } : null;
}
