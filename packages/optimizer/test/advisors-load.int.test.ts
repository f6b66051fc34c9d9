import { setTimeout as delay } from 'node:timers/promises';

import { describeWith, describeWithPostgres, withClient } from '@sizewise/test-support';
import { expect, it } from 'vitest';

import { ADVISORS, PostgresPool, QueryCache, SampleStore } from '../src/index.ts';
import { openScene } from './support/scene.ts';

const HOUR = 3_600_000;

describeWithPostgres('advisors of load', () => {
  it('see statements that are slow and often called', async () => {
    await using scene = await openScene({ pool: { poolSize: 4 } });
    await Promise.all(Array.from({ length: 110 }, () => scene.pool.query('SELECT pg_sleep($1)', [0.025])));
    const findings = await scene.findingsOf('slow-query');
    expect(findings).toMatchObject([{ evidence: { text: 'SELECT pg_sleep($1)', calls: 110 } }]);
    expect(findings[0]?.evidence['meanSeconds']).toBeGreaterThanOrEqual(0.02);
    await scene.pool.query('SELECT pg_stat_statements_reset()');
    expect(await scene.findingsOf('slow-query')).toEqual([]);
  });

  it('see tables that are read from outside of shared buffers', async () => {
    await using scene = await openScene();
    const { pool } = scene;
    // A table beyond a quarter of shared buffers goes through a ring of its own and never stays.
    await pool.query(
      "CREATE UNLOGGED TABLE large AS SELECT repeat('x', 900) AS name FROM generate_series(1, 110000) i",
    );
    await pool.query('CREATE EXTENSION pg_buffercache');
    await pool.query('SELECT pg_stat_reset()');
    await pool.query('SELECT count(*) FROM large');
    const [finding, ...others] = await scene.findingsOf('low-buffer-hit-ratio');
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ subject: 'tables', severity: 'critical' });
    expect(finding?.evidence['hitRatio']).toBeLessThan(0.9);
    expect(finding?.evidence['unusedShare']).toBeLessThanOrEqual(1);
    await pool.query('SELECT pg_stat_reset()');
    await pool.query('CREATE TABLE small AS SELECT i FROM generate_series(1, 100000) i');
    for (let n = 0; n < 40; n++) await pool.query('SELECT count(*) FROM small');
    expect(await scene.findingsOf('low-buffer-hit-ratio')).toEqual([]);
  });

  it('see a session that sleeps in its transaction, the more so where others wait for it', async () => {
    await using scene = await openScene({ thresholds: { idleInTransaction: 0.2 } });
    await scene.pool.query('CREATE TABLE parts (id int)');
    await withClient(scene.url, async (sleeper) => {
      await sleeper.query('BEGIN');
      await sleeper.query('LOCK TABLE parts');
      await delay(250);
      expect(await scene.findingsOf('idle-in-transaction')).toMatchObject([{ severity: 'warning' }]);
      await withClient(scene.url, async (waiter) => {
        const blocked = waiter.query('SELECT * FROM parts');
        await expect
          .poll(async () => (await scene.findingsOf('idle-in-transaction'))[0])
          .toMatchObject({ severity: 'critical', evidence: { blockedSessions: 1 } });
        await sleeper.query('COMMIT');
        await blocked;
      });
      expect(await scene.findingsOf('idle-in-transaction')).toEqual([]);
    });
  });

  it('see a session that waits for a lock, and for whom', async () => {
    const lockWait = 0.2;
    await using scene = await openScene({ pool: { poolSize: 2 }, thresholds: { lockWait } });
    await scene.pool.query('CREATE TABLE parts (id int)');
    await withClient(scene.url, async (holder) => {
      await holder.query('BEGIN');
      await holder.query('LOCK TABLE parts');
      const { rows } = await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const blocked = scene.pool.query('SELECT * FROM parts');
      await expect
        .poll(async () => (await scene.findingsOf('lock-wait'))[0])
        .toMatchObject({
          severity: 'warning',
          evidence: { relation: 'parts', blockedBy: String(rows[0]!.pid) },
        });
      const [finding] = await scene.findingsOf('lock-wait');
      const remedy = await scene.pool.query<{ pid: number }>(finding?.remedy.text.split('\n')[0] ?? '');
      expect(remedy.rows[0]?.pid).toBe(rows[0]!.pid);
      await holder.query('COMMIT');
      await blocked;
    });
    expect(await scene.findingsOf('lock-wait')).toEqual([]);
  });

  it('see a server whose connections run out', async () => {
    await using scene = await openScene();
    await using crowd = new PostgresPool({ connectionString: scene.url, poolSize: 20, maxOverflow: 0 });
    const { rows } = await scene.pool.query<{ n: number; most: number }>(
      `SELECT count(*)::int AS n, current_setting('max_connections')::int AS most
       FROM pg_stat_activity WHERE backend_type = 'client backend'`,
    );
    // Twelve more than now: other test files share the server.
    const connectionShare = (rows[0]!.n + 12) / rows[0]!.most;
    const leases = await Promise.all(Array.from({ length: 20 }, () => crowd.acquire()));
    const [finding] = await scene.findingsOf('connection-limit', { connectionShare });
    for (const lease of leases) lease.release();
    expect(finding).toMatchObject({ severity: 'warning', evidence: { maxConnections: rows[0]!.most } });
    expect(await scene.findingsOf('connection-limit')).toEqual([]);
  });

  it('see requests that wait for a pool', async () => {
    await using scene = await openScene({ pool: { name: 'narrow' } });
    expect(await scene.findingsOf('pool-too-small')).toEqual([]);
    await Promise.all(Array.from({ length: 8 }, () => scene.pool.query('SELECT pg_sleep(0.06)')));
    // A burst is none, until samples of some minutes say the same.
    expect(await scene.findingsOf('pool-too-small')).toEqual([]);
    const store = new SampleStore(scene.pool);
    const { waitP95 } = scene.pool.snapshot();
    for (const minutesAgo of [3, 2, 1]) {
      const at = new Date(Date.now() - minutesAgo * 60_000);
      await store.write(at, new Map([['postgresql.pools.narrow.waitP95', waitP95 ?? NaN]]));
    }
    await store.rollUp();
    const [finding] = await scene.findingsOf('pool-too-small');
    expect(finding).toMatchObject({ subject: 'pool narrow', remedy: { kind: 'configuration' } });
    expect(finding?.evidence['waitP95']).toBeGreaterThanOrEqual(0.1);
  });

  it('see a pool that was never busy, of samples of an hour and more', async () => {
    await using scene = await openScene({ pool: { name: 'wide', poolSize: 20 } });
    const store = new SampleStore(scene.pool);
    const keep = async (minutesAgo: number): Promise<void> => {
      const { active } = scene.pool.snapshot();
      const at = new Date(Date.now() - minutesAgo * 60_000);
      await store.write(at, new Map([['postgresql.pools.wide.active', active]]));
      await store.rollUp();
    };
    await keep(50);
    await keep(1);
    expect(await scene.findingsOf('pool-too-large')).toEqual([]);
    await scene.pool.query(
      'TRUNCATE sizewise.metric_samples, sizewise.metric_minutes, sizewise.metric_hours',
    );
    await keep(90);
    await keep(30);
    await keep(1);
    expect(await scene.findingsOf('pool-too-large')).toMatchObject([
      { subject: 'pool wide', evidence: { size: 20, samples: 3 } },
    ]);
    const leases = await Promise.all(Array.from({ length: 10 }, () => scene.pool.acquire()));
    const busy = new Map([['postgresql.pools.wide.active', scene.pool.snapshot().active]]);
    for (const lease of leases) lease.release();
    await store.write(new Date(), busy);
    await store.rollUp();
    expect(await scene.findingsOf('pool-too-large')).toEqual([]);
  });

  it('see a cache whose values are seldom asked for twice', async () => {
    const cache = new QueryCache({ maxBytes: 1024 ** 2 });
    await cache.trust(true);
    await using scene = await openScene({ cache: () => cache.snapshot() });
    for (let n = 0; n < 1000; n++) await cache.get(`k${n}`, { kind: 'spatial' }, async () => n);
    for (let n = 0; n < 5000; n++) await cache.get('same', { kind: 'calculation' }, async () => n);
    expect(await scene.findingsOf('cache-hit-ratio')).toMatchObject([
      { subject: 'cache kind spatial', evidence: { hitRatio: 0, reads: 1000 } },
    ]);
  });

  it('see more memory promised than the machine has', async () => {
    await using scene = await openScene({ pool: { poolSize: 50, workMem: '64GB' } });
    const [finding] = await scene.findingsOf('memory-over-committed');
    expect(finding?.evidence['neededBytes']).toBeGreaterThan(50 * 64 * 1024 ** 3);
    expect(finding?.remedy.text).toMatch(/^workMem: '\d+MB'/);
    await using modest = await openScene();
    expect(await modest.findingsOf('memory-over-committed')).toEqual([]);
  });

  it('count connections beside the pools, with the work_mem of the server', async () => {
    await using scene = await openScene({ otherConnections: 2_000_000 });
    const [finding] = await scene.findingsOf('memory-over-committed');
    expect(finding).toMatchObject({ evidence: { connectionsOutsideOfPools: 2_000_000 } });
    const { neededBytes } = finding?.evidence ?? {};
    await using server = new PostgresPool({ connectionString: scene.url, workMem: null });
    const own = await server.query<{ bytes: number }>(
      `SELECT pg_size_bytes(current_setting('work_mem'))::float8 AS bytes`,
    );
    expect(neededBytes).toBeGreaterThan(2_000_000 * own.rows[0]!.bytes);
  });

  it('see memory settings of the server that are not what is configured', async () => {
    const settings = await (async () => {
      await using scene = await openScene();
      const { rows } = await scene.pool.query<{ buffers: number; cache: number }>(
        `SELECT pg_size_bytes(current_setting('shared_buffers'))::float8 AS buffers,
           pg_size_bytes(current_setting('effective_cache_size'))::float8 AS cache`,
      );
      return rows[0]!;
    })();
    const wanted = (buffers: number, cache: number, isLeast: boolean) => [
      { name: 'shared_buffers' as const, bytes: buffers, isLeast },
      { name: 'effective_cache_size' as const, bytes: cache, isLeast },
    ];
    await using low = await openScene({
      wantedSettings: wanted(settings.buffers * 4, settings.cache * 4, true),
    });
    const findings = await low.findingsOf('server-settings');
    expect(findings).toMatchObject([
      { subject: 'shared_buffers', severity: 'warning', evidence: { factor: 0.25 } },
      { subject: 'effective_cache_size', severity: 'warning' },
    ]);
    const megabytes = Math.round((settings.buffers * 4) / 1024 ** 2);
    expect(findings[0]?.remedy.text).toMatch(
      new RegExp(`^ALTER SYSTEM SET shared_buffers = '${megabytes}MB';`),
    );
    // The remedy for the planner's setting, on this database alone, since others share the server.
    const [alter = ''] = findings[1]?.remedy.text.split('\n') ?? [];
    const name = (await low.pool.query<{ name: string }>('SELECT current_database() AS name')).rows[0]!.name;
    await low.pool.query(alter.replace('ALTER SYSTEM', `ALTER DATABASE "${name}"`));
    await using after = low.watchAnew();
    expect((await after.advise()).findings.map(({ subject }) => subject)).not.toContain(
      'effective_cache_size',
    );
    await using high = await openScene({
      wantedSettings: wanted(settings.buffers / 4, settings.cache, false),
    });
    expect(await high.findingsOf('server-settings')).toMatchObject([
      { subject: 'shared_buffers', severity: 'info' },
    ]);
    await using healthy = await openScene({
      wantedSettings: wanted(settings.buffers / 4, settings.cache, true),
    });
    expect(await healthy.findingsOf('server-settings')).toEqual([]);
  });
});

