import { metricName } from '@sizewise/shared';

import { type PoolHistory } from '../advisors/evidence.ts';
import { type Queryable } from '../pools/queryable.ts';

const HISTORY = `
  SELECT count(*)::int AS samples, extract(epoch FROM max(s.at) - min(s.at))::float8 AS seconds,
    avg(s.mean) AS "meanActive", max(s.max) AS "maxActive"
  FROM sizewise.metrics m JOIN sizewise.metric_minutes s ON s.metric_id = m.id
  WHERE m.path = $1 AND s.at > $2::timestamptz - interval '24 hours'`;

const WAITS = `
  SELECT s.mean AS wait FROM sizewise.metrics m JOIN sizewise.metric_minutes s ON s.metric_id = m.id
  WHERE m.path = $1 AND s.at > $2::timestamptz - interval '5 minutes' ORDER BY s.at DESC LIMIT 3`;

/** How long requests waited in the last minutes that have samples, seconds, the newest first; at most three. */
export async function readRecentWaits(session: Queryable, pool: string, now: Date): Promise<number[]> {
  const path = `postgresql.pools.${metricName(pool)}.waitP95`;
  const { rows } = await session.query<{ wait: number }>(WAITS, [path, now]);
  return rows.map(({ wait }) => wait);
}

/** How busy a pool was over the last 24 hours, by minutes; null without a sample. */
export async function readPoolHistory(
  session: Queryable,
  pool: string,
  now: Date,
): Promise<PoolHistory | null> {
  const { rows } = await session.query<PoolHistory>(HISTORY, [
    `postgresql.pools.${metricName(pool)}.active`,
    now,
  ]);
  const [history] = rows;
  return history && history.samples > 0 ? history : null;
}
