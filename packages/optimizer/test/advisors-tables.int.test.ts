import { describeWithPostgres } from '@sizewise/test-support';
import { expect, it, vi } from 'vitest';

import { openScene } from './support/scene.ts';

const MIB = 1024 ** 2;

describeWithPostgres('advisors of tables and indexes', () => {
  it('see a table that is scanned as a whole again and again', async () => {
    await using scene = await openScene();
    const { pool } = scene;
    await pool.query('CREATE TABLE parts (id int PRIMARY KEY, system int)');
    await pool.query('INSERT INTO parts SELECT i, i % 500 FROM generate_series(1, 20000) i');
    await pool.query('SELECT pg_stat_force_next_flush()');
    await pool.query('ANALYZE parts');
    for (let n = 0; n < 60; n++) await pool.query('SELECT id FROM parts WHERE system = $1', [n]);
    const [finding] = await scene.findingsOf('missing-index');
    expect(finding).toMatchObject({ subject: expect.stringMatching(/\.parts$/), severity: 'warning' });
    expect(finding?.evidence).toMatchObject({
      liveRows: 20_000,
      indexScans: 0,
      statement: 'SELECT id FROM parts WHERE system = $1',
    });
    expect(finding?.evidence['wantedShare']).toBeCloseTo(1 / 500, 3);
    await pool.query(finding?.remedy.text.split('\n')[1] ?? '');
    expect(finding?.evidence['rowsPerScan']).toBeGreaterThan(19_000);
    await pool.query('CREATE INDEX ON parts (system)');
    await pool.query('SELECT pg_stat_reset()');
    await pool.query('ANALYZE parts');
    for (let n = 0; n < 60; n++) await pool.query('SELECT id FROM parts WHERE system = $1', [n]);
    expect(await scene.findingsOf('missing-index')).toEqual([]);
  });

  it('leave scans alone whose statements want much of the table, also by a cursor', async () => {
    await using scene = await openScene();
    const { pool } = scene;
    await pool.query('CREATE TABLE parts (project int, id int, name text, PRIMARY KEY (project, id))');
    await pool.query(`INSERT INTO parts SELECT i % 2, i, 'part' FROM generate_series(1, 20000) i`);
    await pool.query('SELECT pg_stat_force_next_flush()');
    await pool.query('ANALYZE parts');
    const read = async (): Promise<void> => {
      await pool.query('SELECT count(name) FROM parts WHERE project = $1', [1]);
      await pool.transaction(async (lease) => {
        await lease.query('DECLARE c CURSOR FOR SELECT name FROM parts WHERE project = 1');
        await lease.query('FETCH 10 FROM c');
      });
    };
    for (let n = 0; n < 30; n++) await read();
    expect(await scene.findingsOf('missing-index')).toEqual([]);
    // Scans that no known statement explains, as those inside of functions are, count as before.
    await pool.query('SELECT pg_stat_statements_reset()');
    expect(await scene.findingsOf('missing-index')).toMatchObject([
      { subject: expect.stringMatching(/\.parts$/), evidence: { statement: null } },
    ]);
    for (let n = 0; n < 30; n++) await read();
    expect(await scene.findingsOf('missing-index')).toEqual([]);
    // One statement that wants little is enough.
    await pool.query('SELECT id FROM parts WHERE name = $1', ['none']);
    await pool.query(`UPDATE parts SET name = 'part ' || id`);
    await pool.query('ANALYZE parts');
    expect(await scene.findingsOf('missing-index')).toMatchObject([
      { evidence: { statement: 'SELECT id FROM parts WHERE name = $1' } },
    ]);
  });

  it('see indexes that are unused, redundant or invalid, and no others', async () => {
    await using scene = await openScene({ thresholds: { unusedIndexStatsAge: 0 } });
    const { pool } = scene;
    await pool.query(
      'CREATE TABLE parts (id int PRIMARY KEY, a int NOT NULL, b int NOT NULL, name text NOT NULL)',
    );
    await pool.query(
      `INSERT INTO parts SELECT i, i % 100, i, repeat(md5(i::text), 3) FROM generate_series(1, 120000) i`,
    );
    await pool.query('CREATE INDEX parts_name ON parts (name)');
    await pool.query('CREATE INDEX parts_a ON parts (a)');
    await pool.query('CREATE INDEX parts_a_b ON parts (a, b)');
    await pool.query('CREATE INDEX parts_b_partial ON parts (b) WHERE a = 1');
    await pool.query('CREATE UNIQUE INDEX parts_b ON parts (b)');
    await expect(pool.query('CREATE UNIQUE INDEX CONCURRENTLY parts_bad ON parts (a)')).rejects.toThrow(
      'parts_bad',
    );
    await pool.query('SELECT count(*) FROM parts WHERE a = 1 AND b < 50');
    await pool.query('ANALYZE parts');

    // The server's counters are older than a second, but they say nothing of an index that is seen for the first time.
    expect(await scene.findingsOf('unused-index', { unusedIndexStatsAge: 1 })).toEqual([]);
    const unused = await scene.findingsOf('unused-index');
    expect(unused.map(({ subject }) => subject.split('.')[1])).toEqual(['parts_name']);
    expect(unused[0]?.evidence['bytes']).toBeGreaterThan(10 * MIB);
    const redundant = await scene.findingsOf('redundant-index', { redundantIndexBytes: 500_000 });
    expect(redundant).toMatchObject([
      { evidence: { columns: 'a', coveredBy: 'parts_a_b', coveredByColumns: 'a, b' } },
    ]);
    const invalid = await scene.findingsOf('invalid-index');
    expect(invalid.map(({ subject }) => subject.split('.')[1])).toEqual(['parts_bad']);

    // The remedies are ready to run, and they are remedies.
    await pool.query('DELETE FROM parts WHERE id > 100');
    for (const { remedy } of [...unused, ...redundant, ...invalid]) await pool.query(remedy.text);
    for (const id of ['unused-index', 'redundant-index', 'invalid-index']) {
      expect(await scene.findingsOf(id, { redundantIndexBytes: 500_000 })).toEqual([]);
    }
  });

  it('never ask to drop both of two indexes that are the same', async () => {
    await using scene = await openScene({ thresholds: { redundantIndexBytes: 0 } });
    await scene.pool.query('CREATE TABLE parts (id int PRIMARY KEY, a int)');
    for (const name of ['one', 'two', 'three']) await scene.pool.query(`CREATE INDEX ${name} ON parts (a)`);
    await scene.pool.query('CREATE INDEX falling ON parts (a DESC)');
    await scene.pool.query('CREATE INDEX hashed ON parts USING hash (a)');
    const findings = await scene.findingsOf('redundant-index');
    expect(findings).toHaveLength(2);
    for (const { remedy } of findings) await scene.pool.query(remedy.text);
    expect(await scene.findingsOf('redundant-index')).toEqual([]);
  });

  it('see dead rows that no vacuum has come for, then the room that they leave', async () => {
    const small = { bloatBytes: 5 * MIB };
    await using scene = await openScene({ thresholds: small });
    const { pool } = scene;
    await pool.query('CREATE TABLE parts (id int PRIMARY KEY, name text) WITH (autovacuum_enabled = off)');
    await pool.query(`INSERT INTO parts SELECT i, repeat('x', 200) FROM generate_series(1, 60000) i`);
    await pool.query('VACUUM ANALYZE parts');
    expect(await scene.findingsOf('overdue-vacuum')).toEqual([]);
    expect(await scene.findingsOf('table-bloat')).toEqual([]);
    await pool.query('DELETE FROM parts WHERE id % 10 <> 0');
    const [overdue] = await scene.findingsOf('overdue-vacuum');
    expect(overdue).toMatchObject({
      severity: 'critical',
      evidence: { deadRows: 54_000, isAutovacuumOn: false },
    });
    await pool.query('VACUUM ANALYZE parts');
    expect(await scene.findingsOf('overdue-vacuum')).toEqual([]);
    const [bloat] = await scene.findingsOf('table-bloat');
    expect(bloat?.evidence['wastedShare']).toBeGreaterThan(0.8);
    await pool.query(bloat?.remedy.text.split(';')[0] ?? '');
    expect(await scene.findingsOf('table-bloat')).toEqual([]);
  });

  it('see a sequence near the end of its column, not of its own type', async () => {
    await using scene = await openScene();
    const { pool } = scene;
    await pool.query('CREATE SEQUENCE wide');
    await pool.query(`CREATE TABLE parts (id int DEFAULT nextval('wide'), other bigserial)`);
    await pool.query('ALTER SEQUENCE wide OWNED BY parts.id');
    await pool.query(`SELECT setval('wide', 1000000)`);
    await pool.query(`SELECT setval('parts_other_seq', 2000000000)`);
    expect(await scene.findingsOf('sequence-end')).toEqual([]);
    await pool.query(`SELECT setval('wide', 2000000000)`);
    const [finding] = await scene.findingsOf('sequence-end');
    expect(finding).toMatchObject({
      severity: 'critical',
      evidence: { columnType: 'integer', limit: 2 ** 31 - 1 },
    });
    await pool.query(finding?.remedy.text ?? '');
    expect(await scene.findingsOf('sequence-end')).toEqual([]);
  });

  it('see transaction ids grow old, and young again', async () => {
    await using scene = await openScene();
    const { pool } = scene;
    const age = async (): Promise<number> => {
      const sql = 'SELECT age(datfrozenxid)::int AS age FROM pg_database WHERE datname = current_database()';
      return (await pool.query<{ age: number }>(sql)).rows[0]!.age;
    };
    await pool.query('VACUUM (FREEZE)');
    await pool.query('CREATE TABLE parts (id int)');
    const transactionAge = (await age()) + 5000;
    expect(await scene.findingsOf('transaction-age', { transactionAge })).toEqual([]);
    await pool.query(
      `DO $$ BEGIN FOR i IN 1..6000 LOOP
         BEGIN INSERT INTO parts VALUES (i); EXCEPTION WHEN division_by_zero THEN NULL; END;
       END LOOP; END $$`,
    );
    const [finding] = await scene.findingsOf('transaction-age', { transactionAge });
    expect(finding).toMatchObject({ subject: 'transaction ids', severity: 'warning' });
    expect(finding?.evidence['age']).toBeGreaterThan(transactionAge);
    // A transaction in another database of the server holds ids back for as long as it lasts.
    await vi.waitFor(
      async () => {
        for (const statement of finding?.remedy.text.split('\n') ?? []) await pool.query(statement);
        expect(await scene.findingsOf('transaction-age', { transactionAge })).toEqual([]);
      },
      { timeout: 90_000, interval: 500 },
    );
  });
});
