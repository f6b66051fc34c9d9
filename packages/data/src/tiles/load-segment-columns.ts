import { type PostgresPool } from '@sizewise/optimizer';
import { type AttributeSet } from '@sizewise/shared';
import { escapeLiteral } from 'pg';
import { to as copyTo } from 'pg-copy-streams';

import { readBinaryCopy } from './binary-copy-reader.ts';
import { SegmentColumns } from './segment-columns.ts';

const COLUMNS = 'id, min_x, min_y, max_x, max_y, discipline, segment_type, level, system, layer';
const BOX_FIELDS = 4;

/** The text fields from `at` to the end of the row, as the attributes of a set. */
function readAttributes(bytes: Buffer, view: DataView, start: number): Omit<AttributeSet, 'importId'> {
  let at = start;
  const next = (): string | null => {
    const length = view.getInt32(at);
    at += 4;
    if (length < 0) return null;
    at += length;
    return bytes.toString('utf8', at - length, at);
  };
  return { discipline: next(), segmentType: next(), level: next(), system: next(), layer: next() };
}

function readRow(columns: SegmentColumns, bytes: Buffer, view: DataView, start: number, end: number): void {
  const row = columns.addRow();
  const { ids, boxes } = columns;
  let at = start + 4;
  for (let i = 0; i < 16; i++) ids[row * 16 + i] = bytes[at + i] ?? 0;
  at += 16;
  for (let i = 0; i < BOX_FIELDS; i++) {
    const isNull = view.getInt32(at) < 0;
    at += 4;
    boxes[row * 4 + i] = isNull ? NaN : view.getFloat64(at);
    if (!isNull) at += 8;
  }
  // The bytes of all fields together, lengths included, are the key: no two sets share them.
  const attributes = at;
  const place = columns.setPlace(bytes.toString('latin1', at, end), () =>
    readAttributes(bytes, view, attributes),
  );
  columns.enter(row, place);
}

/** Which rows to read: all of an import, or those that were changed after it. */
export interface ColumnSource {
  readonly projectId: string;
  readonly importId: string;
  readonly onlyChanged: boolean;
}

/**
 * Reads columns by binary COPY, block by block, so that neither side holds more than the columns themselves. One
 * statement sees the import published and whole, or not at all.
 * @param expected rows to make room for
 */
export async function loadSegmentColumns(
  postgres: PostgresPool,
  { projectId, importId, onlyChanged }: ColumnSource,
  expected: number,
): Promise<SegmentColumns> {
  const columns = new SegmentColumns(importId, expected);
  // COPY takes no parameters.
  const where = `project_id = ${escapeLiteral(projectId)} AND import_id = ${escapeLiteral(importId)}`;
  const sql = `COPY (SELECT ${COLUMNS} FROM sizewise.published_segments
    WHERE ${where}${onlyChanged ? ' AND version > 1' : ''}) TO STDOUT (FORMAT binary)`;
  await using lease = await postgres.acquire();
  try {
    await readBinaryCopy(lease.client.query(copyTo(sql)), (bytes, view, at, end) =>
      readRow(columns, bytes, view, at, end),
    );
  } catch (error) {
    // Rows may be left on the way.
    lease.release({ discard: true });
    throw error;
  }
  return columns;
}
