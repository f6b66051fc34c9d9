import { type IndexReport, type IndexState, type MigrationSession } from '@sizewise/shared';

import { takeLock } from '../take-lock.ts';
import { areComplete } from './index-report.ts';
import { inheritedIndexes, stateOfInherited } from './inherited-indexes.ts';
import { POSTGRES_INDEXES, type PostgresIndex } from './postgres-index-list.ts';

const LOCK_KEY = 7_305_201_915;

const STATES = `
  SELECT wanted.name, i.indisvalid AND i.indisready AS valid,
    EXISTS (SELECT FROM pg_stat_progress_create_index p
            WHERE p.datname = current_database() AND p.index_relid = c.oid) AS building,
    pg_relation_size(c.oid)::float8 AS bytes, s.idx_scan::float8 AS uses
  FROM unnest($1::text[]) AS wanted (name)
  LEFT JOIN pg_class c ON c.relname = wanted.name AND c.relnamespace = to_regnamespace('sizewise') AND c.relkind = 'i'
  LEFT JOIN pg_index i ON i.indexrelid = c.oid
  LEFT JOIN pg_stat_all_indexes s ON s.indexrelid = c.oid`;

/** What an interrupted REINDEX CONCURRENTLY leaves beside the index. */
const LEFTOVERS = `
  SELECT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE c.relnamespace = to_regnamespace('sizewise') AND NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$'
    AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p
                    WHERE p.datname = current_database() AND p.index_relid = c.oid)`;

interface StateRow {
  name: string;
  valid: boolean | null;
  building: boolean;
  bytes: number | null;
  uses: number | null;
}

function stateOf({ valid, building }: StateRow): IndexState {
  if (valid === null) return 'missing';
  if (valid) return 'ok';
  return building ? 'building' : 'invalid';
}

const NAMES = POSTGRES_INDEXES.map(({ name }) => name);

/** Which of the indexes exist, with their size and use; tables of large imports, which have their own, are counted in. */
export async function postgresIndexes(session: MigrationSession): Promise<IndexReport[]> {
  const inherited = await inheritedIndexes(session, NAMES);
  return (await ownIndexes(session)).map((report) => {
    const others = inherited.filter(({ name }) => name === report.name);
    if (others.length === 0 || report.state !== 'ok') return report;
    const sum = (key: 'bytes' | 'uses'): number =>
      others.reduce((total, one) => total + one[key], report[key] ?? 0);
    return { ...report, state: stateOfInherited(others), bytes: sum('bytes'), uses: sum('uses') };
  });
}

/** The indexes of the tables themselves. */
async function ownIndexes(session: MigrationSession): Promise<IndexReport[]> {
  const { rows } = await session.query(STATES, [NAMES]);
  const found = new Map((rows as unknown as StateRow[]).map((row) => [row.name, row]));
  return POSTGRES_INDEXES.map(({ name, table, serves }) => {
    const row = found.get(name) ?? { name, valid: null, building: false, bytes: null, uses: null };
    return {
      store: 'postgres',
      name,
      table,
      state: stateOf(row),
      serves,
      bytes: row.bytes,
      uses: row.uses,
    };
  });
}

/**
 * Builds what is missing and builds anew what an interrupted build left invalid, beside readers and writers. Two
 * processes take turns. Waits for transactions that are open on the tables.
 * @param session one session, not in a transaction; its timeouts are lifted meanwhile
 * @param signal ends the work between two indexes
 * @returns names of the indexes that were built
 */
export async function repairPostgresIndexes(
  session: MigrationSession,
  signal?: AbortSignal,
): Promise<string[]> {
  if (areComplete(await postgresIndexes(session)) && (await leftovers(session)).length === 0) return [];
  const settings = await session.query(
    `SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock`,
  );
  await setTimeouts(session, '0', '0');
  try {
    await takeLock(session, LOCK_KEY, signal);
    try {
      return await buildBroken(session, signal);
    } finally {
      await session.query('SELECT pg_advisory_unlock($1)', [LOCK_KEY]);
    }
  } finally {
    const [before] = settings.rows;
    await setTimeouts(session, String(before?.['statement']), String(before?.['lock']));
  }
}

async function buildBroken(session: MigrationSession, signal: AbortSignal | undefined): Promise<string[]> {
  const built: string[] = [];
  for (const name of await leftovers(session)) {
    signal?.throwIfAborted();
    await session.query(`DROP INDEX CONCURRENTLY IF EXISTS sizewise.${quoted(name)}`);
  }
  for (const { name, table, definition } of await brokenIndexes(session)) {
    signal?.throwIfAborted();
    await session.query(`DROP INDEX CONCURRENTLY IF EXISTS sizewise.${quoted(name)}`);
    await session.query(
      `CREATE INDEX CONCURRENTLY ${quoted(name)} ON sizewise.${quoted(table)} ${definition}`,
    );
    // What the planner knows of an expression, it knows from the index.
    await session.query(`ANALYZE sizewise.${quoted(table)}`);
    built.push(name);
  }
  return [...built, ...(await buildInherited(session, signal))];
}

/** Gives tables of large imports the indexes that their parent has and they have not. */
async function buildInherited(session: MigrationSession, signal: AbortSignal | undefined): Promise<string[]> {
  const built: string[] = [];
  for (const { name, table, index, valid, isUnique, definition } of await inheritedIndexes(session, NAMES)) {
    if (valid) continue;
    signal?.throwIfAborted();
    if (index !== null) await session.query(`DROP INDEX CONCURRENTLY IF EXISTS sizewise.${quoted(index)}`);
    const own = index ?? `${name}_${table.slice(-32)}`;
    await session.query(
      `CREATE ${isUnique ? 'UNIQUE ' : ''}INDEX CONCURRENTLY ${quoted(own)} ON sizewise.${quoted(table)} ${definition}`,
    );
    await session.query(`ANALYZE sizewise.${quoted(table)}`);
    built.push(own);
  }
  return built;
}

async function brokenIndexes(session: MigrationSession): Promise<PostgresIndex[]> {
  const states = new Map((await ownIndexes(session)).map(({ name, state }) => [name, state]));
  return POSTGRES_INDEXES.filter(({ name }) => {
    const state = states.get(name);
    return state === 'missing' || state === 'invalid';
  });
}

async function leftovers(session: MigrationSession): Promise<string[]> {
  const { rows } = await session.query(LEFTOVERS);
  return rows.map(({ name }) => String(name));
}

async function setTimeouts(session: MigrationSession, statement: string, lock: string): Promise<void> {
  await session.query(
    `SELECT set_config('statement_timeout', $1, false), set_config('lock_timeout', $2, false)`,
    [statement, lock],
  );
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
