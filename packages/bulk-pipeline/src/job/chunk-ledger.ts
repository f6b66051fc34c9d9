import { type ImportStatus, type ImportWarning } from '@sizewise/shared';

import { type ChunkPlan, type ChunkRange } from '../parse/format.ts';
import { type Database, type Queryable } from '../ports.ts';
import { type StoredNetwork } from '../write/network-writer.ts';
import { type LedgerTotals } from './import-row.ts';
import { mergeCounts, mergeWarnings } from './merge-counts.ts';

/** How long a worker may go without a heartbeat before its chunk is given to another, seconds. */
export const LEASE_SECONDS = 30;

export interface ClaimedChunk {
  readonly projectId: string;
  readonly importId: string;
  readonly chunk: number;
  readonly range: ChunkRange;
  readonly leaseToken: string;
  readonly attempts: number;
}

export interface ImportStanding {
  /** null: the import is gone. */
  readonly status: ImportStatus | null;
  readonly cancelRequested: boolean;
  readonly openChunks: number;
  readonly rejects: number;
  readonly terminalFlows: number;
  readonly links: number;
  readonly failure: { code: string; detail: string } | null;
}

interface StandingRow {
  status: ImportStatus;
  cancel_requested: boolean;
  open: string;
  rejects: string | null;
  terminal_flows: string | null;
  links: string | null;
  error: { code: string; detail: string } | null;
}

interface ClaimRow {
  project_id: string;
  import_id: string;
  chunk: number;
  range_start: string;
  range_end: string;
  context: Record<string, unknown>;
  lease_token: string;
  attempts: number;
}

const NOTHING = { openChunks: 0, rejects: 0, terminalFlows: 0, links: 0 };

// The project, then the import, with the fewest chunks at work comes first: a large one does not hold up small ones.
const RUNNING = `
  SELECT i.project_id, i.id FROM sizewise.imports i
  LEFT JOIN LATERAL (
    SELECT count(*) AS chunks FROM sizewise.import_chunks c
    WHERE c.project_id = i.project_id AND c.import_id = i.id AND c.state = 'leased' AND c.leased_by IS NOT NULL
  ) busy ON true
  WHERE i.status = 'running' AND i.stage = 'write' AND NOT i.cancel_requested AND i.error IS NULL
  ORDER BY sum(busy.chunks) OVER (PARTITION BY i.project_id), busy.chunks, i.started_at
  LIMIT 50`;

const CLAIM = `
  WITH next AS (
    SELECT c.chunk FROM sizewise.import_chunks c
    WHERE c.project_id = $1 AND c.import_id = $2
      AND (c.state = 'pending' OR (c.state = 'leased' AND c.leased_until < now()))
      AND (NOT $4::boolean OR (
        SELECT count(*) FILTER (WHERE state = 'pending') > count(*) FILTER (WHERE state = 'leased' AND leased_by IS NOT NULL)
        FROM sizewise.import_chunks WHERE project_id = $1 AND import_id = $2 AND state IN ('pending', 'leased')))
    ORDER BY c.chunk LIMIT 1 FOR UPDATE SKIP LOCKED
  )
  UPDATE sizewise.import_chunks c
  SET state = 'leased', lease_token = c.lease_token + 1, leased_by = $3, attempts = c.attempts + 1,
      leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
  FROM next WHERE c.project_id = $1 AND c.import_id = $2 AND c.chunk = next.chunk
  RETURNING c.project_id, c.import_id, c.chunk, c.range_start, c.range_end, c.context, c.lease_token, c.attempts`;

function claimedChunk(row: ClaimRow): ClaimedChunk {
  return {
    projectId: row.project_id,
    importId: row.import_id,
    chunk: row.chunk,
    range: { start: Number(row.range_start), end: Number(row.range_end), context: row.context },
    leaseToken: row.lease_token,
    attempts: row.attempts,
  };
}

function columnsOf(chunks: readonly ClaimedChunk[]): unknown[] {
  return [
    chunks.map((chunk) => chunk.projectId),
    chunks.map((chunk) => chunk.importId),
    chunks.map((chunk) => chunk.chunk),
    chunks.map((chunk) => chunk.leaseToken),
  ];
}

/** The ledger of chunks: who works on what, and what is done. */
export class ChunkLedger {
  readonly #db: Database;
  readonly #owner: string;

