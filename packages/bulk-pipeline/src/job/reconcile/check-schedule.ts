import { type Database, type Queryable } from '../../ports.ts';

/**
 * When an import is looked at again, seconds after it was entered. What a dead process had sent is stored within
 * milliseconds; the later looks are for a server that was away meanwhile.
 */
const DELAYS = [10, 60, 600] as const;
/** A look that has taken so long was cut off: another process takes it up. Seconds. */
const GIVEN_UP_AFTER = 300;
/** A look that failed, for a server that was away, comes again after so many seconds. */
const AGAIN_AFTER = 10;
/** Imports of so many hours are looked at once more after a start: the servers may have been restored meanwhile. */
const RECENT_HOURS = 24;

/** An import whose turn it is. */
export interface DueCheck {
  readonly importId: string;
  readonly projectId: string;
  readonly round: number;
  /** As text: it tells whether the import was entered anew meanwhile. */
  readonly claimedUntil: string;
}

/** The imports whose documents outside of PostgreSQL have to be looked at again: a table, so that a crash forgets none. */
export class CheckSchedule {
  readonly #db: Database;
  readonly #isNeeded: boolean;

  /** @param isNeeded false where documents commit with their segments: then nothing is ever entered */
  constructor(db: Database, isNeeded: boolean) {
    this.#db = db;
    this.#isNeeded = isNeeded;
  }

  /** Enters an import, or begins with it anew. */
  async enter(
    session: Queryable,
    { id, project_id: projectId }: { readonly id: string; readonly project_id: string },
  ): Promise<void> {
    if (!this.#isNeeded) return;
    await session.query(
      `INSERT INTO sizewise.import_checks (import_id, project_id, due_at)
       VALUES ($1, $2, clock_timestamp() + make_interval(secs => ${DELAYS[0]}))
       ON CONFLICT (import_id) DO UPDATE SET round = 0, due_at = excluded.due_at`,
      [id, projectId],
    );
  }

  /** Enters an import that ends, where a chunk of it was tried twice or the import itself was. */
  async enterDisturbed(session: Queryable, importId: string): Promise<void> {
    if (!this.#isNeeded) return;
    await session.query(
      `INSERT INTO sizewise.import_checks (import_id, project_id, due_at)
       SELECT id, project_id, clock_timestamp() + make_interval(secs => ${DELAYS[0]}) FROM sizewise.imports i
       WHERE id = $1 AND (attempt > 1 OR EXISTS (
         SELECT 1 FROM sizewise.import_chunks c
         WHERE c.project_id = i.project_id AND c.import_id = i.id AND c.lease_token > 1))
       ON CONFLICT (import_id) DO UPDATE SET round = 0, due_at = excluded.due_at`,
      [importId],
    );
  }

  /** Enters the imports of the last day for one look, those excepted that were looked at within the hour. */
  async enterRecent(): Promise<void> {
    if (!this.#isNeeded) return;
    await this.#db.query(
      `INSERT INTO sizewise.import_checks (import_id, project_id, round, due_at)
       SELECT id, project_id, ${DELAYS.length - 1}, clock_timestamp() + make_interval(secs => ${DELAYS[0]})
       FROM sizewise.imports
       WHERE status = 'completed' AND finished_at > now() - make_interval(hours => ${RECENT_HOURS})
         AND coalesce((reconciliation ->> 'at')::timestamptz, '-infinity') < now() - interval '1 hour'
       ON CONFLICT DO NOTHING`,
    );
  }

  /** Takes the import that has been due longest; nobody else gets it until it is settled, or its process is dead. */
  async claim(): Promise<DueCheck | null> {
    if (!this.#isNeeded) return null;
    const { rows } = await this.#db.query<DueCheck>(
      `UPDATE sizewise.import_checks SET due_at = clock_timestamp() + make_interval(secs => ${GIVEN_UP_AFTER})
       WHERE import_id = (
         SELECT import_id FROM sizewise.import_checks WHERE due_at <= clock_timestamp()
         ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING import_id AS "importId", project_id AS "projectId", round, due_at::text AS "claimedUntil"`,
    );
    return rows[0] ?? null;
  }

  /** Has the import looked at again, after a look that failed. */
  async putOff({ importId, claimedUntil }: DueCheck): Promise<void> {
    await this.#db.query(
      `UPDATE sizewise.import_checks SET due_at = clock_timestamp() + make_interval(secs => ${AGAIN_AFTER})
       WHERE import_id = $1 AND due_at = $2::timestamptz`,
      [importId, claimedUntil],
    );
  }

  /** Sets when the import's next turn is, or forgets it after the last one. */
  async settle({ importId, round, claimedUntil }: DueCheck): Promise<void> {
    const delay = DELAYS[round + 1];
    const key = [importId, claimedUntil];
    if (delay === undefined) {
      await this.#db.query(
        'DELETE FROM sizewise.import_checks WHERE import_id = $1 AND due_at = $2::timestamptz',
        key,
      );
      return;
    }
    await this.#db.query(
      `UPDATE sizewise.import_checks SET round = round + 1, due_at = clock_timestamp() + make_interval(secs => $3)
       WHERE import_id = $1 AND due_at = $2::timestamptz`,
      [...key, delay],
    );
  }
}
