import { silentLogger } from '@sizewise/shared';
import {
  describeWithPostgres,
  type ReplicatedPostgres,
  startReplicatedPostgres,
  withClient,
} from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { DatabaseMonitor, DatabasePerformanceOptimizer } from '../src/index.ts';
import { until } from './support/until.ts';

interface Answer {
  n: number;
  isStandby: boolean;
}

describeWithPostgres('reads on a streaming standby', () => {
  let servers: ReplicatedPostgres;
  let optimizer: DatabasePerformanceOptimizer;
  beforeAll(async () => {
    servers = await startReplicatedPostgres(process.env);
    optimizer = new DatabasePerformanceOptimizer({
      connectionString: servers.primaryUrl,
      poolSize: 3,
      replicaUrls: [servers.standbyUrl],
    });
    await optimizer.migrate();
    await optimizer.postgres.query('CREATE TABLE t (tag text PRIMARY KEY, n integer)');
    await optimizer.postgres.query(`INSERT INTO t VALUES ('a', 0), ('b', 0)`);
    await until(async () => (await read('a')).isStandby);
  });
  afterAll(async () => {
    await optimizer.close();
    await servers[Symbol.asyncDispose]();
  });

  const write = (tag: string, n: number): Promise<unknown> =>
    optimizer.write([tag], (lease) => lease.query('UPDATE t SET n = $2 WHERE tag = $1', [tag, n]));
  const read = (tag: string): Promise<Answer> =>
    optimizer.read([tag], async (session) => {
      const sql = 'SELECT n, pg_is_in_recovery() AS "isStandby" FROM t WHERE tag = $1';
      return (await session.query<Answer>(sql, [tag])).rows[0]!;
    });
  /** Runs a statement on the standby, and waits for what follows from it. */
  const onStandby = async (sql: string, effect: () => Promise<boolean>): Promise<void> => {
    await withClient(servers.standbyUrl, (client) => client.query(sql));
    await until(effect);
  };
  const lagFindings = async (): Promise<string[]> => {
    await using monitor = new DatabaseMonitor({
      connectionString: servers.primaryUrl,
      sample: async () => ({}),
      pools: [],
      mongo: null,
      cache: () => ({ hitRatio: null, samples: 0, memoryUsage: 0, tiers: [], kinds: [] }),
      machineMemory: null,
      thresholds: { replicaLagBytes: 1, replicaLag: 3600 },
      logger: silentLogger,
    });
    const { findings, judged } = await monitor.advise();
    expect(judged).toContain('replica-lag');
    return findings.filter(({ id }) => id === 'replica-lag').map(({ subject }) => subject);
  };

  it('go there while it has every write, and to the primary while it is behind', async () => {
    await write('a', 1);
    // A reader never sees less than what was written, wherever it reads.
    for (let n = 2; n < 40; n++) {
      await write('a', n);
      expect((await read('a')).n).toBe(n);
    }
    await until(async () => (await read('a')).isStandby);
    expect(await read('a')).toEqual({ n: 39, isStandby: true });

    await onStandby('SELECT pg_wal_replay_pause()', async () => {
      const { rows } = await withClient(servers.standbyUrl, (client) =>
        client.query<{ state: string }>('SELECT pg_get_wal_replay_pause_state() AS state'),
      );
      return rows[0]?.state === 'paused';
    });
    await write('a', 100);
    for (let turn = 0; turn < 5; turn++) expect(await read('a')).toEqual({ n: 100, isStandby: false });
    // What was not written since is still as true there.
    expect(await read('b')).toEqual({ n: 0, isStandby: true });
    await until(async () => (await lagFindings()).length === 1);
    expect(await lagFindings()).toEqual(['replica standby']);

    await onStandby('SELECT pg_wal_replay_resume()', async () => (await read('a')).isStandby);
    expect(await read('a')).toEqual({ n: 100, isStandby: true });
    await until(async () => (await lagFindings()).length === 0);
  });

  it('go to the primary when it is gone, and no reader sees an error', async () => {
    expect((await read('b')).isStandby).toBe(true);
    await servers.killStandby();
    for (let n = 0; n < 10; n++) expect(await read('b')).toEqual({ n: 0, isStandby: false });
  });
});
