/** Signature (11 bytes), flags and length of the extension: what PostgreSQL puts before the first row. */
const HEADER_BYTES = 19;
const NO_MORE_ROWS = -1;

/** Reads one row: `at` is the length of its first field, each field being a 32-bit length (−1: null) and its bytes. */
export type RowReader = (bytes: Buffer, view: DataView, at: number, end: number) => void;

/**
 * Hands every row of a binary COPY to `onRow`, whatever the cuts between the blocks. Rows are read in place: a field is
 * gone when `onRow` returns.
 */
export async function readBinaryCopy(blocks: AsyncIterable<Buffer>, onRow: RowReader): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  let inHeader = true;
  for await (const block of blocks) {
    const bytes: Buffer = rest.length === 0 ? block : Buffer.concat([rest, block]);
    if (inHeader && bytes.length < HEADER_BYTES) {
      rest = bytes;
      continue;
    }
    rest = bytes.subarray(readRows(bytes, inHeader ? HEADER_BYTES : 0, onRow));
    inHeader = false;
  }
}

/** @returns where the first row that is not whole begins */
function readRows(bytes: Buffer, start: number, onRow: RowReader): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = start; ;) {
    const end = endOfRow(view, at);
    if (end === null) return at;
    onRow(bytes, view, at + 2, end);
    at = end;
  }
}

/** Null where the row is not whole, or where there are no more. */
function endOfRow(view: DataView, start: number): number | null {
  if (start + 2 > view.byteLength) return null;
  const fields = view.getInt16(start);
  if (fields === NO_MORE_ROWS) return null;
  let at = start + 2;
  for (let field = 0; field < fields; field++) {
    if (at + 4 > view.byteLength) return null;
    at += 4 + Math.max(0, view.getInt32(at));
  }
  return at > view.byteLength ? null : at;
}
