import { type z } from 'zod';

import { type Queryable } from '../pools/queryable.ts';
import * as probes from './postgres/index.ts';
import { type PostgresProbe, type ProbeResult, runProbe } from './probe.ts';
import { readServerFacts, type ServerFacts } from './server-facts.ts';

const PROBES = {
  activity: probes.activityProbe,
  idleTransactions: probes.idleTransactionsProbe,
  locks: probes.locksProbe,
  statements: probes.statementsProbe,
  statementSums: probes.statementSumsProbe,
  tables: probes.tablesProbe,
  indexes: probes.indexesProbe,
  vacuum: probes.vacuumProbe,
  bloat: probes.bloatProbe,
  wraparound: probes.wraparoundProbe,
  sequences: probes.sequencesProbe,
  buffers: probes.buffersProbe,
  bufferUse: probes.bufferUseProbe,
  settings: probes.settingsProbe,
  replication: probes.replicationProbe,
} as const;

export type PostgresProbeName = keyof typeof PROBES;
/** One row of what a probe reads. */
export type ProbeRow<Name extends PostgresProbeName> = z.infer<(typeof PROBES)[Name]['row']>;
/** What every probe read, or why it could not. */
export type PostgresEvidence = {
  readonly [Name in PostgresProbeName]: ProbeResult<ProbeRow<Name>[]>;
} & { readonly server: ServerFacts };

/**
 * Runs every probe, one after the other, on one session.
 * @throws the driver's errors where not even the version can be read, and the signal's reason.
 */
export async function collectPostgresEvidence(
  session: Queryable,
  signal?: AbortSignal,
): Promise<PostgresEvidence> {
  const server = await readServerFacts(session);
  const results: Record<string, unknown> = { server };
  for (const [name, probe] of Object.entries(PROBES)) {
    signal?.throwIfAborted();
    results[name] = await runProbe(session, server, probe as PostgresProbe<z.ZodType>);
  }
  return results as PostgresEvidence;
}
