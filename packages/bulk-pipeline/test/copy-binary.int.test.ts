import { createTestDatabase, describeWith, type TestDatabase } from '@sizewise/test-support';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { BinaryRows } from '../src/write/copy-binary.ts';
import { copyRows, FLUSH_BYTES } from '../src/write/copy-stream.ts';

describeWith(['postgres'], 'COPY in binary', () => {
  let database: TestDatabase;
  let client: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.close();
  });

  const UUID = '0f8fad5b-d9cb-869f-a165-70867728950e';

  it('stores what was encoded, whatever the characters and sizes', async () => {
    const texts = [
      null,
      '',
      'short',
      'tab\tnewline\nback\\slash "quotes"',
      'Zuluft – Größe ⌀ 200 mm',
      '\u{1F321} beyond the basic plane',
      'é'.repeat(48),
      'long '.repeat(100_000),
    ];
    const numbers = [null, 0, -0.1, 1e-300, 1.7976931348623157e308, 123_456_789.123_456_78, 1 / 3, 5e-324];
    await client.query(
      'CREATE TEMP TABLE copied (n int, id uuid, t text, d float8, b boolean, j jsonb, a text[], x box)',
    );
    const rows = new BinaryRows();
    texts.forEach((text, n) => {
      rows.begin(8);
      rows.integer(n);
      rows.uuid(UUID);
      rows.text(text);
      rows.double(numbers[n] ?? null);
      rows.boolean(n % 2 === 0);
      rows.json({ text, nested: [n, { ü: null }] });
      rows.textArray(n === 0 ? [] : [text ?? '', 'a "b", {c}', 'NULL']);
      rows.box(n + 2.5, n + 1.5, n, -n - 1);
    });
    await copyRows(client, 'COPY copied FROM STDIN BINARY', [rows.take()]);
    const { rows: found } = await client.query('SELECT *, x::text AS box FROM copied ORDER BY n');
    expect(found).toHaveLength(texts.length);
    found.forEach((row, n) => {
      expect(row).toMatchObject({ n, id: UUID, t: texts[n], d: numbers[n], b: n % 2 === 0 });
      expect(row.j).toEqual({ text: texts[n], nested: [n, { ü: null }] });
      expect(row.a).toEqual(n === 0 ? [] : [texts[n] ?? '', 'a "b", {c}', 'NULL']);
      expect(row.box).toBe(`(${n + 2.5},${n + 1.5}),(${n},${-n - 1})`);
    });
  });

  it('sends more than one block, and rows that begin a new one', async () => {
    await client.query('CREATE TEMP TABLE many (n int, t text)');
    const rows = new BinaryRows();
    const blocks: Buffer[] = [];
    for (let n = 0; n < 20_000; n++) {
      rows.begin(2);
      rows.integer(n);
      rows.text(`row ${n} ${'x'.repeat(n % 90)}`);
      if (rows.length >= FLUSH_BYTES) blocks.push(rows.take());
    }
    blocks.push(rows.take());
    expect(blocks.length).toBeGreaterThan(3);
    await copyRows(client, 'COPY many FROM STDIN BINARY', blocks);
    const { rows: found } = await client.query(
      `SELECT count(*)::int AS count, count(*) FILTER (WHERE t = 'row ' || n || ' ' || repeat('x', n % 90))::int AS right FROM many`,
    );
    expect(found).toEqual([{ count: 20_000, right: 20_000 }]);
  });

  it('lets the server say which row it refuses', async () => {
    await client.query('CREATE TEMP TABLE checked (t text CHECK (length(t) < 5))');
    const rows = new BinaryRows();
    for (const text of ['one', 'two', 'three']) {
      rows.begin(1);
      rows.text(text);
    }
    const copying = copyRows(client, 'COPY checked FROM STDIN BINARY', [rows.take()]);
    await expect(copying).rejects.toMatchObject({ code: '23514', where: 'COPY checked, line 3' });
  });
});
