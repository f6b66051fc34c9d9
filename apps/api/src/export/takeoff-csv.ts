import { type TakeoffGroup, type TakeoffKey } from '@sizewise/shared';

import { csvLine } from './csv-line.ts';

/** The header names units; a line per group follows. */
export async function* takeoffCsvPieces(
  groupBy: readonly TakeoffKey[],
  groups: AsyncIterable<TakeoffGroup>,
): AsyncGenerator<string> {
  yield csvLine([...groupBy, 'count', 'length_m', 'without_length', 'area_m2', 'weight_kg']);
  for await (const { group, count, length, withoutLength, area, weight } of groups) {
    const keys = groupBy.map((key) => group[key]);
    yield csvLine([...keys, count, toMicro(length), withoutLength, toMicro(area), toMicro(weight)]);
  }
}

/** Six digits behind the point: the noise of sums stays out of the sheet. */
function toMicro(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1e6) / 1e6;
}
