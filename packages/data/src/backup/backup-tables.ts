import { type BackupTable } from '@sizewise/shared';
import { type Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';

import { addParts, partName } from './archive-parts.ts';
import { type ArchiveWriter } from './archive-writer.ts';
import { withinSnapshot } from './backup-session.ts';
import { rowsFolder } from './entry-names.ts';
import { quoted, tableName } from './table-catalogue.ts';

const UNDEFINED_TABLE = '42P01';

/**
 * Copies the rows of one table as the snapshot shows them. The transaction ends with the table, so that nobody waits for
 * its lock longer than that.
 * @returns rows; null where the table was dropped meanwhile
 */
export async function backUpTable(
  session: Client,
  snapshot: string,
  archive: ArchiveWriter,
  { name, columns }: BackupTable,
): Promise<number | null> {
  const source = `${tableName(name)} (${columns.map(quoted).join(', ')})`;
  try {
    return await withinSnapshot(session, snapshot, async () => {
      const copy = session.query(copyTo(`COPY ${source} TO STDOUT`));
      await addParts(archive, copy, (part) => partName(rowsFolder(name), part));
      return copy.rowCount;
    });
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNDEFINED_TABLE) throw error;
    await session.query('ROLLBACK');
    return null;
  }
}

/** Where the sequences of the schema stand: at least at what the snapshot's rows have used. */
export async function readSequences(
  session: Client,
): Promise<{ name: string; value: string; isCalled: boolean }[]> {
  const { rows } = await session.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'sizewise'::regnamespace AND relkind = 'S' ORDER BY 1`,
  );
  const sequences = [];
  for (const { name } of rows) {
    const state = await session.query<{ value: string; isCalled: boolean }>(
      `SELECT last_value::text AS value, is_called AS "isCalled" FROM ${tableName(name)}`,
    );
    if (state.rows[0]) sequences.push({ name, ...state.rows[0] });
  }
  return sequences;
}
