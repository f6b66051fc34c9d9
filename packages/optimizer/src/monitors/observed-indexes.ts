import { type Queryable } from '../pools/queryable.ts';

/** Notes the indexes that are there for the first time, and forgets those that are gone. */
export async function observeIndexes(session: Queryable): Promise<void> {
  await session.query(
    `INSERT INTO sizewise.observed_indexes (index_oid) SELECT indexrelid FROM pg_stat_user_indexes
     ON CONFLICT DO NOTHING`,
  );
  await session.query(
    `DELETE FROM sizewise.observed_indexes
     WHERE NOT EXISTS (SELECT FROM pg_index WHERE indexrelid = index_oid)`,
  );
}

/** For how many seconds each index has been known, by its oid. */
export async function readIndexAges(session: Queryable): Promise<ReadonlyMap<number, number>> {
  const { rows } = await session.query<{ oid: number; seconds: number }>(
    `SELECT index_oid::int8::float8 AS oid, extract(epoch FROM now() - first_seen)::float8 AS seconds
     FROM sizewise.observed_indexes`,
  );
  return new Map(rows.map(({ oid, seconds }) => [oid, seconds]));
}
