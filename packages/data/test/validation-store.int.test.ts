import { PostgresPool } from '@sizewise/optimizer';
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { listValidations, migrateAll, PASS_MARK, recordValidation, reportOf } from '../src/index.ts';

describeWithPostgres('validations', () => {
  let database: TestDatabase;
  let pool: PostgresPool;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new PostgresPool({ connectionString: database.url, poolSize: 2, workMem: '4MB' });
    await pool.withLease((lease) => migrateAll(lease));
  });
  afterAll(async () => {
    await pool.close();
    await database.close();
  });

  it('are kept with their parts, newest first, a thousand at most', async () => {
    const report = reportOf([
      { id: 'pool', score: 99.5, figures: { acquireMs: 0.2 } },
      { id: 'cache', score: 80, figures: { hitRatio: 0.61 } },
    ]);
    await pool.query(
      `INSERT INTO sizewise.validations (at, score, pass_mark, parts)
       SELECT now() - n * interval '1 hour', 50, 85, '[]' FROM generate_series(1, 1000) n`,
    );
    await recordValidation(pool, report);
    const runs = await listValidations(pool);
    expect(runs).toHaveLength(200);
    expect(runs[0]).toEqual({ at: runs[0]?.at, score: 80, passMark: PASS_MARK, parts: report.parts });
    expect(runs[1]?.score).toBe(50);
    const { rows } = await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM sizewise.validations');
    expect(rows[0]?.n).toBe(1000);
  });
});
