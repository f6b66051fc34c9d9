import { Readable } from 'node:stream';

import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { readBinaryCopy } from './binary-copy-reader.ts';

type Row = readonly (string | null)[];

/** Rows as PostgreSQL sends them: https://www.postgresql.org/docs/current/sql-copy.html, binary format. */
function binaryOf(rows: readonly Row[]): Buffer {
  const parts: Buffer[] = [Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)];
  const number = (value: number, bytes: 2 | 4): Buffer => {
    const buffer = Buffer.alloc(bytes);
    buffer.writeIntBE(value, 0, bytes);
    return buffer;
  };
  for (const row of rows) {
    parts.push(number(row.length, 2));
    for (const field of row) {
      if (field === null) parts.push(number(-1, 4));
      else parts.push(number(Buffer.byteLength(field), 4), Buffer.from(field));
    }
  }
  return Buffer.concat([...parts, number(-1, 2)]);
}

function fieldsOf(bytes: Buffer, view: DataView, start: number, end: number): Row {
  const row: (string | null)[] = [];
  for (let at = start; at < end;) {
    const length = view.getInt32(at);
    at += 4;
    row.push(length < 0 ? null : bytes.toString('utf8', at, at + length));
    at += Math.max(0, length);
  }
  return row;
}

it('reads the same rows whatever the cuts between the blocks', async () => {
  const field = fc.option(fc.string({ unit: 'grapheme', maxLength: 20 }));
  const rows = fc.array(fc.array(field, { minLength: 1, maxLength: 6 }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(rows, fc.array(fc.nat(), { maxLength: 40 }), async (written, cuts) => {
      const bytes = binaryOf(written);
      const places = [...new Set(cuts.map((cut) => cut % bytes.length))].sort((a, b) => a - b);
      const blocks = [0, ...places].map((from, i) => bytes.subarray(from, places[i] ?? bytes.length));
      const read: Row[] = [];
      await readBinaryCopy(Readable.from(blocks), (...row) => read.push(fieldsOf(...row)));
      expect(read).toEqual(written);
    }),
  );
});