  /** @param owner name of this process: one that is kept over a restart, so that its leases can be taken back at once */
  constructor(db: Database, owner: string) {
    this.#db = db;
    this.#owner = owner;
  }

  /** Enters the chunks of a plan; what the plan itself found is kept beside them. */
  async enter(session: Queryable, projectId: string, importId: string, plan: ChunkPlan): Promise<void> {
    await session.query(
      `INSERT INTO sizewise.import_chunks (project_id, import_id, chunk, range_start, range_end, context)
       SELECT $1, $2, n - 1, s, e, c FROM unnest($3::bigint[], $4::bigint[], $5::jsonb[]) WITH ORDINALITY AS t (s, e, c, n)`,
      [
        projectId,
        importId,
        plan.chunks.map((chunk) => chunk.start),
        plan.chunks.map((chunk) => chunk.end),
        plan.chunks.map((chunk) => JSON.stringify(chunk.context)),
      ],
    );
    await session.query(
      'UPDATE sizewise.imports SET plan_ignored = $2, plan_warnings = $3, plan_units = $4 WHERE id = $1',
      [
        importId,
        JSON.stringify(plan.ignored),
        JSON.stringify(plan.warnings),
        plan.chunks.reduce((sum, chunk) => sum + chunk.end - chunk.start, 0),
      ],
    );
  }

  /** Takes the next chunk of any running import, or null when there is none. */
  async claim(): Promise<ClaimedChunk | null> {
    for (const { project_id, id } of await this.#running()) {
      const chunk = await this.#claimOf(project_id, id, false);
      if (chunk) return chunk;
    }
    return null;
  }

  /**
   * Takes a chunk for the thread that will be free next: only of the one import that is written, so that none waits
   * longer for its next chunk, and only while more of its chunks are pending than are leased, in whatever process, so
   * that every thread which ends one finds another.
   */
  async claimAhead(): Promise<ClaimedChunk | null> {
    const [only, another] = await this.#running();
    return only && !another ? this.#claimOf(only.project_id, only.id, true) : null;
  }

  async #running(): Promise<{ project_id: string; id: string }[]> {
    return (await this.#db.query<{ project_id: string; id: string }>(RUNNING)).rows;
  }

