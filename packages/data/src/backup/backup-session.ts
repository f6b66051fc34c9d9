import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import { BackupLockedError } from './errors.ts';

const LOCK_ATTEMPTS = 20;
const LOCK_NOT_AVAILABLE = '55P03';

/** A session of its own that no limit on time ends. */
export async function openSession(
  connectionString: string,
  signal: AbortSignal,
): Promise<Client & AsyncDisposable> {
  signal.throwIfAborted();
  const client = new Client({
    connectionString,
    application_name: 'sizewise-backup',
    statement_timeout: 0,
    options:
      '-c idle_in_transaction_session_timeout=0 -c search_path= -c DateStyle=ISO -c IntervalStyle=postgres -c client_encoding=UTF8',
  });
  client.on('error', () => undefined);
  await client.connect();
  // What runs on it when the signal comes fails at once, instead of at its end.
  const onAbort = (): void => void client.end().catch(() => undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  return Object.assign(client, {
    async [Symbol.asyncDispose]() {
      signal.removeEventListener('abort', onAbort);
      await client.end().catch(() => undefined);
    },
  });
}

/** Begins to see the database as it is now, for as long as the transaction lasts. @returns the name others join it by */
export async function beginSnapshot(session: Client): Promise<string> {
  await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const { rows } = await session.query<{ name: string }>('SELECT pg_export_snapshot() AS name');
  return rows[0]?.name ?? '';
}

/** Runs `work` in a transaction that sees what the snapshot shows. */
export async function withinSnapshot<T>(
  session: Client,
  snapshot: string,
  work: () => Promise<T>,
): Promise<T> {
  await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await session.query(`SET TRANSACTION SNAPSHOT ${session.escapeLiteral(snapshot)}`);
  const result = await work();
  await session.query('COMMIT');
  return result;
}

/**
 * Runs `work` while nobody changes documents of published imports: whoever does has the import's row locked, from before
 * the change until its transaction ends.
 * @throws BackupLockedError when writers leave no gap for minutes
 */
export async function whileImportsRest<T>(session: Client, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    await session.query('BEGIN');
    try {
      // Those that come later wait behind this lock, so it is not waited for long.
      await session.query(`SET LOCAL lock_timeout = '1s'`);
      await session.query('LOCK TABLE sizewise.imports IN EXCLUSIVE MODE');
    } catch (error) {
      await session.query('ROLLBACK');
      if ((error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw error;
      if (attempt === LOCK_ATTEMPTS) throw new BackupLockedError(error);
      await sleep(250 * attempt);
      continue;
    }
    const result = await work();
    await session.query('ROLLBACK');
    return result;
  }
}
