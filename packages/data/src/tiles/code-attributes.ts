import { type AttributeSet, type Tile, TILE_ATTRIBUTES, type TileAttribute } from '@sizewise/shared';

import { type SegmentPlace } from './scan.ts';
import { type SegmentColumns } from './segment-columns.ts';

/** Gives codes to the values of one attribute, in the order in which they are met. */
class Dictionary {
  readonly values: (string | null)[] = [];
  readonly #codes = new Map<string | null, number>();

  codeOf(value: string | null): number {
    const known = this.#codes.get(value);
    if (known !== undefined) return known;
    const code = this.values.push(value) - 1;
    this.#codes.set(value, code);
    return code;
  }
}

/** Ids, sets and dictionaries of the segments of one tile. */
export function codeAttributes(
  segments: readonly SegmentPlace[],
): Pick<Tile, 'segmentIds' | 'segmentSets' | 'sets' | 'dictionaries'> {
  const dictionaries = Object.fromEntries(
    TILE_ATTRIBUTES.map((name) => [name, new Dictionary()]),
  ) as unknown as Record<TileAttribute, Dictionary>;
  const codes: number[] = [];
  const placeOf = new Map<AttributeSet, number>();
  const segmentIds = new Uint8Array(segments.length * 16);
  const segmentSets = new Uint16Array(segments.length);
  for (const [i, { columns, row }] of segments.entries()) {
    segmentIds.set(columns.ids.subarray(row * 16, row * 16 + 16), i * 16);
    const set = setOf(columns, row);
    if (set === undefined) continue;
    let place = placeOf.get(set);
    if (place === undefined) {
      place = placeOf.size;
      placeOf.set(set, place);
      codes.push(...TILE_ATTRIBUTES.map((name) => dictionaries[name].codeOf(set[name])));
    }
    segmentSets[i] = place;
  }
  const values = TILE_ATTRIBUTES.map((name) => [name, dictionaries[name].values]);
  return {
    segmentIds,
    segmentSets,
    sets: Uint16Array.from(codes),
    dictionaries: Object.fromEntries(values) as Tile['dictionaries'],
  };
}

function setOf(columns: SegmentColumns, row: number): AttributeSet | undefined {
  return columns.sets[columns.setOf[row] ?? 0];
}
