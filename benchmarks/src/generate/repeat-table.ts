import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { globalIdOf } from './global-id.ts';
import { copiesFor, type TargetSize } from './target-size.ts';

/** Metres between copies: more than the building extends. */
const GRID_STEP = 250;
const COPIES_PER_ROW = 40;
const FIELD = /"((?:[^"]|"")*)"|([^",]*)/y;

export type TableFormat = 'csv' | 'ndjson';

/**
 * Writes a table that holds the rows of a CSV file several times over, each time with GlobalIds of their own and boxes
 * moved on a grid: as CSV, or as NDJSON with numbers as numbers and without what is empty.
 * @param path CSV with a header, commas and one record a line; columns `guid`, `min_x` … `max_y`
 * @param size its elements are rows
 * @returns the number of copies
 */
export async function repeatTable(
  path: string,
  target: string,
  format: TableFormat,
  size: TargetSize,
): Promise<number> {
  const [header = '', ...lines] = (await readFile(path, 'utf8')).trimEnd().split(/\r?\n/);
  const columns = fieldsOf(header);
  const rows = lines.map(fieldsOf);
  const write = format === 'csv' ? csvLine : (row: readonly string[]) => jsonLine(columns, row);
  const copy = (place: number): string => rows.map((row) => write(moved(columns, row, place))).join('');
  const { copies } = copiesFor(size, rows.length, Buffer.byteLength(copy(0)));
  await pipeline(
    Readable.from(textOf(format === 'csv' ? `${header}\n` : '', copy, copies)),
    createWriteStream(target),
  );
  return copies;
}

function* textOf(head: string, copy: (place: number) => string, copies: number): Generator<Buffer> {
  if (head !== '') yield Buffer.from(head);
  for (let place = 0; place < copies; place++) yield Buffer.from(copy(place));
}

function moved(columns: readonly string[], row: readonly string[], copy: number): string[] {
  const shifts = { x: (copy % COPIES_PER_ROW) * GRID_STEP, y: Math.floor(copy / COPIES_PER_ROW) * GRID_STEP };
  return row.map((field, at) => {
    const column = columns[at] ?? '';
    if (column === 'guid') return copy === 0 ? field : globalIdOf(`${copy}/${field}`);
    const axis = /^m(?:in|ax)_([xy])$/.exec(column)?.[1] as 'x' | 'y' | undefined;
    if (axis === undefined || field === '') return field;
    return String(Math.round((Number(field) + shifts[axis]) * 1e4) / 1e4);
  });
}

function csvLine(row: readonly string[]): string {
  return `${row.map((field) => (/[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')}\n`;
}

function jsonLine(columns: readonly string[], row: readonly string[]): string {
  const named = row.flatMap((field, at): [string, string | number][] => {
    const number = Number(field);
    if (field === '') return [];
    return [[columns[at] ?? '', Number.isFinite(number) && columns[at] !== 'tag' ? number : field]];
  });
  return `${JSON.stringify(Object.fromEntries(named))}\n`;
}

function fieldsOf(line: string): string[] {
  const fields: string[] = [];
  FIELD.lastIndex = 0;
  do {
    const [, quoted, plain = ''] = FIELD.exec(line) ?? [];
    fields.push(quoted?.replaceAll('""', '"') ?? plain);
  } while (line[FIELD.lastIndex++] === ',');
  return fields;
}
