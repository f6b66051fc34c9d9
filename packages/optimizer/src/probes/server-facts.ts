import { z } from 'zod';

import { type Queryable } from '../pools/queryable.ts';

/** Versions whose views the probes know. */
export const OLDEST_MAJOR = 15;

const rowSchema = z.object({
  version: z.number().int(),
  extensions: z.array(z.object({ name: z.string(), schema: z.string() })),
  statsAgeSeconds: z.number(),
  statsSince: z.date(),
  isStandby: z.boolean(),
});

/** What probes depend on. */
export interface ServerFacts {
  /** Major version, for example 18. */
  readonly major: number;
  /** Installed extensions and their schemas, quoted where that is needed. */
  readonly extensions: ReadonlyMap<string, string>;
  /** How long the counters of this database have been growing, seconds. */
  readonly statsAgeSeconds: number;
  readonly statsSince: Date;
  readonly isStandby: boolean;
}

// A database whose counters were never reset has no time; a crash, which clears them, leaves one with the background writer.
const FACTS = `
  SELECT current_setting('server_version_num')::int AS version,
    coalesce((SELECT jsonb_agg(jsonb_build_object('name', extname, 'schema', quote_ident(nspname)))
      FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace), '[]') AS extensions,
    extract(epoch FROM now() - since)::float8 AS "statsAgeSeconds",
    since AS "statsSince", pg_is_in_recovery() AS "isStandby"
  FROM (SELECT coalesce(d.stats_reset, b.stats_reset, pg_postmaster_start_time()) AS since
    FROM pg_stat_database d, pg_stat_bgwriter b WHERE d.datname = current_database()) s`;

/** Reads what the other probes depend on. @throws the driver's errors */
export async function readServerFacts(session: Queryable): Promise<ServerFacts> {
  const { version, extensions, ...facts } = rowSchema.parse((await session.query(FACTS)).rows[0]);
  return {
    ...facts,
    major: Math.floor(version / 10_000),
    extensions: new Map(extensions.map(({ name, schema }) => [name, schema])),
  };
}
