import { createTestDatabase, describeWithPostgres, type TestDatabase } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import {
  InvalidRangeError,
  MetricNotFoundError,
  migrateOptimizer,
  PostgresPool,
  readHistory,
  SampleStore,
} from '../src/index.ts';

const HOUR = 3_600_000;

describeWithPostgres('SampleStore', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase({ migrate: migrateOptimizer, templateKey: 'optimizer' });
  });
  afterAll(() => database.close());

  const hour = new Date(Math.floor(Date.now() / HOUR) * HOUR - 3 * HOUR);
  const after = (seconds: number): Date => new Date(hour.getTime() + seconds * 1000);
  const one = (path: string, value: number): Map<string, number> => new Map([[path, value]]);

  it('keeps means by minute and hour, which survive a new connection', async () => {
    await using pool = new PostgresPool({ connectionString: database.url });
    const store = new SampleStore(pool);
    for (const [seconds, value] of [
      [0, 1],
      [30, 3],
      [90, 8],
    ] as const) {
      await store.write(
        after(seconds),
        new Map([
          ['a.b', value],
          ['c', 1],
        ]),
      );
    }
    await store.rollUp();
    await store.write(after(110), one('a.b', 10));
    await store.write(after(3600), one('a.b', 100));
    await store.rollUp();
    await store.rollUp();
    await using again = new PostgresPool({ connectionString: database.url });
    const averages = await new SampleStore(again).hourlyAverages(after(0), after(7200));
    expect(averages).toEqual([
      { at: after(0).toISOString(), averages: { 'a.b': 5.5, c: 1 } },
      { at: after(3600).toISOString(), averages: { 'a.b': 100 } },
    ]);
  });

  it('answers a history with gaps as gaps', async () => {
    await using pool = new PostgresPool({ connectionString: database.url });
    const query = { metric: 'a.b', from: after(0), to: after(180) };
    const raw = await readHistory(pool, { ...query, step: 30 });
    expect(raw.resolution).toBe('raw');
    expect(raw.points.map(({ value }) => value)).toEqual([1, 3, null, 9, null, null]);
    const minutes = await readHistory(pool, { ...query, step: 61 });
    expect(minutes).toMatchObject({ resolution: 'minute', step: 120 });
    expect(minutes.points.at(0)).toMatchObject({ value: 5.5, min: 1, max: 10, samples: 4 });
    expect(minutes.points.at(1)).toMatchObject({ value: null, min: null, max: null, samples: 0 });
    const long = await readHistory(pool, {
      metric: 'a.b',
      from: new Date(hour.getTime() - 300 * 24 * HOUR),
      to: after(7200),
    });
    expect(long.resolution).toBe('hour');
    expect(long.points.filter(({ value }) => value !== null)).not.toHaveLength(0);
  });

  it('refuses metrics and ranges that are none', async () => {
    await using pool = new PostgresPool({ connectionString: database.url });
    await expect(readHistory(pool, { metric: 'no.such' })).rejects.toThrow(MetricNotFoundError);
    const silly = [
      { from: after(60), to: after(0) },
      { from: new Date(Date.now() + HOUR), to: new Date(Date.now() + 2 * HOUR) },
      { from: after(0), to: after(3 * 3600), step: 1 },
    ];
    for (const range of silly) {
      await expect(readHistory(pool, { metric: 'a.b', ...range })).rejects.toThrow(InvalidRangeError);
    }
  });

  it('forgets what is older than its retention, and knows a bounded number of metrics', async () => {
    await using pool = new PostgresPool({ connectionString: database.url });
    const store = new SampleStore(pool);
    const count = async (table: string): Promise<number> =>
      (await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM sizewise.${table}`)).rows[0]!.n;
    await store.prune(new Date(Date.now() + 25 * HOUR));
    expect([await count('metric_samples'), (await count('metric_minutes')) > 0]).toEqual([0, true]);
    await store.prune(new Date(Date.now() + 15 * 24 * HOUR));
    expect([await count('metric_minutes'), (await count('metric_hours')) > 0]).toEqual([0, true]);
    await store.prune(new Date(Date.now() + 401 * 24 * HOUR));
    expect(await count('metric_hours')).toBe(0);
    await store.write(new Date(), new Map(Array.from({ length: 1500 }, (_, n) => [`m.${n}`, n])));
    expect(await count('metrics')).toBe(1000);
  });
});
