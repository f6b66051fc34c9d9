import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { performanceReportSchema } from '@sizewise/shared';
import { describeWithPostgres, withClient } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { SizewiseCommand } from './sizewise-command.ts';

describeWithPostgres('sizewise report and advise', () => {
  let command: SizewiseCommand;
  beforeAll(async () => {
    command = await SizewiseCommand.open({ IMPORT_WORKERS: '1', DATABASE_POOL_SIZE: '3' });
    await writeFile(join(command.dir, 'samples-imported'), '');
  });
  afterAll(async () => {
    await command.close();
  });

  it('answer without a server, as a table and as JSON', async () => {
    const { code, stdout } = await command.run('report').ended;
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^connections +\d+ of \d+\n/)]);
    expect(stdout).toMatch(/\npool +active +idle +waiting +max +wait p95\napi /);
    await withClient(command.database.url, async (client) => {
      await client.query('CREATE SEQUENCE short MAXVALUE 100');
      await client.query("SELECT setval('short', 95)");
    });
    const advice = await command.run('advise').ended;
    expect(advice.code).toBe(0);
    expect(advice.stdout).toMatch(/critical: .*short has used 95 % of its values \(sequence-end\)\n/);
    expect(advice.stdout).toContain('    ALTER SEQUENCE');
    expect(advice.stderr).toContain('pg_stat_statements is not installed');
    const json = JSON.parse((await command.run('advise', '--json').ended).stdout) as {
      recommendations: object[];
    };
    expect(json.recommendations).toContainEqual(expect.objectContaining({ id: 'sequence-end' }));
  });

  it('ask the server that runs on the data directory', async () => {
    const { child, ended } = await command.start();
    const { code, stdout, stderr } = await command.run('report', '--json').ended;
    child.kill('SIGTERM');
    await ended;
    // A process that opens databases of its own says that it migrates them.
    expect([code, stderr]).toEqual([0, '']);
    const report = performanceReportSchema.parse(JSON.parse(stdout));
    expect(report.currentMetrics.postgresql.pools.map(({ name }) => name)).toContain('import workers');
  });
});
