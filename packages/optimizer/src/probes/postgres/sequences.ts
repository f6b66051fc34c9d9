import { z } from 'zod';

import { definePostgresProbe } from '../probe.ts';

/** Sequences and how far they are; the limit of an integer column that one fills counts where it is lower. */
export const sequencesProbe = definePostgresProbe({
  name: 'sequences',
  row: z.object({
    schema: z.string(),
    sequence: z.string(),
    table: z.string().nullable(),
    column: z.string().nullable(),
    columnType: z.string().nullable(),
    lastValue: z.number(),
    limit: z.number(),
    isCycle: z.boolean(),
  }),
  sql: () => `
    SELECT s.schemaname AS schema, s.sequencename AS sequence, d.refobjid::regclass::text AS table,
      a.attname::text AS column, format_type(a.atttypid, NULL) AS "columnType", s.last_value::float8 AS "lastValue",
      CASE WHEN s.increment_by < 0 THEN s.min_value::float8
        WHEN a.atttypid = 'int2'::regtype THEN least(s.max_value, 32767)::float8
        WHEN a.atttypid = 'int4'::regtype THEN least(s.max_value, 2147483647)::float8
        ELSE s.max_value::float8 END AS limit,
      s.cycle AS "isCycle"
    FROM pg_sequences s
      JOIN pg_class c ON c.relname = s.sequencename AND c.relnamespace = quote_ident(s.schemaname)::regnamespace
      LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
        AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
      LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    WHERE s.last_value IS NOT NULL
    ORDER BY abs(s.last_value::float8 / nullif(s.max_value, 0)) DESC LIMIT 500`,
});
