import { type Logger } from '@sizewise/shared';

import { ExecutionLostError } from '../errors.ts';
import { type Database, type Queryable } from '../ports.ts';
import { type ImportRow } from './import-row.ts';

/** How long an import's executor may go without a heartbeat before another process takes the import over, seconds. */
export const EXECUTOR_LEASE_SECONDS = 30;

const HEARTBEAT_MS = 10_000;

/** The right to bring one import to its end; while it is held, no other process does. */
export interface ExecutorLease {
  /** What `imports.executor_token` holds as long as this lease does. */
  readonly token: string;
  /** Executors that vanished one after the other while no chunk was done. */
  readonly takeovers: number;
  /** Aborts, with ExecutionLostError, once another process has taken the import over. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

interface HeldLease {
  readonly token: string;
  readonly lost: AbortController;
}

/** Leases of the imports that this process executes, kept by heartbeats until they are released. */
export class ExecutorLeases {
  readonly #db: Database;
  readonly #owner: string;
  readonly #logger: Logger;
  readonly #held = new Map<string, HeldLease>();
  #timer: NodeJS.Timeout | null = null;

  /** @param owner name of this process: one that is kept over a restart takes its former leases back at once */
  constructor(db: Database, owner: string, logger: Logger) {
    this.#db = db;
    this.#owner = owner;
    this.#logger = logger;
  }

  /** Null while another process executes the import. */
  async claim(importId: string): Promise<ExecutorLease | null> {
    return this.#take(importId, 'AND (i.executor IS NULL OR i.executor = $2 OR i.executor_until < now())');
  }

  /** Takes the import away from whichever process executes it; null where it is gone. */
  async seize(importId: string): Promise<ExecutorLease | null> {
    return this.#take(importId, '');
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#held.clear();
  }

  async #take(importId: string, condition: string): Promise<ExecutorLease | null> {
    const { rows } = await this.#db.query<{ executor_token: string; takeovers: number }>(
      `UPDATE sizewise.imports i SET executor = $2, executor_token = executor_token + 1,
         executor_until = now() + make_interval(secs => ${EXECUTOR_LEASE_SECONDS}), takeover_chunks = done.chunks,
         takeovers = CASE WHEN executor IS NULL THEN 0 WHEN done.chunks > takeover_chunks THEN 1 ELSE takeovers + 1 END
       FROM (SELECT count(*)::int AS chunks FROM sizewise.import_chunks WHERE import_id = $1 AND state = 'done') done
       WHERE i.id = $1 ${condition} RETURNING i.executor_token, i.takeovers`,
      [importId, this.#owner],
    );
    const row = rows[0];
    if (!row) return null;
    const held: HeldLease = { token: row.executor_token, lost: new AbortController() };
    this.#held.set(importId, held);
    this.#beat();
    return {
      token: held.token,
      takeovers: row.takeovers,
      lost: held.lost.signal,
      release: () => this.#release(importId, held),
    };
  }

  async #release(importId: string, held: HeldLease): Promise<void> {
    if (this.#held.get(importId) === held) this.#held.delete(importId);
    await this.#db
      .query(
        `UPDATE sizewise.imports SET executor = NULL, executor_until = NULL WHERE id = $1 AND executor_token = $2`,
        [importId, held.token],
      )
      // It runs out by itself where the database is away.
      .catch((error: unknown) => this.#logger.warn({ importId, err: error }, 'A lease was not given back'));
  }

  #beat(): void {
    this.#timer ??= setInterval(() => {
      void this.#extend().catch((error: unknown) =>
        this.#logger.warn({ err: error }, 'No heartbeat of executed imports'),
      );
    }, HEARTBEAT_MS).unref();
  }

  async #extend(): Promise<void> {
    const held = [...this.#held];
    if (held.length === 0) return;
    const { rows } = await this.#db.query<{ id: string }>(
      `UPDATE sizewise.imports i SET executor_until = now() + make_interval(secs => ${EXECUTOR_LEASE_SECONDS})
       FROM unnest($1::uuid[], $2::bigint[]) AS held (id, token)
       WHERE i.id = held.id AND i.executor_token = held.token RETURNING i.id`,
      [held.map(([id]) => id), held.map(([, { token }]) => token)],
    );
    const kept = new Set(rows.map(({ id }) => id));
    for (const [id, { lost }] of held) if (!kept.has(id)) lost.abort(new ExecutionLostError(id));
  }
}

/**
 * Makes sure, until the end of the transaction, that the import is executed under the token that `row` was read with.
 * @throws ExecutionLostError
 */
export async function holdImport(
  session: Queryable,
  row: Pick<ImportRow, 'id' | 'executor_token'>,
): Promise<void> {
  const { rowCount } = await session.query(
    'SELECT 1 FROM sizewise.imports WHERE id = $1 AND executor_token = $2 FOR NO KEY UPDATE',
    [row.id, row.executor_token],
  );
  if (rowCount !== 1) throw new ExecutionLostError(row.id);
}
