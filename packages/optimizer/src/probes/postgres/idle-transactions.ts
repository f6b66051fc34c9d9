import { z } from 'zod';

import { definePostgresProbe } from '../probe.ts';

/** Sessions of this database that hold a transaction open and do nothing, longest first. */
export const idleTransactionsProbe = definePostgresProbe({
  name: 'idleTransactions',
  row: z.object({
    pid: z.number(),
    application: z.string(),
    user: z.string().nullable(),
    idleSeconds: z.number(),
    transactionSeconds: z.number(),
    /** Sessions that wait for its locks. */
    blocked: z.number(),
  }),
  sql: () => `
    SELECT pid, application_name AS application, usename::text AS user,
      extract(epoch FROM clock_timestamp() - state_change)::float8 AS "idleSeconds",
      extract(epoch FROM clock_timestamp() - xact_start)::float8 AS "transactionSeconds",
      (SELECT count(*) FROM pg_stat_activity w
        WHERE w.wait_event_type = 'Lock' AND a.pid = ANY (pg_blocking_pids(w.pid)))::float8 AS blocked
    FROM pg_stat_activity a
    WHERE datname = current_database() AND state LIKE 'idle in transaction%' AND xact_start IS NOT NULL
    ORDER BY state_change LIMIT 50`,
});
