import { z } from 'zod';

import { definePostgresProbe } from '../probe.ts';

/** Replicas of a primary and their lag; on a standby, one row about itself. Null lag: nothing has been replayed yet. */
export const replicationProbe = definePostgresProbe({
  name: 'replication',
  row: z.object({
    name: z.string(),
    state: z.string(),
    lagSeconds: z.number().nullable(),
    lagBytes: z.number().nullable(),
  }),
  sql: ({ isStandby }) =>
    isStandby
      ? `SELECT 'this server' AS name, 'standby' AS state,
           CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
             ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp()) END::float8 AS "lagSeconds",
           pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())::float8 AS "lagBytes"`
      : `SELECT application_name AS name, state, extract(epoch FROM replay_lag)::float8 AS "lagSeconds",
           pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::float8 AS "lagBytes"
         FROM pg_stat_replication ORDER BY replay_lag DESC NULLS LAST LIMIT 50`,
});
