import { setTimeout as sleep } from 'node:timers/promises';

import { ImportCancelledError } from '../errors.ts';
import { type Database, type Queryable } from '../ports.ts';
import {
  MISSING_INDEXES,
  type MissingIndex,
  PARENT,
  PARENT_STATE,
  quoted,
  SIDE_TABLE_NAMES,
  sideIndexOf,
  sideTableOf,
  STATE,
} from './side-table-sql.ts';

/** Each costs the plan of every query on segments about 40 µs (docs/adr/0014), so they are few and the last go to the largest. */
const MAX_SIDE_TABLES = 16;
/** With so many more tables there, an import must be twice as large to get one. */
const DOUBLING = 4;
// A DROP that waits for a reader makes every later reader wait behind it.
const DROP_LOCK_TIMEOUT = '100ms';
const ATTACH_LOCK_TIMEOUT = '2s';
const DROP_ATTEMPTS = 20;
const MAX_DELAY_MS = 2000;
const LOCK_NOT_AVAILABLE = '55P03';

/** Whose rows a side table holds. */
export interface SideTableOwner {
  readonly projectId: string;
  readonly importId: string;
}

/**
 * Tables of large imports, one each: loaded without indexes, indexed when every row is there, and only then attached to
 * project_segments by inheritance, so that no reader ever scans one without its indexes.
 */
export class SideTables {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Makes the import's table, in the transaction that enters its chunks; what an earlier attempt left is dropped.
   * @param size how many times the import is as large as one that gets the first table
   * @returns false where its rows have to go into project_segments itself
   */
  async create(session: Queryable, { projectId, importId }: SideTableOwner, size: number): Promise<boolean> {
    const table = sideTableOf(importId);
    await session.query(`DROP TABLE IF EXISTS sizewise.${table}`);
    const { rows } = await session.query<{ takes: boolean; attached: number }>(PARENT_STATE);
    const { takes = false, attached = 0 } = rows[0] ?? {};
    if (!takes || attached >= MAX_SIDE_TABLES || size < 2 ** Math.floor(attached / DOUBLING)) return false;
    // By the CHECK the planner leaves the table out of queries for other projects and imports.
    const owner = await session.query<{ sql: string }>(
      `SELECT format('CHECK (project_id = %L::uuid AND import_id = %L::uuid)', $1::uuid, $2::uuid) AS sql`,
      [projectId, importId],
    );
    await session.query(
      `CREATE TABLE sizewise.${table} (
         LIKE ${PARENT} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE INCLUDING COMPRESSION,
         CONSTRAINT ${table}_owner ${owner.rows[0]?.sql ?? ''}
       ) WITH (autovacuum_enabled = false)`,
    );
    return true;
  }

  /** Whether the import has a table that is not attached yet. */
  async isLoading(importId: string): Promise<boolean> {
    const { there, attached } = await this.#state(sideTableOf(importId));
    return there && !attached;
  }

  /** Statements that give the table the indexes it lacks: first the one that takes longest, last the longest of the others. */
  async indexStatements(importId: string): Promise<{ method: string; statement: string }[]> {
    const { rows: missing } = await this.#db.query<MissingIndex>(MISSING_INDEXES, [sideTableOf(importId)]);
    const order = ({ method, isUnique }: MissingIndex): number => (method !== 'btree' ? 0 : isUnique ? 2 : 1);
    missing.sort((a, b) => order(a) - order(b));
    return missing.map(({ name, isUnique, method, definition }) => ({
      method,
      statement:
        `CREATE ${isUnique ? 'UNIQUE ' : ''}INDEX IF NOT EXISTS ${quoted(sideIndexOf(name, importId))} ` +
        `ON sizewise.${sideTableOf(importId)} ${definition}`,
    }));
  }

  /**
   * Attaches the indexed table: from here on reads of project_segments find its rows. Done again, it does nothing.
   * @throws ImportCancelledError when the import has ended meanwhile
   */
  async attach(importId: string): Promise<void> {
    const table = sideTableOf(importId);
    await this.#db.transaction(async (session) => {
      // Vacuum and index builds on the parent are in the way, readers and writers are not.
      await session.query(`SET LOCAL lock_timeout = '${ATTACH_LOCK_TIMEOUT}'`);
      const { rowCount } = await session.query(
        `SELECT 1 FROM sizewise.imports
         WHERE id = $1 AND status = 'running' AND NOT cancel_requested AND error IS NULL FOR NO KEY UPDATE`,
        [importId],
      );
      if (rowCount !== 1) throw new ImportCancelledError(importId);
      if ((await this.#state(table, session)).attached) return;
      await this.#addPrimaryKey(session, importId);
      await session.query(`ALTER TABLE sizewise.${table} RESET (autovacuum_enabled)`);
      await session.query(`ALTER TABLE sizewise.${table} INHERIT ${PARENT}`);
    });
  }

  /**
   * Drops the import's table, attached or not. A reader that stays longer than about half a minute keeps it: its rows
   * then have to be deleted, and `sweep` drops what is left.
   */
  async drop(importId: string): Promise<void> {
    const table = sideTableOf(importId);
    if (!(await this.#state(table)).there) return;
    for (let attempt = 1; attempt <= DROP_ATTEMPTS; attempt++) {
      try {
        await this.#db.transaction((session) => dropNow(session, table));
        return;
      } catch (error) {
        if ((error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw error;
        await sleep(Math.min(MAX_DELAY_MS, 50 * 2 ** attempt));
      }
    }
  }

  /** Drops tables whose import is gone or has ended without rows. */
  async sweep(): Promise<void> {
    const { rows } = await this.#db.query<{ id: string }>(
      `SELECT id::uuid::text AS id FROM (
         SELECT right(relname, 32) AS id FROM pg_class
         WHERE relnamespace = 'sizewise'::regnamespace AND relkind = 'r' AND relname ~ '${SIDE_TABLE_NAMES}') tables`,
    );
    for (const { id } of rows) {
      await this.#db.transaction(async (session) => {
        const found = await session.query<{ status: string }>(
          'SELECT status FROM sizewise.imports WHERE id = $1 FOR UPDATE',
          [id],
        );
        const status = found.rows[0]?.status ?? 'gone';
        if (['gone', 'failed', 'cancelled'].includes(status)) await dropNow(session, sideTableOf(id));
      });
    }
  }

  async #state(table: string, session: Queryable = this.#db): Promise<{ there: boolean; attached: boolean }> {
    const { rows } = await session.query<{ there: boolean; attached: boolean }>(STATE, [table]);
    return rows[0] ?? { there: false, attached: false };
  }

  async #addPrimaryKey(session: Queryable, importId: string): Promise<void> {
    const { rows } = await session.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
       WHERE i.indrelid = '${PARENT}'::regclass AND i.indisprimary`,
    );
    const [key] = rows;
    if (!key) return;
    const name = quoted(sideIndexOf(key.name, importId));
    await session.query(
      `ALTER TABLE sizewise.${sideTableOf(importId)} ADD CONSTRAINT ${name} PRIMARY KEY USING INDEX ${name}`,
    );
  }
}

async function dropNow(session: Queryable, table: string): Promise<void> {
  await session.query(`SET LOCAL lock_timeout = '${DROP_LOCK_TIMEOUT}'`);
  await session.query(`DROP TABLE IF EXISTS sizewise.${table}`);
}
