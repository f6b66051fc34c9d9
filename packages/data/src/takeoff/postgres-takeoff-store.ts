import { type DatabasePerformanceOptimizer } from '@sizewise/optimizer';
import { type Takeoff, type TakeoffGroup, type TakeoffKey, type TakeoffTotals } from '@sizewise/shared';

import { projectTag } from '../project-tags.ts';
import { segmentConditions } from '../segments/segment-filter.ts';
import { streamRows } from '../stream-rows.ts';
import { AREA, GROUP_BY, WEIGHT } from './amounts-sql.ts';
import { type TakeoffOptions, type TakeoffStore } from './takeoff-store.ts';

/** Groups of one answer; beyond, a person reads a file. */
const MOST_GROUPS = 5000;

type GroupRow = Record<`k${number}`, string | null> & {
  is_total: boolean;
  segments: string;
  without_length: string;
  length: number | null;
  area: number | null;
  weight: number | null;
};

const NOTHING: TakeoffTotals = { count: 0, length: null, withoutLength: 0, area: null, weight: null };

const tenths = (metres: string): string => `round(${metres} * 10000)`;

/** Quantities in one pass over the published segments; the row of the totals comes first. */
function takeoffQuery(projectId: string, { groupBy, filter = {} }: TakeoffOptions) {
  const values: unknown[] = [projectId];
  const conditions = ['project_id = $1', ...segmentConditions(filter, values)];
  const keys = groupBy.map((_, i) => `k${i}`);
  const columns = groupBy.map((key, i) => `${GROUP_BY[key]} AS k${i}`);
  // Sizes by what they measure: as text, 1000x300 would come before 400x300.
  const order = groupBy.map((key, i) =>
    key === 'size' ? `k${i} IS NULL, min(across), min(up), k${i}` : `k${i}`,
  );
  const sql = `SELECT grouping(${keys[0]}) = 1 AS is_total, ${keys.join(', ')}, count(*) AS segments,
      count(*) FILTER (WHERE length IS NULL) AS without_length, sum(length) AS length, sum(area) AS area,
      sum(weight) AS weight
    FROM (SELECT ${columns.join(', ')}, ${tenths('coalesce(width, diameter)')} AS across, ${tenths('height')} AS up, length, ${AREA} AS area, ${WEIGHT} AS weight
      FROM sizewise.published_segments WHERE ${conditions.join(' AND ')}) AS amounts
    GROUP BY GROUPING SETS ((${keys.join(', ')}), ())
    ORDER BY is_total DESC, ${order.join(', ')}`;
  return { sql, values };
}

function amountsOf(row: GroupRow): TakeoffTotals {
  return {
    count: Number(row.segments),
    length: row.length,
    withoutLength: Number(row.without_length),
    area: row.area,
    weight: row.weight,
  };
}

function toGroup(row: GroupRow, groupBy: readonly TakeoffKey[]): TakeoffGroup {
  const group = Object.fromEntries(groupBy.map((key, i) => [key, row[`k${i}`] ?? null]));
  return { group, ...amountsOf(row) };
}

/** Take-offs from PostgreSQL, read through the cache. */
export class PostgresTakeoffStore implements TakeoffStore {
  readonly #optimizer: DatabasePerformanceOptimizer;

  constructor(optimizer: DatabasePerformanceOptimizer) {
    this.#optimizer = optimizer;
  }

  async takeoff(projectId: string, options: TakeoffOptions): Promise<Takeoff> {
    const { sql, values } = takeoffQuery(projectId, options);
    const key = JSON.stringify(['takeoff', sql, values]);
    const tags = [projectTag(projectId)];
    return this.#optimizer.optimizedQueryCache(key, { tags }, async () => {
      const limit = MOST_GROUPS + 2;
      const { rows } = await this.#optimizer.read(tags, (session) =>
        session.query<GroupRow>(`${sql} LIMIT ${limit}`, values),
      );
      const groups = rows.filter((row) => !row.is_total);
      const total = rows.find((row) => row.is_total);
      return {
        groupBy: [...options.groupBy],
        items: groups.slice(0, MOST_GROUPS).map((row) => toGroup(row, options.groupBy)),
        totals: total ? amountsOf(total) : NOTHING,
        truncated: groups.length > MOST_GROUPS,
      };
    });
  }

  async *groups(
    projectId: string,
    options: TakeoffOptions,
    signal?: AbortSignal,
  ): AsyncGenerator<TakeoffGroup> {
    const { sql, values } = takeoffQuery(projectId, options);
    for await (const rows of streamRows<GroupRow>(this.#optimizer.postgres, sql, values, signal)) {
      for (const row of rows) if (!row.is_total) yield toGroup(row, options.groupBy);
    }
  }
}
