import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describeWithPostgres, startTestServers, type TestServers } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { PostgresPool } from '../src/pools/postgres-pool.ts';

describeWithPostgres('PostgresPool, when its server restarts', () => {
  let servers: TestServers;
  beforeAll(async () => {
    servers = await startTestServers({
      PATH: process.env['PATH'],
      MONGO_URL: 'mongodb://127.0.0.1:1',
      REDIS_URL: 'redis://127.0.0.1:1',
    });
  });
  afterAll(() => servers.close());

  it('lets its callers wait, not fail: statements of fifty users, one after the other', async () => {
    const url = servers.servers.postgres.url ?? '';
    await using pool = new PostgresPool({
      connectionString: url,
      poolSize: 10,
      maxOverflow: 10,
      reconnectWindow: 30,
    });
    await pool.warmUp(10);
    const { rows } = await pool.query<{ data_directory: string }>('SHOW data_directory');
    const pidFile = await readFile(join(rows[0]?.data_directory ?? '', 'postmaster.pid'), 'utf8');
    // Fast shutdown (SIGINT): every session is told so; what keeps the server starts it again.
    process.kill(Number(pidFile.split('\n')[0]), 'SIGINT');
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, user) => {
        const seen: unknown[] = [];
        for (let round = 0; round < 20; round++) {
          seen.push(...(await pool.query('SELECT $1::int AS n', [user * 20 + round])).rows);
        }
        return seen;
      }),
    );
    expect(answers.flat()).toEqual(Array.from({ length: 1000 }, (_, n) => ({ n })));
    expect(pool.snapshot()).toMatchObject({ active: 0, waiting: 0, timeouts: 0 });
  });
});
