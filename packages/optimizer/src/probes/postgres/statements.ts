import { z } from 'zod';

import { definePostgresProbe } from '../probe.ts';

const MOST = 50;

/**
 * The statements of this database that take the most time, of pg_stat_statements, those of all users together. Its texts have parameters in the
 * place of literals, utility statements excepted; `withoutLiterals` clears those.
 */
export const statementsProbe = definePostgresProbe({
  name: 'statements',
  extension: 'pg_stat_statements',
  row: z.object({
    queryId: z.string(),
    text: z.string(),
    calls: z.number(),
    totalSeconds: z.number(),
    meanSeconds: z.number(),
    maxSeconds: z.number(),
    rows: z.number(),
    blocksHit: z.number(),
    blocksRead: z.number(),
    share: z.number(),
  }),
  sql: ({ extensions }) => `
    SELECT queryid::text AS "queryId", min(query) AS text, sum(calls)::float8 AS calls,
      sum(total_exec_time) / 1000 AS "totalSeconds",
      coalesce(sum(total_exec_time) / nullif(sum(calls), 0), 0)::float8 / 1000 AS "meanSeconds",
      max(max_exec_time) / 1000 AS "maxSeconds", sum(rows)::float8 AS rows,
      sum(shared_blks_hit)::float8 AS "blocksHit", sum(shared_blks_read)::float8 AS "blocksRead",
      coalesce(sum(total_exec_time) / nullif(sum(sum(total_exec_time)) OVER (), 0), 0) AS share
    FROM ${extensions.get('pg_stat_statements')}.pg_stat_statements
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND toplevel AND queryid IS NOT NULL
    GROUP BY queryid ORDER BY sum(total_exec_time) DESC LIMIT ${MOST}`,
});

/** Sums over all statements of this database. */
export const statementSumsProbe = definePostgresProbe({
  name: 'statementSums',
  extension: 'pg_stat_statements',
  row: z.object({
    statements: z.number(),
    calls: z.number(),
    totalSeconds: z.number(),
    since: z.date().nullable(),
  }),
  sql: ({ extensions }) => `
    SELECT count(*)::float8 AS statements, coalesce(sum(calls), 0)::float8 AS calls,
      coalesce(sum(total_exec_time), 0) / 1000 AS "totalSeconds",
      (SELECT stats_reset FROM ${extensions.get('pg_stat_statements')}.pg_stat_statements_info) AS since
    FROM ${extensions.get('pg_stat_statements')}.pg_stat_statements
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND toplevel`,
});
