import { type Client } from 'pg';

import { type MaintenanceTask } from '../worker-protocol.ts';

/** Compressing the pages of a new index costs a tenth of its build. */
const SETTINGS = { wal_compression: 'off', max_parallel_maintenance_workers: '0' };
// The statement's locks are those that its own work needs; only another attempt at the same can be in its way.
const NO_TIMEOUT = { lock_timeout: '0', statement_timeout: '0' };

const SET_WHAT_MAY_BE_SET = `
  SELECT set_config(s.name, wanted.value, true)
  FROM unnest($1::text[], $2::text[]) AS wanted (name, value) JOIN pg_settings s USING (name)
  WHERE s.context = 'user' OR has_parameter_privilege(s.name, 'SET')`;

/** Runs a statement on a whole table, in a transaction of its own; two processes that run one import take turns. */
export async function maintain(
  client: Client,
  { source, statement, settings }: Pick<MaintenanceTask, 'source' | 'statement' | 'settings'>,
): Promise<void> {
  // Not every platform has it; without it, a statement whose client is gone runs to its end.
  await client.query(`SET client_connection_check_interval = '500ms'`).catch(() => undefined);
  await client.query('BEGIN');
  const wanted = { ...NO_TIMEOUT, ...SETTINGS, ...settings };
  await client.query(SET_WHAT_MAY_BE_SET, [Object.keys(wanted), Object.values(wanted)]);
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 2))', [
    `${source.importId} ${statement}`,
  ]);
  await client.query(statement);
  await client.query('COMMIT');
}
