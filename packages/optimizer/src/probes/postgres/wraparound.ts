import { z } from 'zod';

import { definePostgresProbe } from '../probe.ts';

/** Age of the oldest transaction and multixact ids of this database. */
export const wraparoundProbe = definePostgresProbe({
  name: 'wraparound',
  row: z.object({
    transactionAge: z.number(),
    multixactAge: z.number(),
    freezeMaxAge: z.number(),
    multixactFreezeMaxAge: z.number(),
    /** The table that keeps the age. */
    oldestTable: z.string().nullable(),
    oldestTableAge: z.number().nullable(),
  }),
  sql: () => `
    SELECT age(d.datfrozenxid)::float8 AS "transactionAge", mxid_age(d.datminmxid)::float8 AS "multixactAge",
      current_setting('autovacuum_freeze_max_age')::float8 AS "freezeMaxAge",
      current_setting('autovacuum_multixact_freeze_max_age')::float8 AS "multixactFreezeMaxAge",
      t.name AS "oldestTable", t.age AS "oldestTableAge"
    FROM pg_database d LEFT JOIN LATERAL (
      SELECT oid::regclass::text AS name, age(relfrozenxid)::float8 AS age FROM pg_class
      WHERE relkind IN ('r', 'm', 't') ORDER BY age(relfrozenxid) DESC LIMIT 1) t ON true
    WHERE d.datname = current_database()`,
});
