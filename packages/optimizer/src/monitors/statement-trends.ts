import { type StatementPoint } from '@sizewise/shared';

import { type Queryable } from '../pools/queryable.ts';
import { type ProbeRow } from '../probes/postgres-evidence.ts';

/** Seconds of one stretch, and for how many seconds it is kept. */
const STEPS = { short: { step: 300, kept: 24 * 3600 }, long: { step: 3600, kept: 14 * 24 * 3600 } } as const;
/** What was gained since a reading older than this belongs to no one stretch, seconds. */
const MOST_BETWEEN = 3600;
/** Statements that are kept at most; those that were seen last stay. */
const MOST_STATEMENTS = 200;
/** Points of a recent trend at most. */
const RECENT_POINTS = 48;

// Counters that went back were reset, or their statement was evicted and came again: all they hold is new.
const RECORD = `
  WITH given AS (
    SELECT query_id, sum(calls) AS calls, sum(seconds) AS seconds
    FROM unnest($2::bigint[], $3::float8[], $4::float8[]) g (query_id, calls, seconds) GROUP BY query_id),
  gained AS (
    SELECT g.query_id, g.calls - CASE WHEN g.calls >= b.calls THEN b.calls ELSE 0 END AS calls,
      g.seconds - CASE WHEN g.calls >= b.calls THEN b.seconds ELSE 0 END AS seconds
    FROM given g JOIN sizewise.statement_counters b USING (query_id)
    WHERE b.at > $1::timestamptz - make_interval(secs => ${MOST_BETWEEN})),
  kept AS (
    INSERT INTO sizewise.statement_counters (query_id, at, calls, seconds) SELECT query_id, $1, calls, seconds FROM given
    ON CONFLICT (query_id) DO UPDATE SET at = excluded.at, calls = excluded.calls, seconds = excluded.seconds)
  INSERT INTO sizewise.statement_trends AS t (query_id, step, at, calls, seconds)
  SELECT query_id, step, date_bin(make_interval(secs => step), $1::timestamptz, 'epoch'), calls, greatest(0, seconds)
  FROM gained CROSS JOIN (VALUES (${STEPS.short.step}), (${STEPS.long.step})) s (step) WHERE calls > 0
  ON CONFLICT (query_id, step, at) DO UPDATE SET calls = t.calls + excluded.calls, seconds = t.seconds + excluded.seconds`;

const PRUNE = [
  `DELETE FROM sizewise.statement_trends
   WHERE at < $1::timestamptz - make_interval(secs => CASE step WHEN ${STEPS.short.step} THEN ${STEPS.short.kept} ELSE ${STEPS.long.kept} END)`,
  `DELETE FROM sizewise.statement_counters WHERE at < $1::timestamptz - make_interval(secs => ${STEPS.long.kept})
     OR query_id NOT IN (SELECT query_id FROM sizewise.statement_counters ORDER BY at DESC LIMIT ${MOST_STATEMENTS})`,
  `DELETE FROM sizewise.statement_trends t
   WHERE $1::timestamptz IS NOT NULL AND NOT EXISTS (SELECT FROM sizewise.statement_counters c WHERE c.query_id = t.query_id)`,
];

const READ = `
  SELECT query_id::text AS "queryId", date_bin(make_interval(secs => $4), at, 'epoch') AS at,
    sum(calls) AS calls, sum(seconds) / sum(calls) AS "meanSeconds"
  FROM sizewise.statement_trends
  WHERE query_id = ANY ($1::bigint[]) AND step = $5 AND at >= $2 AND at < $3 GROUP BY 1, 2 ORDER BY 2`;

interface PointRow {
  queryId: string;
  at: Date;
  calls: number;
  meanSeconds: number;
}

/** What the statements of pg_stat_statements cost over time: its counters, read again and again, and their differences. */
export class StatementTrends {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  /** Adds what each statement has cost since it was last read. */
  async record(
    statements: readonly Pick<ProbeRow<'statements'>, 'queryId' | 'calls' | 'totalSeconds'>[],
    at: Date,
  ): Promise<void> {
    await this.#database.query(RECORD, [
      at,
      statements.map(({ queryId }) => queryId),
      statements.map(({ calls }) => calls),
      statements.map(({ totalSeconds }) => totalSeconds),
    ]);
  }

  /** Removes what is older than its retention, and statements that are too many. */
  async prune(now: Date): Promise<void> {
    for (const sql of PRUNE) await this.#database.query(sql, [now]);
  }

  /** The last 24 hours of several statements, in the finest steps that make 48 points at most. */
  async recent(queryIds: readonly string[], now: Date): Promise<ReadonlyMap<string, StatementPoint[]>> {
    const from = new Date(now.getTime() - STEPS.short.kept * 1000);
    const { rows } = await this.#database.query<{ first: Date | null }>(
      `SELECT min(at) AS first FROM sizewise.statement_trends WHERE query_id = ANY ($1::bigint[]) AND step = $2 AND at >= $3`,
      [queryIds, STEPS.short.step, from],
    );
    const first = rows[0]?.first ?? now;
    const seconds = (now.getTime() - first.getTime()) / 1000 + STEPS.short.step;
    const step = STEPS.short.step * Math.ceil(seconds / STEPS.short.step / RECENT_POINTS);
    return this.#read(queryIds, from, now, step, STEPS.short.step);
  }

  /** One statement between two times; in hours where it begins before what is kept in finer steps. */
  async read(
    queryId: string,
    from: Date,
    to: Date,
    now: Date,
  ): Promise<{ step: number; points: StatementPoint[] }> {
    const isRecent = now.getTime() - from.getTime() <= STEPS.short.kept * 1000;
    const { step } = isRecent ? STEPS.short : STEPS.long;
    const points = await this.#read([queryId], from, to, step, step);
    return { step, points: points.get(queryId) ?? [] };
  }

  async #read(
    queryIds: readonly string[],
    from: Date,
    to: Date,
    step: number,
    storedStep: number,
  ): Promise<Map<string, StatementPoint[]>> {
    const { rows } = await this.#database.query<PointRow>(READ, [queryIds, from, to, step, storedStep]);
    const trends = new Map<string, StatementPoint[]>(queryIds.map((id) => [id, []]));
    for (const { queryId, at, calls, meanSeconds } of rows) {
      trends.get(queryId)?.push({ at: at.toISOString(), calls, meanSeconds });
    }
    return trends;
  }
}
