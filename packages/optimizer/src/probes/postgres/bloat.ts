import { z } from 'zod';

import { definePostgresProbe } from '../probe.ts';

/**
 * Estimated room in tables that holds no row. Rows are taken to be as wide as ANALYZE saw them (`pg_stats`), with a
 * header of 24 bytes, a pointer of 4, and padding to 8: the method of check_postgres and ioguix/pgsql-bloat-estimation.
 * A table that has never been analysed, or whose columns the caller may not read, is left out.
 */
export const bloatProbe = definePostgresProbe({
  name: 'bloat',
  row: z.object({
    schema: z.string(),
    table: z.string(),
    bytes: z.number(),
    /** Bytes that the rows would need at the table's fill factor. */
    expectedBytes: z.number(),
  }),
  sql: () => `
    WITH widths AS (
      SELECT s.schemaname, s.tablename, sum((1 - s.null_frac) * s.avg_width) AS width,
        count(*) AS columns, bool_or(s.null_frac > 0) AS has_nulls
      FROM pg_stats s WHERE NOT s.inherited GROUP BY 1, 2),
    tables AS (
      SELECT n.nspname, c.relname, c.reltuples, c.relpages,
        current_setting('block_size')::float8 AS block,
        coalesce((SELECT option_value::float8 FROM pg_options_to_table(c.reloptions)
          WHERE option_name = 'fillfactor'), 100) / 100 AS fill,
        ceil((24 + CASE WHEN w.has_nulls THEN w.columns / 8.0 ELSE 0 END + w.width) / 8) * 8 + 4 AS row_bytes
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN widths w ON w.schemaname = n.nspname AND w.tablename = c.relname
      WHERE c.relkind = 'r' AND c.reltuples > 0
        AND w.columns = (SELECT count(*) FROM pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped))
    SELECT nspname AS schema, relname AS table, relpages * block AS bytes,
      ceil(reltuples / greatest(1, floor((block - 24) * fill / row_bytes))) * block AS "expectedBytes"
    FROM tables ORDER BY relpages DESC LIMIT 200`,
});
