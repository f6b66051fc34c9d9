import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { performanceReportSchema } from '@sizewise/shared';
import {
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
  withClient,
} from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

describeWithPostgres('sizewise report and advise', () => {
  let database: TestDatabase;
  let dir: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    dir = await mkdtemp(join(tmpdir(), 'sizewise-report-'));
    await writeFile(join(dir, 'samples-imported'), '');
  });
  afterAll(async () => {
    await database.close();
    await rm(dir, { recursive: true });
  });

  function sizewise(...args: string[]) {
    const { PATH, HOME } = process.env;
    const child = spawn(process.execPath, ['--conditions=source', MAIN, ...args], {
      cwd: dir,
      env: {
        PATH,
        HOME,
        PORT: '0',
        DATA_DIR: dir,
        DATABASE_URL: database.url,
        SPATIAL_STORE: 'postgres',
        IMPORT_WORKERS: '1',
        DATABASE_POOL_SIZE: '3',
        DATABASE_MAX_OVERFLOW: '2',
      },
    });
    const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
    return { child, ended: Promise.all([code, text(child.stdout), text(child.stderr)]) };
  }

  it('answer without a server, as a table and as JSON', async () => {
    const [code, stdout] = await sizewise('report').ended;
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^connections +\d+ of \d+\n/)]);
    expect(stdout).toMatch(/\npool +active +idle +waiting +max +wait p95\napi /);
    await withClient(database.url, async (client) => {
      await client.query('CREATE SEQUENCE short MAXVALUE 100');
      await client.query("SELECT setval('short', 95)");
    });
    const [adviseCode, advice, reasons] = await sizewise('advise').ended;
    expect(adviseCode).toBe(0);
    expect(advice).toMatch(/critical: .*short has used 95 % of its values \(sequence-end\)\n/);
    expect(advice).toContain('    ALTER SEQUENCE');
    expect(reasons).toContain('pg_stat_statements is not installed');
    const json = JSON.parse((await sizewise('advise', '--json').ended)[1]) as { recommendations: object[] };
    expect(json.recommendations).toContainEqual(expect.objectContaining({ id: 'sequence-end' }));
  });

  it('ask the server that runs on the data directory', async () => {
    const { child, ended } = sizewise('start', '--json');
    const ready = Promise.withResolvers<void>();
    child.stdout.once('data', () => ready.resolve());
    child.once('exit', () => ready.reject(new Error('the server ended')));
    await ready.promise;
    const [code, stdout, stderr] = await sizewise('report', '--json').ended;
    child.kill('SIGTERM');
    await ended;
    // A process that opens databases of its own says that it migrates them.
    expect([code, stderr]).toEqual([0, '']);
    const report = performanceReportSchema.parse(JSON.parse(stdout));
    expect(report.currentMetrics.postgresql.pools.map(({ name }) => name)).toContain('import workers');
  });
});