  async #claimOf(projectId: string, importId: string, isAhead: boolean): Promise<ClaimedChunk | null> {
    const { rows } = await this.#db.query<ClaimRow>(CLAIM, [projectId, importId, this.#owner, isAhead]);
    return rows[0] ? claimedChunk(rows[0]) : null;
  }

  /**
   * Extends the leases of the chunks this process works on: not every lease in its name, for an answer that was lost
   * on its way leaves a lease that nobody knows of.
   */
  async heartbeat(atWork: readonly ClaimedChunk[]): Promise<void> {
    if (atWork.length === 0) return;
    await this.#db.query(
      `UPDATE sizewise.import_chunks c SET leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
       FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::bigint[]) AS work (project_id, import_id, chunk, lease_token)
       WHERE c.project_id = work.project_id AND c.import_id = work.import_id AND c.chunk = work.chunk
         AND c.lease_token = work.lease_token AND c.state = 'leased'`,
      columnsOf(atWork),
    );
  }

  /** Those of the chunks at work here that this process may no longer commit. */
  async lost(atWork: readonly ClaimedChunk[]): Promise<ClaimedChunk[]> {
    if (atWork.length === 0) return [];
    const { rows } = await this.#db.query<{ place: string }>(
      `SELECT work.place FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::bigint[])
         WITH ORDINALITY AS work (project_id, import_id, chunk, lease_token, place)
       WHERE NOT EXISTS (
         SELECT 1 FROM sizewise.import_chunks c
         WHERE c.project_id = work.project_id AND c.import_id = work.import_id AND c.chunk = work.chunk
           AND c.lease_token = work.lease_token AND c.state = 'leased')`,
      columnsOf(atWork),
    );
    return rows.flatMap(({ place }) => atWork[Number(place) - 1] ?? []);
  }

  /** Whether another process may still be writing a chunk of the import, whose leases were taken away. */
  async isWrittenElsewhere(projectId: string, importId: string): Promise<boolean> {
    const { rowCount } = await this.#db.query(
      `SELECT 1 FROM sizewise.import_chunks
       WHERE project_id = $1 AND import_id = $2 AND state <> 'done' AND leased_by <> $3 AND leased_until > now() LIMIT 1`,
      [projectId, importId, this.#owner],
    );
    return rowCount === 1;
  }

  /**
   * This process writes nothing of the chunk: it counts as never claimed. Where its lease was taken away meanwhile, it
   * waits no longer for this process.
   */
  async release(chunk: ClaimedChunk): Promise<void> {
    const lease = [chunk.projectId, chunk.importId, chunk.chunk, chunk.leaseToken];
    const { rowCount } = await this.#db.query(
      `UPDATE sizewise.import_chunks SET state = 'pending', attempts = attempts - 1, leased_by = NULL
       WHERE project_id = $1 AND import_id = $2 AND chunk = $3 AND lease_token = $4 AND state = 'leased'`,
      lease,
    );
    if (rowCount === 1) return;
    await this.#db.query(
      `UPDATE sizewise.import_chunks SET leased_by = NULL
       WHERE project_id = $1 AND import_id = $2 AND chunk = $3 AND lease_token > $4 AND leased_by = $5 AND state <> 'leased'`,
      [...lease, this.#owner],
    );
  }

  /** Gives a chunk back after a failed attempt, to be taken again after `delaySeconds`. */
  async giveBack(
    chunk: ClaimedChunk,
    error: { code: string; detail: string },
    delaySeconds: number,
  ): Promise<void> {
    await this.#db.query(
      `UPDATE sizewise.import_chunks SET error = $5, leased_until = now() + make_interval(secs => $6), leased_by = NULL
       WHERE project_id = $1 AND import_id = $2 AND chunk = $3 AND lease_token = $4 AND state = 'leased'`,
      [chunk.projectId, chunk.importId, chunk.chunk, chunk.leaseToken, JSON.stringify(error), delaySeconds],
    );
  }

  /** Marks a chunk as failed for good: its import cannot be completed. */
  async fail(chunk: ClaimedChunk, error: { code: string; detail: string }): Promise<void> {
    await this.#db.query(
      `UPDATE sizewise.import_chunks SET state = 'failed', error = $5, leased_by = NULL
       WHERE project_id = $1 AND import_id = $2 AND chunk = $3 AND lease_token = $4 AND state = 'leased'`,
      [chunk.projectId, chunk.importId, chunk.chunk, chunk.leaseToken, JSON.stringify(error)],
    );
  }

  /** Where the import stands, in one cheap query. */
  async standing(projectId: string, importId: string): Promise<ImportStanding> {
    const { rows } = await this.#db.query<StandingRow>(
      `SELECT i.status, i.cancel_requested, count(c.chunk) FILTER (WHERE c.state IN ('pending', 'leased')) AS open, sum(c.rejects) AS rejects,
         sum(c.terminal_flows) AS terminal_flows, sum(c.links) AS links,
         (array_agg(c.error) FILTER (WHERE c.state = 'failed'))[1] AS error
       FROM sizewise.imports i LEFT JOIN sizewise.import_chunks c ON c.project_id = i.project_id AND c.import_id = i.id
       WHERE i.project_id = $1 AND i.id = $2 GROUP BY i.status, i.cancel_requested`,
      [projectId, importId],
    );
    const row = rows[0];
    if (!row) return { ...NOTHING, status: null, cancelRequested: true, failure: null };
    return {
      status: row.status,
      cancelRequested: row.cancel_requested,
      openChunks: Number(row.open),
      rejects: Number(row.rejects ?? 0),
      terminalFlows: Number(row.terminal_flows ?? 0),
      links: Number(row.links ?? 0),
      failure: row.error,
    };
  }

  /**
   * Frees chunks that are leased to this process though it is not at them: the answer to their claim was lost, or a
   * server that ended at once has lost their commit, which did not wait for its disk.
   * @returns how many
   */
  async reclaim(atWork: readonly ClaimedChunk[]): Promise<number> {
    const { rowCount } = await this.#db.query(
      `UPDATE sizewise.import_chunks c SET state = 'pending', lease_token = lease_token + 1, leased_by = NULL
       WHERE c.state = 'leased' AND c.leased_by = $5 AND NOT EXISTS (
         SELECT 1 FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::bigint[])
           AS work (project_id, import_id, chunk, lease_token)
         WHERE c.project_id = work.project_id AND c.import_id = work.import_id AND c.chunk = work.chunk
           AND c.lease_token = work.lease_token)`,
      [...columnsOf(atWork), this.#owner],
    );
    return rowCount ?? 0;
  }

  /** Frees what a former run of this process held: after a crash nobody works on it any more. */
  async recover(): Promise<void> {
    await this.#db.query(
      `UPDATE sizewise.import_chunks SET state = 'pending', lease_token = lease_token + 1, leased_by = NULL
       WHERE state IN ('leased', 'pending') AND leased_by = $1`,
      [this.#owner],
    );
  }

  /**
   * Takes every lease of an import away: a chunk still being written can then no longer commit. What is done stays
   * done, so that its rejects are still counted. `leased_by` stays until whoever writes has left or its lease has run
   * out, for documents may still be on their way to MongoDB.
   */
  async revoke(session: Queryable, projectId: string, importId: string): Promise<void> {
    await session.query(
      `UPDATE sizewise.import_chunks SET state = 'pending', lease_token = lease_token + 1,
         leased_by = CASE WHEN leased_until > now() THEN leased_by END
       WHERE project_id = $1 AND import_id = $2 AND state <> 'done'`,
      [projectId, importId],
    );
  }

  async clear(session: Queryable, projectId: string, importId: string): Promise<void> {
    await session.query('DELETE FROM sizewise.import_chunks WHERE project_id = $1 AND import_id = $2', [
      projectId,
      importId,
    ]);
  }

  /** Sums of what is done. */
  async totals(projectId: string, importId: string, session: Queryable = this.#db): Promise<LedgerTotals> {
    const { rows } = await session.query<Record<string, string>>(
      `SELECT count(*) AS chunks, count(*) FILTER (WHERE state = 'done') AS done,
         coalesce(sum(rows) FILTER (WHERE state = 'done'), 0) AS rows,
         coalesce(sum(spatial_rows) FILTER (WHERE state = 'done'), 0) AS spatial_rows,
         coalesce(sum(calculations) FILTER (WHERE state = 'done'), 0) AS calculations,
         coalesce(sum(rejects) FILTER (WHERE state = 'done'), 0) AS rejects,
         coalesce(sum(range_end - range_start) FILTER (WHERE state = 'done'), 0) AS units_done,
         coalesce(sum(range_end - range_start), 0) AS units
       FROM sizewise.import_chunks WHERE project_id = $1 AND import_id = $2`,
      [projectId, importId],
    );
    const { rows: details } = await session.query<{
      ignored: Record<string, number>;
      by_segment_type: Record<string, number>;
      warnings: ImportWarning[];
    }>(
      `SELECT ignored, by_segment_type, warnings FROM sizewise.import_chunks
       WHERE project_id = $1 AND import_id = $2 AND state = 'done' ORDER BY chunk`,
      [projectId, importId],
    );
    const { rows: plans } = await session.query<{
      ignored: Record<string, number>;
      warnings: ImportWarning[];
      network: StoredNetwork | null;
    }>(
      `SELECT plan_ignored AS ignored, plan_warnings AS warnings, network FROM sizewise.imports
       WHERE project_id = $1 AND id = $2`,
      [projectId, importId],
    );
    const sum = rows[0] ?? {};
    const plan = plans[0] ?? { ignored: {}, warnings: [], network: null };
    return {
      rows: Number(sum['rows'] ?? 0),
      spatialRows: Number(sum['spatial_rows'] ?? 0),
      calculations: Number(sum['calculations'] ?? 0) + (plan.network?.calculations ?? 0),
      rejects: Number(sum['rejects'] ?? 0),
      chunksDone: Number(sum['done'] ?? 0),
      chunksTotal: Number(sum['chunks'] ?? 0),
      unitsDone: Number(sum['units_done'] ?? 0),
      unitsTotal: Number(sum['units'] ?? 0),
      ignored: mergeCounts([plan.ignored, ...details.map((row) => row.ignored)]),
      bySegmentType: mergeCounts(details.map((row) => row.by_segment_type)),
      warnings: mergeWarnings([
        plan.warnings,
        ...details.map((row) => row.warnings),
        plan.network?.warnings ?? [],
      ]),
    };
  }
}