describeWith(['postgres'], 'advisors on a healthy database', () => {
  it('judge all that is there and find nothing', async () => {
    const cache = new QueryCache({ maxBytes: 1024 ** 2 });
    await cache.trust(true);
    for (let n = 0; n < 2000; n++) await cache.get(`k${n % 100}`, {}, async () => n);
    await using scene = await openScene({
      pool: { name: 'api', poolSize: 4 },
      cache: () => cache.snapshot(),
    });
    const { pool } = scene;
    await pool.query('CREATE TABLE parts (id bigserial PRIMARY KEY, system int NOT NULL, name text)');
    await pool.query('CREATE INDEX parts_system ON parts (system)');
    await pool.query(
      `INSERT INTO parts (system, name) SELECT i % 1000, 'part' || i FROM generate_series(1, 30000) i`,
    );
    await pool.query('VACUUM ANALYZE parts');
    for (let n = 0; n < 300; n++) {
      await pool.query('SELECT name FROM parts WHERE id = $1', [n], 'by id');
      await pool.query('SELECT count(*) FROM parts WHERE system = $1', [n], 'by system');
    }
    const store = new SampleStore(pool);
    for (const minutesAgo of [120, 60, 1]) {
      const active = new Map([['postgresql.pools.api.active', 2]]);
      await store.write(new Date(Date.now() - minutesAgo * (HOUR / 60)), active);
    }
    await store.rollUp();
    const { findings, judged } = await scene.judge();
    expect(findings).toEqual([]);
    const all = ADVISORS.map(({ id }) => id).filter((id) => !id.includes('mongo'));
    expect([...judged].sort()).toEqual(all.sort());
  });
});
