import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { type Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';

/** One table's rows, already in COPY's text format, and the COPY that takes them. */
export interface EncodedRows {
  readonly table: string;
  readonly columns: string;
  readonly path: string;
}

// What the server fills in itself.
const DEFAULTED = ['created_at', 'version'];

/** Writes the rows that a table holds now to a file, in the order of their ids, which is that of the drawing. */
export async function encodeRows(client: Client, table: string, folder: string): Promise<EncodedRows> {
  const { rows } = await client.query<{ columns: string }>(
    `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attname <> ALL($2)`,
    [table, DEFAULTED],
  );
  const columns = rows[0]?.columns ?? '';
  const path = join(folder, `${table}.copy`);
  const query = `COPY (SELECT ${columns} FROM ${table} ORDER BY project_id, id) TO STDOUT`;
  await pipeline(client.query(copyTo(query)), createWriteStream(path));
  return { table, columns, path };
}
