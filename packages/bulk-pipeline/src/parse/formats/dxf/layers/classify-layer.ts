import { type Discipline, type SegmentType } from '@sizewise/shared';

import { type LayerTable } from './layer-rules.ts';

export interface LayerMeaning {
  readonly discipline: Discipline;
  readonly type: SegmentType;
}

const UNKNOWN: LayerMeaning = { discipline: 'other', type: 'other' };

/** The name of a layer without the drawing it was referenced from: `plan$0$A-WALL` and `plan|A-WALL` are A-WALL. */
export function withoutXref(layer: string): string {
  return layer.replace(/^.*(?:\$\d+\$|\|)/, '');
}

/** What is drawn on a layer, by a designator (one letter, a second one allowed) and the groups behind it. */
export function classifyLayer(layer: string, table: LayerTable): LayerMeaning {
  const [designator = '', ...groups] = withoutXref(layer).toUpperCase().split('-');
  if (!/^[A-Z]{1,2}$/.test(designator) || groups.length === 0) return UNKNOWN;
  const letter = designator.charAt(0);
  if (!Object.hasOwn(table.designators, letter)) return UNKNOWN;
  const discipline = table.designators[letter] ?? 'other';
  const rule = table.rules.find(
    (one) => (one.discipline === null || one.discipline === discipline) && holds(groups, one.groups),
  );
  return { discipline, type: rule?.type ?? 'other' };
}

function holds(groups: readonly string[], wanted: readonly string[]): boolean {
  let at = 0;
  for (const group of groups) if (group === wanted[at]) at += 1;
  return at === wanted.length;
}
