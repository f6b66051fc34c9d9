import { type Queryable } from '../pools/queryable.ts';

/** Two integers, which no other advisory lock of ours uses. */
const KEY = [730_520, 1] as const;

/**
 * Holds, or goes on to hold, the right to be the one process that writes samples and findings of this database. The lock is
 * the session's: it ends with the connection, and another process takes over.
 */
export async function holdWriterLock(session: Queryable): Promise<boolean> {
  const { rows } = await session.query<{ held: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_locks
        WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND classid = $1::oid AND objid = $2::oid AND objsubid = 2
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS held`,
    [...KEY],
  );
  if (rows[0]?.held) return true;
  const taken = await session.query<{ held: boolean }>(
    'SELECT pg_try_advisory_lock($1::int, $2::int) AS held',
    [...KEY],
  );
  return taken.rows[0]?.held ?? false;
}
