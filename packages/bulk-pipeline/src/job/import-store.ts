import { randomUUID } from 'node:crypto';

import {
  type ErrorCode,
  type Format,
  type ImportCounts,
  type ImportStage,
  type ImportStatus,
  type Reject,
} from '@sizewise/shared';

import {
  ExecutionLostError,
  IdempotencyMismatchError,
  ImportFinishedError,
  ImportNotFoundError,
} from '../errors.ts';
import { type ImportFilter, type ImportSelection } from '../import-pipeline.ts';
import { type ParseOptions } from '../parse/format.ts';
import { type Database, type Queryable } from '../ports.ts';
import { type ImportRow } from './import-row.ts';
import { REJECT_COLUMNS, rejectOf, type RejectRow } from './reject-row.ts';

/** What intake knows of a new import. */
export interface NewImport {
  readonly id: string;
  readonly projectId: string;
  readonly fileName: string;
  readonly format: Format;
  readonly sha256: string;
  readonly bytes: number;
  readonly options: ParseOptions;
  readonly idempotencyKey: string | null;
  readonly force: boolean;
}

const REJECT_PAGE = 500;

/** Imports of a project, format and part of the file name; $1 to $4. One without a format is still being received. */
const SELECTED = `
  ($1::uuid IS NULL OR project_id = $1) AND ($2::text IS NULL OR status = $2)
  AND ($3::text IS NULL OR format = $3) AND ($4::text IS NULL OR position(lower($4) IN lower(file_name)) > 0)
  AND (status <> 'removing' OR $2 = 'removing') AND format IS NOT NULL`;

function selected({ projectId, status, format, q }: ImportSelection): (string | null)[] {
  return [projectId ?? null, status ?? null, format ?? null, q ?? null];
}

