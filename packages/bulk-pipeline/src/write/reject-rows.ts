import { type RecordPosition } from '@sizewise/shared';

import { copyJson, copyText } from './copy-text.ts';

export const COPY_REJECTS =
  'COPY sizewise.import_rejects (id, project_id, import_id, chunk, position, raw, raw_truncated, code, reason) FROM STDIN';

/** Longest raw text that is kept of a rejected record. */
export const MAX_RAW_BYTES = 64 * 1024;

export interface RejectRow {
  readonly position: RecordPosition;
  readonly raw: string | Uint8Array;
  readonly code: string;
  readonly reason: string;
}

const decoder = new TextDecoder('utf-8');

/** Cuts raw bytes to the limit and makes them storable: PostgreSQL's text refuses U+0000. */
function storableRaw(raw: string | Uint8Array): { text: string; truncated: boolean } {
  const bytes = typeof raw === 'string' ? Buffer.from(raw, 'utf8') : raw;
  const truncated = bytes.length > MAX_RAW_BYTES;
  const text = decoder.decode(truncated ? bytes.subarray(0, MAX_RAW_BYTES) : bytes);
  return { text: text.replaceAll('\0', '\uFFFD'), truncated };
}

/** One row of import_rejects in COPY's text format, newline included. */
export function rejectRow(id: string, owner: string, chunk: number, reject: RejectRow): string {
  const { text, truncated } = storableRaw(reject.raw);
  return (
    `${id}\t${owner}\t${chunk}\t${copyJson(reject.position)}\t${copyText(text)}\t${truncated ? 't' : 'f'}\t` +
    `${reject.code}\t${copyText(reject.reason.replaceAll('\0', '\uFFFD').slice(0, 2000))}\n`
  );
}
