import {
  applyMigrations,
  type BackupSchema,
  type BackupTable,
  MigrationChangedError,
} from '@sizewise/shared';
import { type Client } from 'pg';

import { BackupNewerError, InstallationNotEmptyError } from './errors.ts';
import { quoted, tableName } from './table-catalogue.ts';

/** Tables that hold nothing before somebody has used the installation. */
const USED = ['projects', 'imports', 'drawings'];

/** @throws InstallationNotEmptyError */
export async function checkUnused(session: Client): Promise<void> {
  for (const name of USED) {
    const { rowCount } = await session.query(`SELECT FROM ${tableName(name)} LIMIT 1`);
    if (rowCount !== 0) throw new InstallationNotEmptyError(`it has ${name}`);
  }
}

/**
 * Makes the tables anew as they were where the backup was taken: by the migrations that were applied there, in their
 * order, and those that imports had made for themselves. Their indexes come with `completeTables`.
 * @returns the tables that no migration makes
 * @throws BackupNewerError, MigrationChangedError where the migrations of this version, which the database has had
 * applied, are fewer or others
 */
export async function recreateTables(session: Client, schema: BackupSchema): Promise<BackupTable[]> {
  await checkMigrations(session, schema);
  await session.query('DROP SCHEMA sizewise CASCADE');
  await applyMigrations(session, 'restore', []);
  for (const { package: packageName, number, name, sql } of schema.migrations) {
    await session.query(sql);
    await session.query(
      'INSERT INTO sizewise.migrations (package, number, name, sql, applied_at) VALUES ($1, $2, $3, $4, clock_timestamp())',
      [packageName, number, name, sql],
    );
  }
  const own: BackupTable[] = [];
  for (const table of schema.tables) {
    const { rows } = await session.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
      tableName(table.name),
    ]);
    if (rows[0]?.there === true) continue;
    const { columns, options } = table.definition;
    const storage = options.length === 0 ? '' : ` WITH (${options.join(', ')})`;
    await session.query(`CREATE TABLE ${tableName(table.name)} (${columns.join(', ')})${storage}`);
    own.push(table);
  }
  return own;
}

/** Gives tables that no migration makes what they had beside their rows. */
export async function completeTables(session: Client, tables: readonly BackupTable[]): Promise<void> {
  for (const { name, definition } of tables) {
    const table = tableName(name);
    for (const constraint of definition.constraints) {
      await session.query(`ALTER TABLE ${table} ADD ${constraint}`);
    }
    for (const index of definition.indexes) await session.query(index);
    for (const parent of definition.parents) {
      await session.query(`ALTER TABLE ${table} INHERIT ${tableName(parent)}`);
    }
    await session.query(`ANALYZE ${table}`);
  }
}

export async function setSequences(
  session: Client,
  sequences: readonly { name: string; value: string; isCalled: boolean }[],
): Promise<void> {
  for (const { name, value, isCalled } of sequences) {
    await session.query(`SELECT setval(to_regclass($1), $2, $3)`, [
      `sizewise.${quoted(name)}`,
      value,
      isCalled,
    ]);
  }
}

async function checkMigrations(session: Client, { migrations }: BackupSchema): Promise<void> {
  const { rows } = await session.query<{ package: string; number: number; sql: string }>(
    'SELECT package, number, sql FROM sizewise.migrations',
  );
  const known = new Map(rows.map((row) => [`${row.package} ${row.number}`, row.sql]));
  for (const migration of migrations) {
    const sql = known.get(`${migration.package} ${migration.number}`);
    if (sql === undefined) {
      throw new BackupNewerError(`migration ${migration.number} of ${migration.package} is not known here`);
    }
    if (sql !== migration.sql) throw new MigrationChangedError(migration.package, migration);
  }
}
