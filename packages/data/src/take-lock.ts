import { setTimeout as sleep } from 'node:timers/promises';

import { type MigrationSession } from '@sizewise/shared';

const RETRY_MS = 100;

/**
 * Takes an advisory lock for the session. Tried again and again, for a statement that waits for a lock is one that the
 * build of an index waits for.
 */
export async function takeLock(
  session: MigrationSession,
  key: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (;;) {
    const { rows } = await session.query('SELECT pg_try_advisory_lock($1) AS taken', [key]);
    if (rows[0]?.['taken'] === true) return;
    await sleep(RETRY_MS, undefined, signal && { signal });
  }
}
