import { type Queryable } from '@sizewise/optimizer';

/** So many rows are fetched by their ids and sorted sooner than an index in order is walked for them. */
const FEW = 2000;

/**
 * Ids of the rows that fit, in order; null where there are more than two thousand. The planner takes the beginning of a
 * word, and a range it has no statistics for, for frequent and would walk the whole project in the order of a page;
 * without an order it asks the index.
 * @param view one of the published views
 */
export async function fewMatches(
  session: Queryable,
  view: 'published_segments' | 'published_calculations',
  conditions: readonly string[],
  values: readonly unknown[],
): Promise<string[] | null> {
  const { rows } = await session.query<{ id: string }>(
    `SELECT id FROM sizewise.${view} WHERE ${conditions.join(' AND ')} LIMIT ${FEW + 1}`,
    values,
  );
  return rows.length > FEW ? null : rows.map(({ id }) => id).sort();
}
