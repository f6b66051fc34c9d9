import { type Reject } from '@sizewise/shared';

import {
  ImportNotPublishedError,
  InvalidRecordError,
  RejectNotFoundError,
  RejectResolvedError,
} from '../errors.ts';
import { RecordFault } from '../parse/formats/table/record-fault.ts';
import { type Database } from '../ports.ts';
import { type ImportRow } from './import-row.ts';
import { REJECT_COLUMNS, rejectOf, type RejectRow } from './reject-row.ts';

/**
 * Keeps what is to be stored in place of a reject, in the form of a segment with every field.
 * @throws ImportNotPublishedError, RejectNotFoundError, RejectResolvedError, InvalidRecordError
 */
export async function correctReject(
  db: Database,
  row: ImportRow,
  rejectId: string,
  given: Readonly<Record<string, unknown>>,
): Promise<Reject> {
  if (row.published_at === null) throw new ImportNotPublishedError(row.id);
  const record = await corrected(given);
  const key = [row.project_id, row.id, rejectId];
  const { rows } = await db.query<RejectRow>(
    `UPDATE sizewise.import_rejects SET corrected = $4
     WHERE project_id = $1 AND import_id = $2 AND id = $3 AND resolved_at IS NULL RETURNING ${REJECT_COLUMNS}`,
    [...key, JSON.stringify(record)],
  );
  if (rows[0]) return rejectOf(rows[0]);
  const { rowCount } = await db.query(
    'SELECT 1 FROM sizewise.import_rejects WHERE project_id = $1 AND import_id = $2 AND id = $3',
    key,
  );
  throw rowCount === 1 ? new RejectResolvedError(rejectId) : new RejectNotFoundError(rejectId);
}

async function corrected(given: Readonly<Record<string, unknown>>): Promise<object> {
  // The tables of IFC classes are loaded when the first record is corrected.
  const { readCorrectedRecord } = await import('../parse/formats/ndjson/corrected-record.ts');
  try {
    return readCorrectedRecord(given);
  } catch (error) {
    throw error instanceof RecordFault ? new InvalidRecordError(error.code, error.message) : error;
  }
}
