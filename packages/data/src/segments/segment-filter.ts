import { type SegmentFilter } from '../contracts.ts';
import { textQuery } from '../text-search.ts';

const COLUMN_OF = {
  type: 'segment_type',
  system: 'system',
  level: 'level',
  discipline: 'discipline',
  importId: 'import_id',
} as const;

/** Conditions and parameters of a filter; `values` grows by what the conditions name. */
export function segmentConditions(filter: SegmentFilter, values: unknown[]): string[] {
  const conditions: string[] = [];
  for (const [key, column] of Object.entries(COLUMN_OF) as [keyof typeof COLUMN_OF, string][]) {
    const wanted = filter[key];
    if (wanted !== undefined) conditions.push(`${column} = $${values.push(wanted)}`);
  }
  if (filter.q !== undefined) {
    // Word for word the expression of idx_segments_search.
    conditions.push(`to_tsvector('simple', coalesce(name, '')) @@ ${textQuery(`$${values.push(filter.q)}`)}`);
  }
  return conditions;
}
