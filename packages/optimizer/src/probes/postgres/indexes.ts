import { z } from 'zod';

import { definePostgresProbe } from '../probe.ts';

/**
 * The indexes of this database. Those of a table that inherits from another count as its parent's of the same kind:
 * nobody makes or drops one of them alone. Nothing is deparsed (`pg_get_indexdef`, `pg_get_expr`), because that waits for locks
 * on the table.
 */
export const indexesProbe = definePostgresProbe({
  name: 'indexes',
  row: z.object({
    oid: z.number(),
    schema: z.string(),
    table: z.string(),
    name: z.string(),
    /** Names of its columns, included ones last; an expression has none. */
    columns: z.array(z.string()),
    bytes: z.number(),
    scans: z.number(),
    /** Writes to its table, each of which the index takes part in. */
    tableWrites: z.number(),
    method: z.string(),
    /** Attribute number, operator class, collation and options of each key column. */
    keys: z.array(z.string()),
    included: z.array(z.number()),
    /** Predicate and expressions as the catalog keeps them, alike for the same ones. */
    condition: z.string(),
    isUnique: z.boolean(),
    isPrimary: z.boolean(),
    /** A constraint, a foreign key or the replica identity needs it. */
    isNeeded: z.boolean(),
    isValid: z.boolean(),
    /** CREATE INDEX CONCURRENTLY is at work on it. */
    isBuilding: z.boolean(),
  }),
  sql: () => `
    SELECT i.indexrelid::int8::float8 AS oid, s.schemaname AS schema, s.relname AS table, s.indexrelname AS name,
      ARRAY(SELECT coalesce(a.attname::text, '(expression)') FROM generate_series(0, i.indnatts - 1) k
        LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k] ORDER BY k) AS columns,
      c.relpages * current_setting('block_size')::float8 AS bytes,
      (s.idx_scan + coalesce(heirs.scans, 0))::float8 AS scans, (t.n_tup_ins + t.n_tup_upd + t.n_tup_del)::float8 AS "tableWrites",
      am.amname AS method,
      ARRAY(SELECT concat_ws('/', i.indkey[k], i.indclass[k], i.indcollation[k], i.indoption[k])
        FROM generate_series(0, i.indnkeyatts - 1) k ORDER BY k) AS keys,
      ARRAY(SELECT i.indkey[k]::int FROM generate_series(i.indnkeyatts, i.indnatts - 1) k) AS included,
      regexp_replace(concat_ws('|', i.indpred::text, i.indexprs::text), ':location -?[0-9]+', '', 'g') AS condition,
      i.indisunique AS "isUnique", i.indisprimary AS "isPrimary",
      i.indisreplident OR EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid) AS "isNeeded",
      i.indisvalid AND i.indisready AS "isValid",
      EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid) AS "isBuilding"
    FROM pg_stat_user_indexes s JOIN pg_index i ON i.indexrelid = s.indexrelid
      JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am am ON am.oid = c.relam
      JOIN pg_stat_user_tables t ON t.relid = s.relid
      LEFT JOIN LATERAL (
        SELECT sum(hs.idx_scan) AS scans FROM pg_inherits h JOIN pg_index hi ON hi.indrelid = h.inhrelid
          JOIN pg_stat_user_indexes hs ON hs.indexrelid = hi.indexrelid
        WHERE h.inhparent = i.indrelid AND (hi.indkey, hi.indclass) = (i.indkey, i.indclass)
          AND (hi.indpred IS NULL) = (i.indpred IS NULL)) heirs ON true
    WHERE NOT EXISTS (SELECT FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhparent
      WHERE h.inhrelid = i.indrelid AND p.relkind = 'r')
    ORDER BY c.relpages DESC LIMIT 1000`,
});
