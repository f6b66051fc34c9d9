import { z } from 'zod';

import { type Queryable } from '../pools/queryable.ts';

/** Settings that decide how fast and how safe a server is. */
const NAMES = [
  'max_connections',
  'shared_buffers',
  'effective_cache_size',
  'work_mem',
  'hash_mem_multiplier',
  'maintenance_work_mem',
  'statement_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
  'max_worker_processes',
  'max_parallel_workers',
  'max_parallel_workers_per_gather',
  'random_page_cost',
  'effective_io_concurrency',
  'jit',
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'wal_buffers',
  'max_wal_size',
  'checkpoint_timeout',
  'wal_compression',
  'autovacuum',
  'track_io_timing',
  'shared_preload_libraries',
] as const;

const SETTINGS = `
  SELECT name, current_setting(name) AS value, source, short_desc AS meaning, pending_restart AS "isPendingRestart",
    CASE WHEN unit IS NOT NULL THEN setting::float8 END * CASE unit WHEN 'B' THEN 1 WHEN 'kB' THEN 1024 WHEN '8kB' THEN 8192 WHEN '16MB' THEN 16777216
      WHEN 'MB' THEN 1048576 WHEN 'ms' THEN 0.001 WHEN 's' THEN 1 WHEN 'min' THEN 60 END AS amount
  FROM pg_settings WHERE name = ANY ($1::text[])
  ORDER BY array_position($1::text[], name)`;

const rowSchema = z.object({
  name: z.string(),
  value: z.string(),
  source: z.string(),
  meaning: z.string(),
  isPendingRestart: z.boolean(),
  amount: z.number().nullable(),
});

/** One setting as the asking session has it; `amount` is in bytes or seconds, null where it has no unit. */
export type SettingInForce = z.infer<typeof rowSchema>;

/**
 * What PostgreSQL runs with, and where each setting was set. Not a probe, whose transaction has limits of its own.
 * @throws the driver's errors
 */
export async function readServerSettings(session: Queryable): Promise<SettingInForce[]> {
  return z.array(rowSchema).parse((await session.query(SETTINGS, [NAMES])).rows);
}
