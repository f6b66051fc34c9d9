import { findLayerRule, type LayerRule, withoutXref } from '@sizewise/shared';

import { type LayerMeaning } from '../../../format.ts';
import { AIA_LAYERS, type LayerTable } from './aia-layers.ts';

const UNKNOWN: LayerMeaning = { discipline: 'other', type: 'other' };

/**
 * What is drawn on a layer: by the first rule that fits its name; what no rule says, by the name itself.
 * @param rules of a project or of one import. @param table what names mean by themselves.
 */
export function meaningOfLayer(
  layer: string,
  rules: readonly LayerRule[] = [],
  table: LayerTable = AIA_LAYERS,
): LayerMeaning {
  const rule = findLayerRule(layer, rules);
  const named = classifyLayer(layer, table);
  if (rule === undefined) return named;
  return { discipline: rule.discipline ?? named.discipline, type: rule.segmentType ?? named.type };
}

/** What the name of a layer says, by a designator (one letter, a second one allowed) and the groups behind it. */
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
