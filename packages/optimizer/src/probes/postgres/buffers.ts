import { z } from 'zod';

import { definePostgresProbe } from '../probe.ts';

/** Blocks of tables and of indexes of this database that were found in shared buffers, and those that were not. */
export const buffersProbe = definePostgresProbe({
  name: 'buffers',
  row: z.object({
    tableHits: z.number(),
    tableReads: z.number(),
    indexHits: z.number(),
    indexReads: z.number(),
    databaseBytes: z.number(),
  }),
  sql: () => `
    SELECT coalesce(sum(heap_blks_hit), 0)::float8 AS "tableHits", coalesce(sum(heap_blks_read), 0)::float8 AS "tableReads",
      coalesce(sum(idx_blks_hit), 0)::float8 AS "indexHits", coalesce(sum(idx_blks_read), 0)::float8 AS "indexReads",
      pg_database_size(current_database())::float8 AS "databaseBytes"
    FROM pg_statio_user_tables`,
});

/** How full shared buffers are, of pg_buffercache; from its version for PostgreSQL 16 on, which counts without locks. */
export const bufferUseProbe = definePostgresProbe({
  name: 'bufferUse',
  extension: 'pg_buffercache',
  row: z.object({ used: z.number(), unused: z.number(), dirty: z.number() }),
  sql: ({ major, extensions }) => {
    const schema = extensions.get('pg_buffercache');
    return major >= 16
      ? `SELECT buffers_used::float8 AS used, buffers_unused::float8 AS unused, buffers_dirty::float8 AS dirty
         FROM ${schema}.pg_buffercache_summary()`
      : `SELECT count(relfilenode)::float8 AS used, (count(*) - count(relfilenode))::float8 AS unused,
           count(*) FILTER (WHERE isdirty)::float8 AS dirty FROM ${schema}.pg_buffercache`;
  },
});
