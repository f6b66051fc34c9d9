import {
  type AttributeCounts,
  MOST_COUNTED_VALUES,
  TILE_ATTRIBUTES,
  type TileAttribute,
  type TileMetadata,
} from '@sizewise/shared';

import { type SegmentColumns } from './segment-columns.ts';

function countsOf(all: readonly SegmentColumns[], name: TileAttribute): AttributeCounts {
  const counts = new Map<string | null, number>();
  for (const { sets, setCounts } of all) {
    for (const [i, set] of sets.entries())
      counts.set(set[name], (counts.get(set[name]) ?? 0) + (setCounts[i] ?? 0));
  }
  const items = [...counts]
    .filter(([, count]) => count > 0)
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || String(a.value).localeCompare(String(b.value)));
  return { items: items.slice(0, MOST_COUNTED_VALUES), truncated: items.length > MOST_COUNTED_VALUES };
}

/** Segments of a plan by value of each attribute, most frequent first. */
export function countAttributes(all: readonly SegmentColumns[]): TileMetadata['counts'] {
  const counts = TILE_ATTRIBUTES.map((name) => [name, countsOf(all, name)]);
  return Object.fromEntries(counts) as TileMetadata['counts'];
}
