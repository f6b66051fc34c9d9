import { type Queryable } from '@sizewise/optimizer';

/** So many rows are fetched by their ids and sorted sooner than an index in order is walked for them. */
const FEW = 2000;

/**
 * Ids of the segments that fit, in order; null where there are more than two thousand. The planner takes the beginning
 * of a word for a frequent one and would walk the whole project in the order of a page; without an order it asks the
 * full-text index.
 */
export async function fewMatches(
  session: Queryable,
  conditions: readonly string[],
  values: readonly unknown[],
): Promise<string[] | null> {
  const { rows } = await session.query<{ id: string }>(
    `SELECT id FROM sizewise.published_segments WHERE ${conditions.join(' AND ')} LIMIT ${FEW + 1}`,
    values,
  );
  return rows.length > FEW ? null : rows.map(({ id }) => id).sort();
}
