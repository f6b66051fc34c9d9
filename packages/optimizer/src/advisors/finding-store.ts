import { type Finding, type FindingState, type StoredFinding } from '@sizewise/shared';

import { type Queryable } from '../pools/queryable.ts';

/** Resolved findings are kept as long as hours of samples, seconds. */
const KEPT_SECONDS = 400 * 24 * 3600;
/** Findings of one answer at most. */
const MOST_LISTED = 1000;

const OPEN = `
  INSERT INTO sizewise.findings (id, subject, first_seen, last_seen, finding)
  SELECT f->>'id', f->>'subject', $2, $2, f FROM jsonb_array_elements($1::jsonb) f
  ON CONFLICT (id, subject) WHERE resolved_at IS NULL
    DO UPDATE SET last_seen = excluded.last_seen, finding = excluded.finding`;

const RESOLVE = `
  UPDATE sizewise.findings o SET resolved_at = $2
  WHERE resolved_at IS NULL AND id = ANY ($3)
    AND NOT EXISTS (SELECT FROM jsonb_array_elements($1::jsonb) f WHERE f->>'id' = o.id AND f->>'subject' = o.subject)`;

/** Findings in PostgreSQL: when each was first and last seen, and when it was resolved. */
export class FindingStore {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  /**
   * Keeps the findings of one run. Those of former runs that are not among them are resolved.
   * @param judged advisors that had their evidence; findings of others stay as they are
   */
  async record(findings: readonly Finding[], judged: readonly string[], at: Date): Promise<void> {
    const json = JSON.stringify(findings);
    await this.#database.query(OPEN, [json, at]);
    await this.#database.query(RESOLVE, [json, at, judged]);
    await this.#database.query('DELETE FROM sizewise.findings WHERE resolved_at < $1', [
      new Date(at.getTime() - KEPT_SECONDS * 1000),
    ]);
  }

  /** Newest first; at most 1,000. */
  async list(state: FindingState): Promise<StoredFinding[]> {
    const { rows } = await this.#database.query<{
      finding: Finding;
      first_seen: Date;
      last_seen: Date;
      resolved_at: Date | null;
    }>(
      `SELECT finding, first_seen, last_seen, resolved_at FROM sizewise.findings
       WHERE CASE $1 WHEN 'open' THEN resolved_at IS NULL WHEN 'resolved' THEN resolved_at IS NOT NULL ELSE true END
       ORDER BY last_seen DESC, id, subject LIMIT ${MOST_LISTED}`,
      [state],
    );
    return rows.map((row) => ({
      ...row.finding,
      firstSeen: row.first_seen.toISOString(),
      lastSeen: row.last_seen.toISOString(),
      resolvedAt: row.resolved_at?.toISOString() ?? null,
    }));
  }
}