/** The imports and drawings tables. */
export class ImportStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Creates drawing, revision and import in one transaction, or names the import that has these bytes already.
   * @throws IdempotencyMismatchError when the key came before with other bytes
   */
  async create(
    fresh: NewImport,
    enqueue: (session: Queryable, importId: string) => Promise<void>,
  ): Promise<{ importId: string; duplicate: boolean }> {
    return this.#db.transaction(async (session) => {
      // Two uploads of the same bytes, or under one name, at once take turns.
      await session.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `sizewise:${fresh.projectId}`,
      ]);
      const existing = await this.#existing(session, fresh);
      if (existing) return { importId: existing, duplicate: true };
      const { drawingId, revision } = await this.#nextRevision(session, fresh);
      await session.query(
        `INSERT INTO sizewise.imports
           (project_id, id, drawing_id, revision, file_name, status, format, sha256, bytes, options, idempotency_key)
         VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7, $8, $9, $10)`,
        [
          fresh.projectId,
          fresh.id,
          drawingId,
          revision,
          fresh.fileName,
          fresh.format,
          fresh.sha256,
          fresh.bytes,
          JSON.stringify(fresh.options),
          fresh.idempotencyKey,
        ],
      );
      await enqueue(session, fresh.id);
      return { importId: fresh.id, duplicate: false };
    });
  }

  /** @throws ImportNotFoundError */
  async row(importId: string, session: Queryable = this.#db): Promise<ImportRow> {
    const { rows } = await session.query<ImportRow>('SELECT * FROM sizewise.imports WHERE id = $1', [
      importId,
    ]);
    if (!rows[0]) throw new ImportNotFoundError(importId);
    return rows[0];
  }

  async list(filter: ImportFilter): Promise<{ rows: ImportRow[]; nextCursor: string | null }> {
    const [at = null, id = null] = filter.cursor
      ? Buffer.from(filter.cursor, 'base64url').toString('utf8').split(' ')
      : [];
    const { rows } = await this.#db.query<ImportRow & { cursor: string }>(
      `SELECT *, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS cursor
       FROM sizewise.imports
       WHERE ${SELECTED} AND ($5::timestamptz IS NULL OR (created_at, id) < ($5, $6::uuid))
       ORDER BY created_at DESC, id DESC LIMIT $7`,
      [...selected(filter), at, id, filter.limit + 1],
    );
    const page = rows.slice(0, filter.limit);
    const last = page.at(-1);
    const nextCursor =
      rows.length > filter.limit && last
        ? Buffer.from(`${last.cursor} ${last.id}`).toString('base64url')
        : null;
    return { rows: page, nextCursor };
  }

  /** Counts of those that `list` would give without a limit. */
  async counts(selection: ImportSelection): Promise<ImportCounts> {
    const { rows } = await this.#db.query<{ status: ImportStatus; format: string; count: number }>(
      `SELECT status, format, count(*)::int AS count FROM sizewise.imports WHERE ${SELECTED} GROUP BY status, format`,
      selected(selection),
    );
    const sum = (matches: (row: (typeof rows)[number]) => boolean): number =>
      rows.filter(matches).reduce((all, { count }) => all + count, 0);
    const formats = [...new Set(rows.map(({ format }) => format))].toSorted();
    return {
      total: sum(() => true),
      byStatus: {
        queued: sum(({ status }) => status === 'queued'),
        running: sum(({ status }) => status === 'running'),
        completed: sum(({ status }) => status === 'completed'),
        failed: sum(({ status }) => status === 'failed'),
        cancelled: sum(({ status }) => status === 'cancelled'),
        removing: sum(({ status }) => status === 'removing'),
      },
      byFormat: Object.fromEntries(formats.map((name) => [name, sum(({ format }) => format === name)])),
    };
  }

  /**
   * Imports that have not ended and that no other process is at.
   * @param owner name of this process
   */
  async unfinished(owner: string): Promise<{ id: string; status: ImportStatus }[]> {
    const { rows } = await this.#db.query<{ id: string; status: ImportStatus }>(
      `SELECT id, status FROM sizewise.imports WHERE status IN ('queued', 'running', 'removing')
         AND (executor IS NULL OR executor = $1 OR executor_until < now()) ORDER BY created_at`,
      [owner],
    );
    return rows;
  }

  /** @throws ExecutionLostError */
  async enterStage(row: ImportRow, stage: ImportStage): Promise<void> {
    const { rowCount } = await this.#db.query(
      `UPDATE sizewise.imports SET status = 'running', stage = $2, started_at = coalesce(started_at, now())
       WHERE id = $1 AND executor_token = $3 AND status IN ('queued', 'running')`,
      [row.id, stage, row.executor_token],
    );
    if (rowCount !== 1) throw new ExecutionLostError(row.id);
  }

  /** Settles that the import will fail; whoever executes it clears its rows. */
  async condemn(importId: string, error: { code: ErrorCode; detail: string }): Promise<void> {
    await this.#db.query(
      `UPDATE sizewise.imports SET error = $2 WHERE id = $1 AND status IN ('queued', 'running')`,
      [importId, JSON.stringify(error)],
    );
  }

  /** @throws ImportFinishedError when there is nothing left to cancel */
  async requestCancel(importId: string): Promise<void> {
    const { rowCount } = await this.#db.query(
      `UPDATE sizewise.imports SET cancel_requested = true WHERE id = $1 AND status IN ('queued', 'running')`,
      [importId],
    );
    if (rowCount === 1) return;
    throw new ImportFinishedError(importId, (await this.row(importId)).status);
  }

  async *rejects(importId: string): AsyncGenerator<Reject> {
    const { project_id: projectId } = await this.row(importId);
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const { rows } = await this.#db.query<RejectRow>(
        `SELECT ${REJECT_COLUMNS} FROM sizewise.import_rejects
         WHERE project_id = $1 AND import_id = $2 AND id > $3 ORDER BY id LIMIT ${REJECT_PAGE}`,
        [projectId, importId, after],
      );
      yield* rows.map(rejectOf);
      const last = rows.at(-1);
      if (!last || rows.length < REJECT_PAGE) return;
      after = last.id;
    }
  }

  async #existing(session: Queryable, fresh: NewImport): Promise<string | null> {
    if (fresh.idempotencyKey !== null) {
      const { rows } = await session.query<{ id: string; sha256: string; file_name: string }>(
        'SELECT id, sha256, file_name FROM sizewise.imports WHERE project_id = $1 AND idempotency_key = $2',
        [fresh.projectId, fresh.idempotencyKey],
      );
      const before = rows[0];
      if (before && before.sha256 === fresh.sha256) return before.id;
      if (before) throw new IdempotencyMismatchError(fresh.idempotencyKey, before.id);
    }
    if (fresh.force) return null;
    const { rows } = await session.query<{ id: string }>(
      `SELECT id FROM sizewise.imports
       WHERE project_id = $1 AND sha256 = $2 AND status IN ('queued', 'running', 'completed') AND replaced_at IS NULL
       ORDER BY created_at DESC LIMIT 1`,
      [fresh.projectId, fresh.sha256],
    );
    return rows[0]?.id ?? null;
  }

  async #nextRevision(
    session: Queryable,
    fresh: NewImport,
  ): Promise<{ drawingId: string; revision: number }> {
    const { rows } = await session.query<{ id: string }>(
      `INSERT INTO sizewise.drawings (project_id, id, file_name) VALUES ($1, $2, $3)
       ON CONFLICT (project_id, file_name) DO UPDATE SET file_name = excluded.file_name RETURNING id`,
      [fresh.projectId, randomUUID(), fresh.fileName],
    );
    const drawingId = rows[0]?.id ?? '';
    const { rows: last } = await session.query<{ revision: number | null }>(
      'SELECT max(revision) AS revision FROM sizewise.imports WHERE project_id = $1 AND drawing_id = $2',
      [fresh.projectId, drawingId],
    );
    return { drawingId, revision: (last[0]?.revision ?? 0) + 1 };
  }
}
