import { performanceMetricsSchema } from '@sizewise/shared';
import {
  createTestDatabase,
  createTestMongoDatabase,
  describeWith,
  type TestDatabase,
} from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { DatabaseSampler, MongoPool, PostgresPool, QueryCache } from '../src/index.ts';

const shape = performanceMetricsSchema.pick({ postgresql: true, mongodb: true, cache: true });

describeWith(['postgres'], 'DatabaseSampler on PostgreSQL', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  it('counts connections, and gives the mean time since the sample before', async () => {
    await using pool = new PostgresPool({ connectionString: database.url });
    const sampler = new DatabaseSampler({
      pools: [pool],
      mongo: null,
      cache: new QueryCache({ maxBytes: 0 }),
    });
    const without = await sampler.sample();
    expect(without.postgresql.reason).toContain('pg_stat_statements');
    expect(without.postgresql.avgQueryTime).toBeNull();
    await pool.query('CREATE EXTENSION pg_stat_statements');
    await sampler.sample();
    await Promise.all([1, 2, 3].map(() => pool.query('SELECT pg_sleep(0.1)')));
    const sample = shape.parse(await sampler.sample());
    expect(sample.postgresql.total).toBeGreaterThanOrEqual(3);
    expect(sample.postgresql.cacheHitRatio).toBeGreaterThan(0);
    // Three sleeps of a tenth among a few short statements.
    expect(sample.postgresql.avgQueryTime).toBeGreaterThan(0.01);
    expect(sample.postgresql.avgQueryTime).toBeLessThan(0.3);
    expect(sample.mongodb).toBeNull();
  });

  it('counts a connection as active while its statement runs', async () => {
    await using pool = new PostgresPool({ connectionString: database.url });
    const sampler = new DatabaseSampler({
      pools: [pool],
      mongo: null,
      cache: new QueryCache({ maxBytes: 0 }),
    });
    await using held = await pool.acquire();
    await held.query('SELECT pg_advisory_lock(7)');
    const blocked = pool.query('SELECT pg_advisory_lock(7)');
    const waiting = async (): Promise<number> => {
      const { rows } = await held.query(
        `SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = database
         WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted`,
      );
      return rows.length;
    };
    await expect.poll(waiting).toBe(1);
    expect(shape.parse(await sampler.sample()).postgresql.activeConnections).toBe(1);
    await held.query('SELECT pg_advisory_unlock(7)');
    await blocked;
  });

  it('answers without PostgreSQL, with the reason', async () => {
    const pool = new PostgresPool({ connectionString: database.url });
    const sampler = new DatabaseSampler({
      pools: [pool],
      mongo: null,
      cache: new QueryCache({ maxBytes: 0 }),
    });
    await pool.close();
    const sample = shape.parse(await sampler.sample());
    expect(sample.postgresql).toMatchObject({ activeConnections: null, total: null, waiting: 0 });
    expect(sample.postgresql.reason).toContain('closed');
  });
});

describeWith(['postgres', 'mongo'], 'DatabaseSampler on MongoDB', () => {
  it('counts the pool from the events of the driver, and the time of commands', async () => {
    await using database = await createTestDatabase();
    await using mongoDatabase = createTestMongoDatabase();
    await using pool = new PostgresPool({ connectionString: database.url });
    const url = `${mongoDatabase.url}${mongoDatabase.url.includes('?') ? '&' : '?'}retryWrites=false`;
    await using mongo = new MongoPool({ url, minPoolSize: 0, maxPoolSize: 4 });
    const sampler = new DatabaseSampler({ pools: [pool], mongo, cache: new QueryCache({ maxBytes: 0 }) });
    await sampler.sample();
    const documents = mongo.db.collection('t');
    await Promise.all(Array.from({ length: 20 }, (_, i) => documents.insertOne({ i })));
    expect(await documents.countDocuments()).toBe(20);
    const { mongodb } = shape.parse(await sampler.sample());
    expect(mongodb?.connections).toBeGreaterThan(0);
    expect(mongodb?.avgQueryTime).toBeGreaterThan(0);
    expect(mongodb?.pools).toEqual([expect.objectContaining({ active: 0, waiting: 0, max: 4 })]);
    expect(mongodb?.pools[0]?.total).toBeLessThanOrEqual(4);
    expect(mongodb?.pools[0]?.waitP95).toBeGreaterThan(0);
  });
});
