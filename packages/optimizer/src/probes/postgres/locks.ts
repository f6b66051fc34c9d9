import { z } from 'zod';

import { definePostgresProbe } from '../probe.ts';

/** Sessions of this database that wait for a lock, and who holds it. */
export const locksProbe = definePostgresProbe({
  name: 'locks',
  row: z.object({
    pid: z.number(),
    application: z.string(),
    waitSeconds: z.number(),
    lockType: z.string(),
    relation: z.string().nullable(),
    blockedBy: z.array(z.number()),
  }),
  sql: () => `
    SELECT a.pid, a.application_name AS application,
      extract(epoch FROM clock_timestamp() - coalesce(l.waitstart, a.state_change))::float8 AS "waitSeconds",
      l.locktype AS "lockType", l.relation::regclass::text AS relation, pg_blocking_pids(a.pid) AS "blockedBy"
    FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid AND NOT l.granted
    WHERE a.datname = current_database() ORDER BY 3 DESC LIMIT 50`,
});
