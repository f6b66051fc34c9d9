import { z } from 'zod';

import { definePostgresProbe } from '../probe.ts';

const option = (name: string): string => `
  coalesce((SELECT option_value FROM pg_options_to_table(c.reloptions) WHERE option_name = '${name}'),
    current_setting('${name}'))::float8`;

/** Dead rows of tables, and the number of them at which autovacuum would come, settings of the table included. */
export const vacuumProbe = definePostgresProbe({
  name: 'vacuum',
  row: z.object({
    schema: z.string(),
    table: z.string(),
    liveRows: z.number(),
    deadRows: z.number(),
    bytes: z.number(),
    /** Dead rows at which autovacuum runs. */
    vacuumAt: z.number(),
    isAutovacuumOn: z.boolean(),
    /** Since the last vacuum of either kind, seconds; null where there was none. */
    vacuumedSecondsAgo: z.number().nullable(),
    /** Age of the oldest unfrozen transaction id. */
    transactionAge: z.number(),
  }),
  sql: ({ major }) => {
    const byShare = `${option('autovacuum_vacuum_threshold')} +
      ${option('autovacuum_vacuum_scale_factor')} * greatest(c.reltuples, 0)`;
    // From 18 on a table's limit may not pass autovacuum_vacuum_max_threshold; -1 lifts that.
    const most = option('autovacuum_vacuum_max_threshold');
    const vacuumAt =
      major >= 18 ? `CASE WHEN ${most} < 0 THEN ${byShare} ELSE least(${byShare}, ${most}) END` : byShare;
    return `
      SELECT s.schemaname AS schema, s.relname AS table, s.n_live_tup::float8 AS "liveRows",
        s.n_dead_tup::float8 AS "deadRows", c.relpages * current_setting('block_size')::float8 AS bytes, ${vacuumAt} AS "vacuumAt",
        current_setting('autovacuum')::bool AND coalesce((SELECT option_value::bool
          FROM pg_options_to_table(c.reloptions) WHERE option_name = 'autovacuum_enabled'), true) AS "isAutovacuumOn",
        extract(epoch FROM now() - greatest(s.last_vacuum, s.last_autovacuum))::float8 AS "vacuumedSecondsAgo",
        age(c.relfrozenxid)::float8 AS "transactionAge"
      FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
      WHERE c.relkind IN ('r', 'm') ORDER BY s.n_dead_tup DESC LIMIT 500`;
  },
});
