import { type RecordPosition } from '@sizewise/shared';

import { type BinaryRows } from './copy-binary.ts';

export const COPY_REJECTS =
  'COPY sizewise.import_rejects (id, project_id, import_id, chunk, position, raw, raw_truncated, code, reason) ' +
  'FROM STDIN BINARY';
const COLUMN_COUNT = 9;

/** Longest raw text that is kept of a rejected record. */
export const MAX_RAW_BYTES = 64 * 1024;
const MAX_REASON_CHARACTERS = 2000;

export interface RejectRow {
  readonly position: RecordPosition;
  readonly raw: string | Uint8Array;
  readonly code: string;
  readonly reason: string;
}

const decoder = new TextDecoder('utf-8');

/** Cuts raw bytes to the limit and makes them storable: PostgreSQL's text refuses U+0000. */
export function storableRaw(
  raw: string | Uint8Array,
  maxBytes: number = MAX_RAW_BYTES,
): { text: string; truncated: boolean } {
  const bytes = typeof raw === 'string' ? Buffer.from(raw, 'utf8') : raw;
  const truncated = bytes.length > maxBytes;
  const text = decoder.decode(truncated ? bytes.subarray(0, maxBytes) : bytes);
  return { text: text.replaceAll('\0', '\uFFFD'), truncated };
}

/**
 * Adds one row of import_rejects.
 * @param owner the fields `project_id` and `import_id`
 */
export function putReject(
  rows: BinaryRows,
  id: string,
  owner: Uint8Array,
  chunk: number,
  reject: RejectRow,
): void {
  const { text, truncated } = storableRaw(reject.raw);
  rows.begin(COLUMN_COUNT);
  rows.uuid(id);
  rows.fields(owner);
  rows.integer(chunk);
  rows.json(reject.position);
  rows.text(text);
  rows.boolean(truncated);
  rows.text(reject.code);
  rows.text(reject.reason.replaceAll('\0', '\uFFFD').slice(0, MAX_REASON_CHARACTERS));
}
