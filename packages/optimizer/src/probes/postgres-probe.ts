import { type Queryable } from '../pools/queryable.ts';

/** What PostgreSQL says of itself and of this database at one moment. */
export interface PostgresFacts {
  /** Client connections to this database that run a statement, this probe's own left out. */
  readonly active: number;
  readonly idle: number;
  readonly total: number;
  /** `max_connections`. */
  readonly max: number;
  /** Blocks found in shared buffers per block read since the statistics were reset, 0–1; null before the first. */
  readonly cacheHitRatio: number | null;
  /** Statements and their seconds since a reset, of this database. */
  readonly statements: { readonly calls: number; readonly seconds: number } | null;
  /** Why `statements` is null. */
  readonly reason: string | null;
}

const HEALTH = `
  SELECT a.active, a.idle, a.total, current_setting('max_connections')::int AS max,
    d.blks_hit / nullif(d.blks_hit + d.blks_read, 0)::double precision AS cache_hit_ratio,
    to_regclass('pg_stat_statements')::text AS statements
  FROM pg_stat_database d, (
    SELECT count(*) FILTER (WHERE state = 'active' AND pid <> pg_backend_pid())::int AS active,
      count(*) FILTER (WHERE state = 'idle')::int AS idle, count(*)::int AS total
    FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend') a
  WHERE d.datname = current_database()`;

interface HealthRow {
  active: number;
  idle: number;
  total: number;
  max: number;
  cache_hit_ratio: number | null;
  statements: string | null;
}

/** Reads the facts in two statements of system views. @throws the driver's errors. */
export async function probePostgres(session: Queryable): Promise<PostgresFacts> {
  const { rows } = await session.query<HealthRow>(HEALTH);
  const [health] = rows;
  if (!health) throw new Error('pg_stat_database has no row of this database');
  const { active, idle, total, max, cache_hit_ratio: cacheHitRatio } = health;
  return { active, idle, total, max, cacheHitRatio, ...(await readStatements(session, health.statements)) };
}

async function readStatements(
  session: Queryable,
  view: string | null,
): Promise<Pick<PostgresFacts, 'statements' | 'reason'>> {
  if (view === null) return { statements: null, reason: 'the extension pg_stat_statements is not installed' };
  try {
    // The name comes from to_regclass: quoted, and with its schema where that is needed.
    const { rows } = await session.query<{ calls: string; milliseconds: number }>(
      `SELECT coalesce(sum(calls), 0) AS calls, coalesce(sum(total_exec_time), 0) AS milliseconds FROM ${view}
       WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    const calls = Number(rows[0]?.calls ?? 0);
    return { statements: { calls, seconds: (rows[0]?.milliseconds ?? 0) / 1000 }, reason: null };
  } catch (error) {
    return { statements: null, reason: `pg_stat_statements cannot be read: ${String(error)}` };
  }
}
