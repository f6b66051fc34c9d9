import { type AirflowEntry, airflowEntrySchema } from '@sizewise/shared';
import { z } from 'zod';

import { faultsOf } from './create-api.ts';
import { InvalidRequestError } from './errors.ts';

/** Entries that one table of flows may have. */
export const MOST_AIRFLOWS = 10_000;

export const airflowTableSchema = z.array(airflowEntrySchema).min(1).max(MOST_AIRFLOWS);

/** Columns by their names, without case and signs. */
const COLUMNS: Readonly<Record<string, keyof AirflowEntry>> = {
  segmentid: 'segmentId',
  externalid: 'externalId',
  terminal: 'terminal',
  airflow: 'airflow',
  airflowm3s: 'airflow',
  airflowcfm: 'airflowCfm',
  cfm: 'airflowCfm',
};
const DELIMITERS = [',', ';', '\t'] as const;

/**
 * Reads a table of flows from CSV: a header with segment_id, external_id or terminal, and airflow (m³/s) or airflow_cfm;
 * comma, semicolon (then with decimal commas) or tab; quotes by RFC 4180. Other columns are passed over.
 * @throws InvalidRequestError; paths count the rows below the header from 0
 */
export function parseAirflowTable(text: string): AirflowEntry[] {
  const head = text.slice(0, text.search(/[\r\n]|$/)).replace(/^\uFEFF/, '');
  const delimiter = DELIMITERS.toSorted((a, b) => head.split(b).length - head.split(a).length)[0] ?? ',';
  const [header = [], ...rows] = readRows(text.replace(/^\uFEFF/, ''), delimiter);
  const columns = header.map((name) => COLUMNS[name.toLowerCase().replace(/[^a-z0-9]/g, '')]);
  if (!columns.some((name) => name === 'airflow' || name === 'airflowCfm')) {
    throw new InvalidRequestError([{ path: 'header', message: 'no column airflow or airflow_cfm' }]);
  }
  if (rows.length > MOST_AIRFLOWS) {
    throw new InvalidRequestError([{ path: '', message: `more than ${MOST_AIRFLOWS} rows` }]);
  }
  const entries = rows.map((row) => {
    const entry: Record<string, unknown> = {};
    columns.forEach((name, place) => {
      const cell = row[place]?.trim() ?? '';
      if (name === undefined || cell === '') return;
      entry[name] = name === 'airflow' || name === 'airflowCfm' ? figureOf(cell, delimiter) : cell;
    });
    return entry;
  });
  const { success, data, error } = airflowTableSchema.safeParse(entries);
  if (success) return data;
  throw new InvalidRequestError(faultsOf(error, 'json'));
}

function figureOf(cell: string, delimiter: string): number {
  return Number(delimiter === ';' ? cell.replace(',', '.') : cell);
}

/** Rows of fields; empty lines are passed over. */
function readRows(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  // A field, quoted or plain, and what ends it.
  const pattern = new RegExp(
    `(?:"((?:[^"]|"")*)"|((?!")[^${delimiter}\\r\\n]*))(${delimiter}|\\r\\n|\\r|\\n|$)`,
    'y',
  );
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const field = pattern.exec(text);
    if (!field) {
      const line = text.slice(0, at).split(/\r\n|\r|\n/).length;
      throw new InvalidRequestError([{ path: '', message: `line ${line}: text behind a closing quote` }]);
    }
    row.push(field[1]?.replaceAll('""', '"') ?? field[2] ?? '');
    if (field[3] === delimiter && pattern.lastIndex < text.length) continue;
    if (row.some((cell) => cell !== '')) rows.push(row);
    row = [];
  }
  return rows;
}
