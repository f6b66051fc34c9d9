import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import {
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
  withClient,
} from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

describeWithPostgres('sizewise, on databases', () => {
  let database: TestDatabase;
  let dir: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    dir = await mkdtemp(join(tmpdir(), 'sizewise-databases-'));
  });
  afterAll(async () => {
    await database.close();
    await rm(dir, { recursive: true });
  });

  function sizewise(...args: string[]) {
    const { PATH, HOME } = process.env;
    const url = new URL(database.url);
    url.searchParams.set('application_name', database.name);
    const child = spawn(process.execPath, ['--conditions=source', MAIN, ...args], {
      cwd: dir,
      env: {
        PATH,
        HOME,
        DATA_DIR: dir,
        DATABASE_URL: url.href,
        SPATIAL_STORE: 'postgres',
        LOG_LEVEL: 'error',
      },
    });
    const ended = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]).then(
      ([[code], stdout, stderr]) => ({ code: code as number | null, stdout, stderr }),
    );
    return { child, ended };
  }
  const sql = (statement: string) => withClient(database.url, (client) => client.query(statement));

  it('shows and repairs indexes', async () => {
    const before = await sizewise('indexes', '--json').ended;
    expect(before.code).toBe(1);
    expect(JSON.parse(before.stdout)).toMatchObject({ complete: false, built: [] });
    const repaired = await sizewise('indexes', '--repair', '--json').ended;
    expect(repaired).toMatchObject({ code: 0 });
    expect(JSON.parse(repaired.stdout)).toMatchObject({ complete: true });
    await sql('DROP INDEX sizewise.idx_spatial_bounds');
    const broken = await sizewise('indexes').ended;
    expect(broken.code).toBe(1);
    expect(broken.stdout).toMatch(/^idx_spatial_bounds +postgres +spatial_data +missing/m);
    const again = await sizewise('indexes', '--repair', '--json').ended;
    expect(JSON.parse(again.stdout)).toMatchObject({ complete: true });
  });

  it('adopts from a schema', async () => {
    await sql(`
      CREATE SCHEMA suite;
      CREATE TABLE suite.projects (id text PRIMARY KEY, user_id text, name text);
      CREATE TABLE suite.project_segments (id text PRIMARY KEY, project_id text, name text, segment_type text);
      INSERT INTO suite.projects VALUES ('a', 'ann', 'Tower');
      INSERT INTO suite.project_segments VALUES ('1', 'a', 'Main', 'duct');`);
    const first = await sizewise('adopt', '--from', 'suite', '--json').ended;
    expect(first.code).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      schema: 'suite',
      added: 1,
      projects: [{ name: 'Tower' }],
    });
    const second = await sizewise('adopt', '--from=suite', '--json').ended;
    expect(JSON.parse(second.stdout)).toMatchObject({ added: 0, updated: 0, removed: 0 });
    expect(await sizewise('adopt', '--from', 'nowhere').ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('adopt_source_invalid'),
    });
  });

  it('removes the databases of a validation that is interrupted', async () => {
    const { child, ended } = sizewise('validate');
    // Other validations may run on the same server: this one's connections have a name of their own.
    const scratch = async (): Promise<string | undefined> => {
      const { rows } = await sql(
        `SELECT datname FROM pg_stat_activity
         WHERE application_name = '${database.name}' AND datname LIKE 'sizewise\\_scratch\\_%'`,
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
