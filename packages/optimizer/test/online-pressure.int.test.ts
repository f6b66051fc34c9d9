import { type ConnectionBudget } from '@sizewise/shared';
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { DatabasePerformanceOptimizer } from '../src/index.ts';
import { until } from './support/until.ts';

describeWithPostgres('the pressure of requests', () => {
  let database: TestDatabase;
  let optimizer: DatabasePerformanceOptimizer;
  let budget: ConnectionBudget;

  beforeAll(async () => {
    database = await createTestDatabase();
    optimizer = new DatabasePerformanceOptimizer({
      connectionString: database.url,
      poolSize: 4,
      maxOverflow: 0,
      applicationName: 'requests',
    });
    budget = optimizer.createConnectionBudget(1);
    await optimizer.postgres.query('CREATE TABLE held (n integer)');
  });
  afterAll(async () => {
    await optimizer.close();
    await database.close();
  });

  it('rises where one waits for a lock, and falls when it has it', async () => {
    await using holder = await optimizer.postgres.acquire();
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE held');
    const waiting = optimizer.postgres.query('SELECT count(*) FROM held');
    await until(() => budget.pressedBy?.() === 'lock_wait');
    expect(budget.pressure()).toBeGreaterThan(0.5);
    await holder.query('COMMIT');
    await waiting;
    await until(() => budget.pressedBy?.() !== 'lock_wait');
  });

  it('rises where one waits for a connection', async () => {
    const leases = [];
    for (let n = 0; n < 4; n++) leases.push(await optimizer.postgres.acquire());
    const waiting = optimizer.postgres.query('SELECT 1');
    await until(() => budget.pressedBy?.() === 'pool_wait');
    expect(budget.pressure()).toBeGreaterThan(0.5);
    for (const lease of leases) lease.release();
    await waiting;
  });

  it('tells requests that come from requests that wait', async () => {
    const requests: Promise<unknown>[] = [];
    await until(() => {
      for (let n = 0; n < 4; n++) requests.push(optimizer.postgres.query('SELECT 1'));
      return budget.isUsed?.() === true;
    });
    await expect(Promise.all(requests)).resolves.toHaveLength(requests.length);
    await until(() => budget.isUsed?.() === false);
  });
});
