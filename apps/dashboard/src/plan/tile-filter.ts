import { type TileAttribute, type TileMetadata } from '@sizewise/shared';

import { type Facet, FACETS } from './plan-kinds.ts';
import { isOn, type PlanSwitches } from './plan-switches.ts';

export const ATTRIBUTE_OF: Readonly<Record<Facet, TileAttribute>> = {
  drawing: 'importId',
  discipline: 'discipline',
  level: 'level',
  system: 'system',
  layer: 'layer',
  type: 'segmentType',
};

/** Values in one query; a link longer than a few kilobytes is refused. */
const MOST_VALUES = 60;
const BUILDING: ReadonlySet<string | null> = new Set(['architectural', 'structural']);

/**
 * The switches as a query of tiles, for those that count segments: what is counted cannot be switched any more.
 * A facet with too many values to name is left out, and counts then include what it hides. null: nothing passes.
 * @param drawingOf the drawing of an import
 */
export function filterQuery(
  switches: PlanSwitches,
  metadata: TileMetadata,
  drawingOf: (importId: string | null) => string | null,
): string | null {
  const query = new URLSearchParams();
  for (const facet of FACETS) {
    const attribute = ATTRIBUTE_OF[facet];
    const { items, truncated } = metadata.counts[attribute];
    const wanted = items.filter(({ value }) => {
      if (facet === 'discipline' && switches.background === 'off' && BUILDING.has(value)) return false;
      return isOn(switches, facet, facet === 'drawing' ? drawingOf(value) : value);
    });
    if (wanted.length === items.length || truncated || wanted.length > MOST_VALUES) continue;
    if (wanted.length === 0) return null;
    for (const { value } of wanted) query.append(attribute, value ?? '');
  }
  return query.toString();
}
