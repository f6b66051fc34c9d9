import { type BackupSchema, type BackupTable } from '@sizewise/shared';
import { type Client } from 'pg';

/**
 * Tables whose rows mean nothing elsewhere: migrations are kept apart; what processes do now; object numbers and
 * statement counters of this very server.
 */
const NOT_KEPT = ['migrations', 'workers', 'request_pressure', 'observed_indexes', 'statement_counters'];

const LOOKUP_FAILED = 'XX000';
const ATTEMPTS = 5;

interface TableRow extends Omit<BackupTable, 'definition'> {
  readonly definition: BackupTable['definition'];
  readonly references: string[];
}

// Names in definitions carry their schema: the search path is empty.
const TABLES = `
  SELECT c.relname AS name,
    ARRAY(SELECT attname::text FROM pg_attribute a
      WHERE a.attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum) AS columns,
    jsonb_build_object(
      'columns', (SELECT coalesce(jsonb_agg(concat_ws(' ', quote_ident(attname), format_type(atttypid, atttypmod),
          CASE WHEN attnotnull THEN 'NOT NULL' END,
          CASE WHEN attgenerated = 's' THEN 'GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') STORED'
            WHEN d.adbin IS NOT NULL THEN 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) END) ORDER BY attnum), '[]')
        FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = c.oid AND attnum > 0 AND NOT attisdropped),
      'constraints', (SELECT coalesce(jsonb_agg(
          format('CONSTRAINT %I %s', conname, pg_get_constraintdef(n.oid)) ORDER BY contype DESC, conname), '[]')
        FROM pg_constraint n WHERE n.conrelid = c.oid AND contype IN ('c', 'p', 'u', 'x', 'f')),
      'indexes', (SELECT coalesce(jsonb_agg(pg_get_indexdef(i.indexrelid) ORDER BY i.indexrelid), '[]')
        FROM pg_index i WHERE i.indrelid = c.oid AND i.indisvalid
          AND NOT EXISTS (SELECT FROM pg_constraint n WHERE n.conindid = i.indexrelid AND n.conrelid = c.oid)),
      'options', coalesce(to_jsonb(c.reloptions), '[]'),
      'parents', (SELECT coalesce(jsonb_agg(p.relname ORDER BY h.inhseqno), '[]')
        FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhparent WHERE h.inhrelid = c.oid)) AS definition,
    ARRAY(SELECT DISTINCT r.relname::text FROM pg_constraint n JOIN pg_class r ON r.oid = n.confrelid
      WHERE n.conrelid = c.oid AND n.contype = 'f' AND n.confrelid <> c.oid) AS "references"
  FROM pg_class c
  WHERE c.relnamespace = 'sizewise'::regnamespace AND c.relkind = 'r' AND c.relname <> ALL ($1)
  ORDER BY c.relname`;

/**
 * Tables and migrations as they are now: whatever the schema holds, side tables of imports included.
 * @param session one without a transaction: a catalogue of before names tables that cannot be described any more
 */
export async function readSchema(session: Client): Promise<BackupSchema> {
  const migrations = await session.query<BackupSchema['migrations'][number]>(
    'SELECT package, number, name, sql FROM sizewise.migrations ORDER BY applied_at, package, number',
  );
  return { migrations: migrations.rows, tables: inOrder(await describeTables(session)) };
}

/** Names of the tables that a session sees. */
export async function tableNames(session: Client): Promise<string[]> {
  const { rows } = await session.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = 'sizewise'::regnamespace AND relkind = 'r' AND relname <> ALL ($1)`,
    [NOT_KEPT],
  );
  return rows.map(({ name }) => name);
}

/** A table that is dropped while the query runs fails it. */
async function describeTables(session: Client): Promise<TableRow[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await session.query<TableRow>(TABLES, [NOT_KEPT])).rows;
    } catch (error) {
      if ((error as { code?: unknown }).code !== LOOKUP_FAILED || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Tables that others refer to come before those others. */
function inOrder(rows: readonly TableRow[]): BackupTable[] {
  const open = new Map(rows.map((row) => [row.name, row]));
  const ordered: BackupTable[] = [];
  const place = ({ name, columns, definition, references }: TableRow): void => {
    if (!open.delete(name)) return;
    for (const other of references) {
      const referenced = open.get(other);
      if (referenced) place(referenced);
    }
    ordered.push({ name, columns, definition });
  };
  for (const row of rows) place(row);
  return ordered;
}

/** An identifier of schema sizewise, quoted. */
export function tableName(name: string): string {
  return `sizewise.${quoted(name)}`;
}

export function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
