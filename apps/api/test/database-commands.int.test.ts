import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describeWithPostgres, withClient } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { drawing } from './api-client.ts';
import { SizewiseCommand } from './sizewise-command.ts';

describeWithPostgres('sizewise, on databases', () => {
  let command: SizewiseCommand;
  beforeAll(async () => {
    command = await SizewiseCommand.open({ LOG_LEVEL: 'error' });
  });
  afterAll(async () => {
    await command.close();
  });

  const sql = (statement: string) => withClient(command.database.url, (client) => client.query(statement));

  it('shows and repairs indexes', async () => {
    const before = await command.run('indexes', '--json').ended;
    expect(before.code).toBe(1);
    expect(JSON.parse(before.stdout)).toMatchObject({ complete: false, built: [] });
    const repaired = await command.run('indexes', '--repair', '--json').ended;
    expect(repaired).toMatchObject({ code: 0 });
    expect(JSON.parse(repaired.stdout)).toMatchObject({ complete: true });
    await sql('DROP INDEX sizewise.idx_spatial_bounds');
    const broken = await command.run('indexes').ended;
    expect(broken.code).toBe(1);
    expect(broken.stdout).toMatch(/^idx_spatial_bounds +postgres +spatial_data +missing/m);
    const again = await command.run('indexes', '--repair', '--json').ended;
    expect(JSON.parse(again.stdout)).toMatchObject({ complete: true });
  });

  it('adopts from a schema', async () => {
    await sql(`
      CREATE SCHEMA suite;
      CREATE TABLE suite.projects (id text PRIMARY KEY, user_id text, name text);
      CREATE TABLE suite.project_segments (id text PRIMARY KEY, project_id text, name text, segment_type text);
      INSERT INTO suite.projects VALUES ('a', 'ann', 'Tower');
      INSERT INTO suite.project_segments VALUES ('1', 'a', 'Main', 'duct');`);
    const first = await command.run('adopt', '--from', 'suite', '--json').ended;
    expect(first.code).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      schema: 'suite',
      added: 1,
      projects: [{ name: 'Tower' }],
    });
    const second = await command.run('adopt', '--from=suite', '--json').ended;
    expect(JSON.parse(second.stdout)).toMatchObject({ added: 0, updated: 0, removed: 0 });
    expect(await command.run('adopt', '--from', 'nowhere').ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('adopt_source_invalid'),
    });
  });

  it('compares the stores and puts documents right', async () => {
    await writeFile(join(command.dir, 'stores.ndjson'), drawing(200));
    const imported = await command.run('import', 'stores.ndjson', '--project', 'Stores', '--json').ended;
    expect(imported.code).toBe(0);
    const remove = (table: string, rows: number) =>
      sql(`DELETE FROM sizewise.${table} WHERE id IN (
             SELECT t.id FROM sizewise.${table} t JOIN sizewise.imports i ON i.id = t.import_id
             WHERE i.file_name = 'stores.ndjson' LIMIT ${rows})`);
    await remove('spatial_data', 3);
    const repaired = await command.run('reconcile', '--project', 'Stores', '--json').ended;
    expect(repaired.code).toBe(0);
    expect(JSON.parse(repaired.stdout)).toMatchObject({
      consistent: false,
      findings: 0,
      imports: [{ fileName: 'stores.ndjson', segments: 200, documents: 200, written: { documents: 3 } }],
    });

    await remove('project_segments', 1);
    const torn = await command.run('reconcile', '--project', 'Stores').ended;
    expect(torn.code).toBe(1);
    expect(torn.stdout).toContain('segments_differ');
    expect(await command.run('reconcile', '--project', 'Nobody').ended).toMatchObject({ code: 2 });
  });

  it('removes the databases of a validation that is interrupted', async () => {
    const { child, ended } = command.run('validate');
    // Other validations may run on the same server: this one's connections have a name of their own.
    const scratch = async (): Promise<string | undefined> => {
      const { rows } = await sql(
        `SELECT datname FROM pg_stat_activity
         WHERE application_name = '${command.database.name}' AND datname LIKE 'sizewise\\_scratch\\_%'`,
      );
      return (rows[0] as { datname: string } | undefined)?.datname;
    };
    await expect.poll(scratch, { timeout: 60_000 }).toBeDefined();
    const name = await scratch();
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    const { rows } = await sql(`SELECT datname FROM pg_database WHERE datname = '${name}'`);
    expect([name === undefined, rows]).toEqual([false, []]);
  });
});
