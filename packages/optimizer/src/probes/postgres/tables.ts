import { z } from 'zod';

import { definePostgresProbe } from '../probe.ts';

/** Use and size of the largest tables of this database; bytes as VACUUM or ANALYZE saw them, which needs no lock. */
export const tablesProbe = definePostgresProbe({
  name: 'tables',
  row: z.object({
    schema: z.string(),
    table: z.string(),
    liveRows: z.number(),
    bytes: z.number(),
    sequentialScans: z.number(),
    sequentialRows: z.number(),
    indexScans: z.number(),
    writes: z.number(),
  }),
  sql: () => `
    SELECT schemaname AS schema, s.relname AS table, n_live_tup::float8 AS "liveRows",
      c.relpages * current_setting('block_size')::float8 AS bytes, coalesce(seq_scan, 0)::float8 AS "sequentialScans",
      coalesce(seq_tup_read, 0)::float8 AS "sequentialRows", coalesce(idx_scan, 0)::float8 AS "indexScans",
      (n_tup_ins + n_tup_upd + n_tup_del)::float8 AS writes
    FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid ORDER BY n_live_tup DESC LIMIT 500`,
});
