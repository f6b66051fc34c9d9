import { createHash } from 'node:crypto';
import { type MigrationSession } from '@sizewise/shared';

import { databaseUrl, withClient } from './session.ts';

export type Migrate = (session: MigrationSession) => Promise<unknown>;

/**
 * The database that test files with this key are cloned from; the first file that asks makes it.
 * @param run name of the test run: a server that outlives it must not hand out older migrations.
 * @param key names what `migrate` does; the function's text where none is given.
 */
export async function ensureTemplate(
  server: string,
  run: string,
  migrate: Migrate,
  key: string = migrate.toString(),
): Promise<string> {
  const name = `template_${run}_${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
  await withClient(server, async (client) => {
    // Test files run in several processes: one makes the template, the others wait for the lock.
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [name]);
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [
      name,
    ]);
    if (found.rowCount !== 0) return;
    await client.query(`DROP DATABASE IF EXISTS ${name}`);
    await client.query(`CREATE DATABASE ${name}`);
    await withClient(databaseUrl(server, name), (session) => migrate(session));
    await client.query(`ALTER DATABASE ${name} IS_TEMPLATE true`);
  });
  return name;
}

/** Drops the templates of a run. */
export async function dropTemplates(server: string, run: string): Promise<void> {
  await withClient(server, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [`template_${run}_`],
    );
    for (const { datname } of rows) {
      await client.query(`ALTER DATABASE ${datname} IS_TEMPLATE false`);
      await client.query(`DROP DATABASE ${datname} WITH (FORCE)`);
    }
  });
}
