import { AppError } from './app-error.ts';

/** One numbered SQL file of a package. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/** A database session that runs plain SQL; one session, so that the lock and the transaction hold. */
export interface MigrationSession {
  query(sql: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

/** An applied migration whose text is not what was applied. */
export class MigrationChangedError extends AppError {
  constructor(packageName: string, migration: Migration) {
    super(
      'migration_changed',
      `Migration ${migration.number} of ${packageName} differs from the one applied`,
      {
        data: { package: packageName, number: migration.number, name: migration.name },
      },
    );
  }
}

const LOCK_KEY = 7_305_201_914;

const SET_UP = `
  CREATE SCHEMA IF NOT EXISTS sizewise;
  CREATE TABLE IF NOT EXISTS sizewise.migrations (
    package text NOT NULL, number integer NOT NULL, name text NOT NULL, sql text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (package, number));`;

/**
 * Applies the migrations of one package that are not applied yet, each in a transaction of its own, under a
 * lock that makes two starts at once take turns.
 * @throws MigrationChangedError when the text of an applied migration has changed.
 */
export async function applyMigrations(
  session: MigrationSession,
  packageName: string,
  migrations: readonly Migration[],
): Promise<number[]> {
  await session.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
  try {
    await session.query(SET_UP);
    const done = await session.query('SELECT number, sql FROM sizewise.migrations WHERE package = $1', [
      packageName,
    ]);
    const applied = new Map(done.rows.map((row) => [Number(row['number']), String(row['sql'])]));
    const fresh: number[] = [];
    for (const migration of [...migrations].sort((a, b) => a.number - b.number)) {
      const before = applied.get(migration.number);
      if (before === migration.sql) continue;
      if (before !== undefined) throw new MigrationChangedError(packageName, migration);
      await applyOne(session, packageName, migration);
      fresh.push(migration.number);
    }
    return fresh;
  } finally {
    await session.query('SELECT pg_advisory_unlock($1)', [LOCK_KEY]);
  }
}

async function applyOne(session: MigrationSession, packageName: string, migration: Migration): Promise<void> {
  await session.query('BEGIN');
  try {
    await session.query(migration.sql);
    await session.query(
      'INSERT INTO sizewise.migrations (package, number, name, sql) VALUES ($1, $2, $3, $4)',
      [packageName, migration.number, migration.name, migration.sql],
    );
    await session.query('COMMIT');
  } catch (error) {
    await session.query('ROLLBACK');
    throw error;
  }
}
