import { createTestDatabase, describeWithPostgres, type TestDatabase } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { collectPostgresEvidence, PostgresPool } from '../src/index.ts';

const reasonsOf = (probes: Record<string, { reason: string | null }>): string[][] =>
  Object.entries(probes).flatMap(([name, { reason }]) => (reason === null ? [] : [[name, reason]]));

describeWithPostgres('probes', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  it('read what PostgreSQL says of itself, and say what is missing', async () => {
    await using pool = new PostgresPool({ connectionString: database.url });
    const evidence = await pool.withLease((lease) => collectPostgresEvidence(lease));
    const { server, ...probes } = evidence;
    expect(server.major).toBeGreaterThanOrEqual(15);
    expect(reasonsOf(probes)).toEqual([
      ['statements', 'the extension pg_stat_statements is not installed'],
      ['statementSums', 'the extension pg_stat_statements is not installed'],
      ['bufferUse', 'the extension pg_buffercache is not installed'],
    ]);
  });

  it('read rows in the shapes they promise', async () => {
    await using pool = new PostgresPool({ connectionString: database.url });
    await pool.query('CREATE EXTENSION pg_stat_statements');
    await pool.query('CREATE EXTENSION pg_buffercache');
    await pool.query('CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text)');
    await pool.query("INSERT INTO t (name) SELECT 'n' || i FROM generate_series(1, 1000) i");
    await pool.query('ANALYZE t');
    await using waiting = await pool.acquire();
    await waiting.query('BEGIN');
    await waiting.query('LOCK TABLE t');
    const blocked = pool.query('SELECT count(*) FROM t');
    await expect
      .poll(async () => (await pool.query('SELECT FROM pg_locks WHERE NOT granted')).rowCount)
      .toBe(1);
    const evidence = await pool.withLease((lease) => collectPostgresEvidence(lease));
    await waiting.query('COMMIT');
    await blocked;
    const { server: _, ...probes } = evidence;
    expect(reasonsOf(probes)).toEqual([]);
    const empty = Object.entries(probes).flatMap(([name, { value }]) => (value?.length === 0 ? [name] : []));
    expect(empty).toEqual(['replication']);
    expect(evidence.locks.value?.[0]).toMatchObject({ lockType: 'relation', relation: 't' });
    expect(evidence.idleTransactions.value?.[0]).toMatchObject({ blocked: 1 });
    expect(evidence.sequences.value?.[0]).toMatchObject({
      sequence: 't_id_seq',
      table: 't',
      column: 'id',
      lastValue: 1000,
      limit: 2 ** 31 - 1,
    });
  });

  it('go on where a right is missing', async () => {
    await using pool = new PostgresPool({ connectionString: database.url });
    const role = `reader_${database.name}`;
    await pool.query(`CREATE ROLE ${role}`);
    try {
      const evidence = await pool.withLease(async (lease) => {
        await lease.query(`SET ROLE ${role}`);
        const read = await collectPostgresEvidence(lease);
        await lease.query('RESET ROLE');
        return read;
      });
      expect(evidence.bufferUse.reason).toContain('permission denied');
      expect(evidence.settings.value).toHaveLength(1);
    } finally {
      await pool.query(`DROP ROLE ${role}`);
    }
  });
});
