import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { parseContent } from '../../../../test/support/parse-drawing.ts';
import { createIfcClassTable } from '../table/ifc-class-table.ts';
import { createCsvFormat } from './create-csv-format.ts';
import { csvFormat } from './csv-format.ts';

/** Each run writes and reads a file; a busy machine takes its time. */
const PATIENCE = { timeout: 60_000 };

const cell = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 8 }) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.constantFrom('a', 'ü', '"', ',', ';', '\n', '\r\n', '空', ' ') }),
  },
);
const delimiter = fc.constantFrom(',', ';', '\t', '|');
const newline = fc.constantFrom('\n', '\r\n');

/** A cell as a careful writer puts it down. */
function written(text: string, separator: string, isQuoted: boolean): string {
  const mustQuote = text.includes(separator) || /["\r\n]/.test(text);
  return mustQuote || isQuoted ? `"${text.replaceAll('"', '""')}"` : text;
}

it('gives back every cell that was written, for any chunk size', PATIENCE, async () => {
  const rows = fc.array(fc.tuple(cell, cell, fc.boolean()), { minLength: 1, maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(
      rows,
      delimiter,
      newline,
      fc.integer({ min: 1, max: 400 }),
      async (cells, separator, end, chunkBytes) => {
        const lines = cells.map(([name, note, isQuoted], i) =>
          [`id${i}`, written(name, separator, isQuoted), written(note, separator, false)].join(separator),
        );
        const text = [['guid', 'name', 'note'].join(separator), ...lines].join(end);
        const { segments, rejects, plan } = await parseContent(csvFormat, text, { chunkBytes });
        expect(rejects).toEqual([]);
        const read = segments.map(({ name, properties }) => [name, properties['note'] ?? '']);
        expect(read).toEqual(cells.map(([name, note]) => [name.trim() || null, note]));
        const ends = plan.chunks.map((chunk) => chunk.end);
        expect(plan.chunks.slice(1).map((chunk) => chunk.start)).toEqual(ends.slice(0, -1));
      },
    ),
    { numRuns: 80 },
  );
});

it('gives the same records and rejects of any bytes, for any chunk size', PATIENCE, async () => {
  const format = createCsvFormat({ classes: createIfcClassTable(), maxRecordBytes: 60 });
  const piece = fc.constantFrom(
    'a',
    '"',
    '""',
    ',',
    '\n',
    '\r\n',
    '\r',
    'ü',
    '"x",y\n',
    'x'.repeat(70),
    '1,2\n',
    '\u{0}',
  );
  const body = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
  await fc.assert(
    fc.asyncProperty(body, fc.integer({ min: 1, max: 200 }), async (text, chunkBytes) => {
      const content = `guid,name\n${text}`;
      const { plan: _, ...whole } = await parseContent(format, content, { chunkBytes: 1e9 });
      const { plan: __, ...cut } = await parseContent(format, content, { chunkBytes });
      expect(cut).toEqual(whole);
    }),
    { numRuns: 120 },
  );
});

it('loses no line: what is neither blank nor read is rejected', PATIENCE, async () => {
  const line = fc
    .array(fc.constantFrom('a', '"', ',', 'b'), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 20 }), async (lines) => {
      const { segments, rejects } = await parseContent(csvFormat, `guid,name\n${lines.join('\n')}\n`);
      const starts = [...segments, ...rejects]
        .map(({ position }) => position.line ?? 0)
        .sort((a, b) => a - b);
      const texts = [
        ...segments.map((s) => `${s.externalId ?? ''}\n${s.name ?? ''}`),
        ...rejects.map((r) => String(r.raw)),
      ];
      const covered = texts
        .join('\n')
        .split('')
        .filter((char) => char === 'a' || char === 'b').length;
      expect(covered).toBe(
        lines
          .join('')
          .split('')
          .filter((char) => char === 'a' || char === 'b').length,
      );
      expect(new Set(starts).size).toBe(starts.length);
    }),
    { numRuns: 120 },
  );
});

it('reads records across the blocks of the file', PATIENCE, async () => {
  const lengths = [0, 1, 300_000, 524_288, 10, 1_100_000, 262_144];
  const names = Array.from({ length: 21 }, (_, i) => {
    const line = `é${i}"${'z'.repeat((lengths[i % lengths.length] ?? 0) % 4000)}`;
    return i % 2 === 0 ? line : `${line}\n${'\u{FC},'.repeat((lengths[i % lengths.length] ?? 0) / 3)}`;
  });
  const rows = names.map((note, i) => `id${i},"${note.replaceAll('"', '""')}"\r\n`);
  const { segments, rejects } = await parseContent(csvFormat, `guid,note\r\n${rows.join('')}`, {
    chunkBytes: 100_000,
  });
  expect(rejects).toEqual([]);
  expect(segments.map(({ properties }) => properties['note'])).toEqual(names);
});
