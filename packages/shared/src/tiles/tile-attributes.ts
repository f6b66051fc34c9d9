/** What a page colours and filters by, in the order in which a tile lists them. */
export const TILE_ATTRIBUTES = ['importId', 'discipline', 'segmentType', 'level', 'system', 'layer'] as const;
export type TileAttribute = (typeof TILE_ATTRIBUTES)[number];

/** One value of each attribute; null where a segment has none. */
export type AttributeSet = Readonly<Record<TileAttribute, string | null>>;

/** Wanted values by attribute: a segment passes when each attribute that is named has one of its values. */
export type TileFilter = Readonly<Partial<Record<TileAttribute, readonly (string | null)[]>>>;

/** True when a segment with these attributes is to be shown. */
export function passesFilter(set: AttributeSet, filter: TileFilter): boolean {
  return TILE_ATTRIBUTES.every((name) => filter[name]?.includes(set[name]) ?? true);
}
