import { randomBytes } from 'node:crypto';
import { type MigrationSession } from '@sizewise/shared';
import { type Client } from 'pg';
import { inject } from 'vitest';

import { serverUrl } from './describe-with.ts';
import { databaseUrl, withClient } from './session.ts';
import { ensureTemplate } from './templates.ts';

export interface TestDatabaseOptions {
  /** Prepares the template: runs once for each key in a test run, on a session of its own. */
  readonly migrate?: (session: MigrationSession) => Promise<unknown>;
  /** Names what `migrate` does, for instance `bulk-pipeline`; files with the same key share a template. */
  readonly templateKey?: string;
  /** Server to use; that of the test run by default. */
  readonly serverUrl?: string;
}

/** A database of one test file. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  readonly name: string;
  /** Drops the database. @throws LeakedConnectionsError where connections to it are still open. */
  close(): Promise<void>;
}

/** A test file ended and left connections open. */
export class LeakedConnectionsError extends Error {
  override name = 'LeakedConnectionsError';
}

/** A backend is listed for a moment after its client has gone. */
const LEAK_GRACE_SECONDS = 2;

/**
 * Makes a database for one test file, a clone of a migrated template: about 30 ms, where migrations take longer.
 * Call it in `beforeAll` and `close()` in `afterAll`, after every pool has ended.
 */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = options.serverUrl ?? serverUrl('postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const template = options.migrate
    ? await ensureTemplate(server, inject('testRun'), options.migrate, options.templateKey)
    : 'template0';
  await withClient(server, (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY wal_log`),
  );
  const close = (): Promise<void> => dropDatabase(server, name);
  return { url: databaseUrl(server, name), name, close, [Symbol.asyncDispose]: close };
}

async function dropDatabase(server: string, name: string): Promise<void> {
  await withClient(server, async (client) => {
    const leaked = await leakedConnections(client, name);
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    if (leaked.length > 0) {
      throw new LeakedConnectionsError(
        `${leaked.length} connections to ${name} are still open:\n${leaked.join('\n')}`,
      );
    }
  });
}

async function leakedConnections(client: Client, name: string): Promise<string[]> {
  const deadline = performance.now() + LEAK_GRACE_SECONDS * 1000;
  for (;;) {
    const { rows } = await client.query<{ line: string }>(
      `SELECT concat_ws(' ', pid, nullif(application_name, ''), state, left(query, 200)) AS line
         FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'`,
      [name],
    );
    if (rows.length === 0 || performance.now() > deadline) return rows.map((row) => row.line);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
