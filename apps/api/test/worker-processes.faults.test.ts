import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Import } from '@sizewise/shared';
import { describeWithPostgres, withClient } from '@sizewise/test-support';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import { drawing } from './api-client.ts';
import { SizewiseCommand } from './sizewise-command.ts';

const LARGE_ROWS = 60_000;
const SMALL_ROWS = 200;
const SMALL = 30;
const PROJECTS = 3;
/** Half a minute until the lease of a killed process has run out, and the work, on a machine with much else to do. */
const LONG = { timeout: 240_000, interval: 250 };

describeWithPostgres('three worker processes on one database', () => {
  let command: SizewiseCommand;

  beforeAll(async () => {
    command = await SizewiseCommand.open({ IMPORT_WORKERS: '0' });
    await writeFile(join(command.dir, 'samples-imported'), '');
  });
  afterEach(async () => {
    await command.killAll();
  });
  afterAll(async () => {
    await command.close();
  });

  const startWorkers = () =>
    Promise.all(['a', 'b', 'c'].map((name) => command.startWorker({ IMPORT_WORKERS: '1' }, '--name', name)));

  async function createProject(url: string, name: string): Promise<string> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ name });
    const response = await fetch(`${url}/api/projects`, { method: 'POST', headers, body });
    return ((await response.json()) as { id: string }).id;
  }

  async function upload(url: string, projectId: string, fileName: string, rows: number): Promise<string> {
    const target = `${url}/api/projects/${projectId}/imports?fileName=${fileName}&force=true`;
    const response = await fetch(target, { method: 'POST', body: drawing(rows) });
    expect(response.status).toBe(202);
    return ((await response.json()) as { importId: string }).importId;
  }

  async function statusesOf(url: string, ids: readonly string[]): Promise<Set<string>> {
    const response = await fetch(`${url}/api/imports?limit=1000`);
    const { items } = (await response.json()) as { items: Import[] };
    return new Set(items.filter(({ id }) => ids.includes(id)).map(({ status }) => status));
  }

  interface Stored {
    readonly rows: number;
    readonly distinct: number;
    readonly counted: number;
  }
  /** What the import stored, what of that is told apart, and what its chunks say. */
  async function stored(importId: string): Promise<Stored> {
    return withClient(command.database.url, async (client) => {
      const { rows } = await client.query<Stored>(
        `SELECT count(*)::int AS rows, count(DISTINCT external_id)::int AS distinct,
           (SELECT sum(rows)::int FROM sizewise.import_chunks WHERE import_id = $1 AND state = 'done') AS counted
         FROM sizewise.published_segments WHERE import_id = $1`,
        [importId],
      );
      return rows[0] as Stored;
    });
  }

  const once = (rows: number): Stored => ({ rows, distinct: rows, counted: rows });

  it('share one large import and many small ones, and do no chunk twice', async () => {
    const server = await command.start();
    await startWorkers();
    const projects = await Promise.all(
      Array.from({ length: PROJECTS }, (_, n) => createProject(server.url, `Project ${n}`)),
    );
    const large = await upload(server.url, projects[0] as string, 'large.ndjson', LARGE_ROWS);
    const small: string[] = [];
    for (let n = 0; n < SMALL; n++) {
      small.push(await upload(server.url, projects[n % PROJECTS] as string, `small-${n}.ndjson`, SMALL_ROWS));
    }
    await expect.poll(() => statusesOf(server.url, [large, ...small]), LONG).toEqual(new Set(['completed']));

    expect(await stored(large)).toEqual(once(LARGE_ROWS));
    for (const id of small) expect(await stored(id)).toEqual(once(SMALL_ROWS));
    const chunks = await withClient(command.database.url, async (client) => {
      const { rows } = await client.query<{ owners: string[]; undone: number; again: number }>(
        `SELECT array_agg(DISTINCT leased_by) AS owners, (count(*) FILTER (WHERE state <> 'done'))::int AS undone,
           (count(*) FILTER (WHERE attempts > 1 AND error IS NULL))::int AS again
         FROM sizewise.import_chunks`,
      );
      return rows[0];
    });
    expect(chunks).toMatchObject({ undone: 0, again: 0 });
    expect(chunks?.owners.length).toBeGreaterThan(1);
  }, 300_000);

  it('go on where one of them is killed and another one stopped', async () => {
    const server = await command.start();
    const [killed, stopped] = await startWorkers();
    const project = await createProject(server.url, 'Killed');
    const importId = await upload(server.url, project, 'killed.ndjson', LARGE_ROWS);
    const owners = () =>
      withClient(command.database.url, async (client) => {
        const { rows } = await client.query<{ leased_by: string }>(
          'SELECT DISTINCT leased_by FROM sizewise.import_chunks WHERE import_id = $1 AND leased_by IS NOT NULL',
          [importId],
        );
        return rows.map((row) => row.leased_by);
      });
    await expect.poll(async () => (await owners()).length, LONG).toBeGreaterThan(0);
    killed?.child.kill('SIGKILL');
    stopped?.child.kill('SIGTERM');
    expect((await stopped?.ended)?.code).toBe(0);
    await expect.poll(() => statusesOf(server.url, [importId]), LONG).toEqual(new Set(['completed']));
    expect(await stored(importId)).toEqual(once(LARGE_ROWS));
  }, 300_000);
});
