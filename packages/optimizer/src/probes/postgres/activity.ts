import { z } from 'zod';

import { definePostgresProbe } from '../probe.ts';

/** Sessions of this database by state, and of the whole server. Texts of statements are left out: they hold values. */
export const activityProbe = definePostgresProbe({
  name: 'activity',
  row: z.object({
    active: z.number(),
    idle: z.number(),
    idleInTransaction: z.number(),
    total: z.number(),
    /** Client connections to all databases. */
    serverTotal: z.number(),
    maxConnections: z.number(),
    /** Age of the oldest running statement, seconds; null without one. */
    longestStatementSeconds: z.number().nullable(),
  }),
  sql: () => `
    SELECT count(*) FILTER (WHERE own AND state = 'active' AND pid <> pg_backend_pid())::float8 AS active,
      count(*) FILTER (WHERE own AND state = 'idle')::float8 AS idle,
      count(*) FILTER (WHERE own AND state LIKE 'idle in transaction%')::float8 AS "idleInTransaction",
      count(*) FILTER (WHERE own)::float8 AS total, count(*)::float8 AS "serverTotal",
      current_setting('max_connections')::float8 AS "maxConnections",
      max(extract(epoch FROM clock_timestamp() - query_start))
        FILTER (WHERE own AND state = 'active' AND pid <> pg_backend_pid())::float8 AS "longestStatementSeconds"
    FROM (SELECT *, datname = current_database() AS own FROM pg_stat_activity
      WHERE backend_type = 'client backend') a`,
});
