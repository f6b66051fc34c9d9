import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { type Import } from '@sizewise/shared';
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '@sizewise/test-support';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import { drawing } from './api-client.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describeWithPostgres('sizewise', () => {
  let database: TestDatabase;
  let dir: string;
  const running = new Set<ChildProcess>();

  beforeAll(async () => {
    database = await createTestDatabase();
    dir = await mkdtemp(join(tmpdir(), 'sizewise-cli-'));
    await writeFile(join(dir, 'good.ndjson'), drawing(500));
    await writeFile(join(dir, 'rejects.ndjson'), drawing(5, 'not json\n'));
    await writeFile(join(dir, 'bad.ifc'), 'nothing');
    await writeFile(join(dir, 'german.csv'), 'Nr;Breite\na;300\nb;breit\n');
    const mapping = { columns: { Nr: 'externalId', Breite: 'width' }, units: { Breite: 'mm' } };
    await writeFile(join(dir, 'mapping.json'), JSON.stringify(mapping));
    await writeFile(join(dir, 'large.ndjson'), drawing(150_000));
    // The samples are not what these tests are about.
    await writeFile(join(dir, 'samples-imported'), '');
  });
  afterEach(async () => {
    for (const child of running) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
    running.clear();
  });
  afterAll(async () => {
    await database.close();
    await rm(dir, { recursive: true });
  });

  function sizewise(...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
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
        IMPORT_WORKERS: '2',
        DATABASE_POOL_SIZE: '4',
        DATABASE_MAX_OVERFLOW: '2',
      },
    });
    running.add(child);
    const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const ended = Promise.all([code, text(child.stdout), text(child.stderr)]).then(
      ([code, stdout, stderr]) => {
        running.delete(child);
        return { code, stdout, stderr };
      },
    );
    return { child, ended };
  }

  /** Starts a server and waits until it says that it is ready. */
  async function startServer(...args: string[]) {
    const { child, ended } = sizewise('start', ...args);
    const url = await new Promise<string>((resolve, reject) => {
      let stdout = '';
      child.stdout?.on('data', (chunk: Buffer) => {
        stdout += chunk.toString();
        const ready = /^ready (http:\S+)\n/.exec(stdout)?.[1];
        if (ready) resolve(ready);
      });
      void ended.then(({ stderr }) => reject(new Error(stderr)));
    });
    return { child, ended, url };
  }

  async function importsOf(url: string): Promise<Import[]> {
    const response = await fetch(`${url}/api/imports?limit=1000`);
    return ((await response.json()) as { items: Import[] }).items;
  }

  it.each([
    [['fly'], 2, 'no command fly'],
    [['import', 'nowhere.ifc', '--project', 'P'], 2, 'no such file: nowhere.ifc'],
  ])('%j ends with %d', async (args, code, message) => {
    const { ended } = sizewise(...args);
    expect(await ended).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
  });

  it('imports without a server, and says how it went', async () => {
    const { ended } = sizewise('import', 'good.ndjson', '--project', 'Alone', '--json');
    const { code, stdout } = await ended;
    expect(JSON.parse(stdout)).toMatchObject({
      project: 'Alone',
      files: [
        { file: 'good.ndjson', duplicate: false, import: { status: 'completed', segmentsWritten: 500 } },
      ],
    });
    expect(code).toBe(0);
  });

  it('reports a dry run without a server and without services', async () => {
    const good = await sizewise('import', 'good.ndjson', '--dry-run', '--json').ended;
    expect(JSON.parse(good.stdout)).toMatchObject({
      files: [{ file: 'good.ndjson', report: { dryRun: true, counts: { segments: 500, rejected: 0 } } }],
    });
    expect([good.code, good.stderr]).toEqual([0, '']);
    const table = await sizewise('import', 'german.csv', '--dry-run', '--mapping', 'mapping.json').ended;
    expect(table.code).toBe(3);
    expect(table.stdout).toMatch(/columns +Nr → externalId\n +Breite → width \(mm\)\n/);
    expect(table.stdout).toMatch(/line 3: .* \(invalid_number\)\n/);
    const bad = await sizewise('import', 'bad.ifc', 'rejects.ndjson', '--dry-run').ended;
    expect([bad.code, bad.stdout]).toEqual([
      1,
      expect.stringContaining('(unknown_format)\nrejects.ndjson: '),
    ]);
    const mismatch = await sizewise('import', 'good.ndjson', '--dry-run', '--mapping', 'mapping.json').ended;
    expect([mismatch.code, mismatch.stdout]).toEqual([1, expect.stringContaining('columns.Nr')]);
  });

  it('serves, takes imports from the command line, and stops in order', async () => {
    const { child, ended, url } = await startServer('good.ndjson');
    const file = join(dir, 'server.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ url, pid: child.pid });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect
      .poll(async () => (await importsOf(url)).filter((one) => one.status === 'completed').length, {
        timeout: 20_000,
      })
      .toBe(2);

    const remote = await sizewise('import', 'rejects.ndjson', '--project', 'Remote').ended;
    expect(remote).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('5 segments, 1 rejects'),
    });
    const before = await importsOf(url);
    const dry = await sizewise('import', 'rejects.ndjson', '--project', 'Remote', '--dry-run', '--json')
      .ended;
    expect(JSON.parse(dry.stdout)).toMatchObject({
      files: [{ report: { counts: { segments: 5, rejected: 1 } } }],
    });
    expect(dry.code).toBe(3);
    const unknown = await sizewise('import', 'good.ndjson', '--project', 'Nowhere', '--dry-run').ended;
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('project_not_found') });
    expect(await importsOf(url)).toEqual(before);
    const mapped = await sizewise('import', 'german.csv', '--project', 'Remote', '--mapping', 'mapping.json')
      .ended;
    expect(mapped).toMatchObject({ code: 3, stderr: expect.stringContaining('1 segments, 1 rejects') });

    const refused = await sizewise('import', 'bad.ifc', '--project', 'Remote', '--json').ended;
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ files: [{ error: { code: 'unknown_format' } }] });

    const second = await sizewise('start').ended;
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining(String(child.pid)) });

    // An open stream must not hold the stop up.
    const stream = await fetch(`${url}/api/performance/stream`);
    expect(stream.status).toBe(200);
    const stoppedAt = performance.now();
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, stdout: `ready ${url}\n` });
    expect(performance.now() - stoppedAt).toBeLessThan(10_000);
    await expect(stat(file)).rejects.toThrow('ENOENT');
    await stream.body?.cancel().catch(() => undefined);
  });

  it('finishes, once, what a killed server left', async () => {
    const first = await startServer();
    const project = (await (
      await fetch(`${first.url}/api/projects`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"name":"Killed"}',
      })
    ).json()) as { id: string };
    const { importId } = (await (
      await fetch(`${first.url}/api/projects/${project.id}/imports?fileName=large.ndjson`, {
        method: 'POST',
        body: await readFile(join(dir, 'large.ndjson')),
      })
    ).json()) as { importId: string };
    const statusAt = async (url: string) => (await importsOf(url)).find(({ id }) => id === importId);
    await expect.poll(async () => (await statusAt(first.url))?.status, { interval: 20 }).toBe('running');
    first.child.kill('SIGKILL');
    await first.ended;

    const second = await startServer();
    await expect
      .poll(async () => (await statusAt(second.url))?.status, { timeout: 40_000 })
      .toBe('completed');
    const analytics = (await (await fetch(`${second.url}/api/projects/${project.id}/analytics`)).json()) as {
      segmentCount: number;
    };
    expect(analytics.segmentCount).toBe(150_000);
    second.child.kill('SIGINT');
    expect((await second.ended).code).toBe(0);
  });

  it('cancels what it imports when it is interrupted', async () => {
    const { child, ended } = sizewise('import', 'large.ndjson', '--project', 'Interrupted');
    await new Promise<void>((resolve) => {
      child.stderr?.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('large.ndjson')) resolve();
      });
    });
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    const { url, child: server, ended: stopped } = await startServer();
    const left = (await importsOf(url)).filter(({ status }) => status === 'queued' || status === 'running');
    expect(left).toEqual([]);
    server.kill('SIGTERM');
    await stopped;
  });
});
