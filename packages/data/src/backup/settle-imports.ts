import { type BackupEnd } from '@sizewise/shared';
import { type Client } from 'pg';

/**
 * Brings imports from where they stood into a state that the next start can take up: nobody is at work on them, an
 * unfinished one without its upload fails, one whose documents are not whole is removed.
 */
export async function settleImports(session: Client, end: BackupEnd): Promise<void> {
  await session.query(
    `UPDATE sizewise.import_chunks
     SET state = 'pending', lease_token = lease_token + 1, leased_by = NULL, leased_until = NULL WHERE state = 'leased'`,
  );
  if (await hasColumn(session, 'imports', 'executor')) {
    await session.query(
      `UPDATE sizewise.imports SET executor = NULL, executor_until = NULL, executor_token = executor_token + 1
       WHERE executor IS NOT NULL`,
    );
  }
  await session.query(
    `UPDATE sizewise.imports SET error = $2 WHERE status IN ('queued', 'running') AND id <> ALL ($1::uuid[])`,
    [
      end.uploads,
      JSON.stringify({
        code: 'spool_missing',
        detail: 'The backup that was restored does not hold the upload',
      }),
    ],
  );
  await session.query(
    `UPDATE sizewise.imports SET status = 'removing', published_at = NULL, cancel_requested = true
     WHERE id = ANY ($1::uuid[])`,
    [end.withdrawn],
  );
  // Positions in the logs of other servers: a reader would wait for them.
  await session.query('UPDATE sizewise.imports SET published_lsn = NULL, mongo_operation_time = NULL');
  // Above what Redis may remember of the time after the backup; the clock also keeps two restores of one backup apart.
  await session.query(
    `UPDATE sizewise.cache_tags
     SET version = greatest(version + 1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint)`,
  );
}

/** Ids of the imports whose rows stay. */
export async function remainingImports(session: Client): Promise<string[]> {
  const { rows } = await session.query<{ id: string }>(
    `SELECT id FROM sizewise.imports WHERE status <> 'removing'`,
  );
  return rows.map(({ id }) => id);
}

async function hasColumn(session: Client, table: string, column: string): Promise<boolean> {
  const { rowCount } = await session.query(
    `SELECT FROM information_schema.columns WHERE table_schema = 'sizewise' AND table_name = $1 AND column_name = $2`,
    [table, column],
  );
  return rowCount !== 0;
}
