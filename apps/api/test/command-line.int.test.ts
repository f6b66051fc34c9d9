import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Import } from '@sizewise/shared';
import { describeWithPostgres } from '@sizewise/test-support';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import { drawing } from './api-client.ts';
import { SizewiseCommand } from './sizewise-command.ts';

/** Seconds of work: it is killed as soon as it runs. */
const KILLED_ROWS = 50_000;

describeWithPostgres('sizewise', () => {
  let command: SizewiseCommand;
  let dir: string;

  beforeAll(async () => {
    command = await SizewiseCommand.open();
    dir = command.dir;
    await writeFile(join(dir, 'good.ndjson'), drawing(500));
    await writeFile(join(dir, 'rejects.ndjson'), drawing(5, 'not json\n'));
    await writeFile(join(dir, 'bad.ifc'), 'nothing');
    await writeFile(join(dir, 'german.csv'), 'Nr;Breite\na;300\nb;breit\n');
    const mapping = { columns: { Nr: 'externalId', Breite: 'width' }, units: { Breite: 'mm' } };
    await writeFile(join(dir, 'mapping.json'), JSON.stringify(mapping));
    await writeFile(join(dir, 'large.ndjson'), drawing(150_000));
    await writeFile(join(dir, 'killed.ndjson'), drawing(KILLED_ROWS));
    // The samples are not what these tests are about.
    await writeFile(join(dir, 'samples-imported'), '');
  });
  afterEach(async () => {
    await command.killAll();
  });
  afterAll(async () => {
    await command.close();
  });

  async function importsOf(url: string): Promise<Import[]> {
    const response = await fetch(`${url}/api/imports?limit=1000`);
    return ((await response.json()) as { items: Import[] }).items;
  }

  it.each([
    [['fly'], 2, 'no command fly'],
    [['import', 'nowhere.ifc', '--project', 'P'], 2, 'no such file: nowhere.ifc'],
  ])('%j ends with %d', async (args, code, message) => {
    const { ended } = command.run(...args);
    expect(await ended).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
  });

  it('imports without a server, and says how it went', async () => {
    const { ended } = command.run('import', 'good.ndjson', '--project', 'Alone', '--json');
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
    const good = await command.run('import', 'good.ndjson', '--dry-run', '--json').ended;
    expect(JSON.parse(good.stdout)).toMatchObject({
      files: [{ file: 'good.ndjson', report: { dryRun: true, counts: { segments: 500, rejected: 0 } } }],
    });
    expect([good.code, good.stderr]).toEqual([0, '']);
    const table = await command.run('import', 'german.csv', '--dry-run', '--mapping', 'mapping.json').ended;
    expect(table.code).toBe(3);
    expect(table.stdout).toMatch(/columns +Nr → externalId\n +Breite → width \(mm\)\n/);
    expect(table.stdout).toMatch(/line 3: .* \(invalid_number\)\n/);
    const bad = await command.run('import', 'bad.ifc', 'rejects.ndjson', '--dry-run').ended;
    expect([bad.code, bad.stdout]).toEqual([
      1,
      expect.stringContaining('(unknown_format)\nrejects.ndjson: '),
    ]);
    const mismatch = await command.run('import', 'good.ndjson', '--dry-run', '--mapping', 'mapping.json')
      .ended;
    expect([mismatch.code, mismatch.stdout]).toEqual([1, expect.stringContaining('columns.Nr')]);
  });

  it('serves, takes imports from the command line, and stops in order', async () => {
    const { child, ended, url } = await command.start('good.ndjson');
    const file = join(dir, 'server.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ url, pid: child.pid });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect
      .poll(async () => (await importsOf(url)).filter((one) => one.status === 'completed').length, {
        timeout: 20_000,
      })
      .toBe(2);

    const remote = await command.run('import', 'rejects.ndjson', '--project', 'Remote').ended;
    expect(remote).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('5 segments, 1 rejects'),
    });
    const before = await importsOf(url);
    const dry = await command.run('import', 'rejects.ndjson', '--project', 'Remote', '--dry-run', '--json')
      .ended;
    expect(JSON.parse(dry.stdout)).toMatchObject({
      files: [{ report: { counts: { segments: 5, rejected: 1 } } }],
    });
    expect(dry.code).toBe(3);
    const unknown = await command.run('import', 'good.ndjson', '--project', 'Nowhere', '--dry-run').ended;
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('project_not_found') });
    expect(await importsOf(url)).toEqual(before);
    const mapped = await command.run(
      'import',
      'german.csv',
      '--project',
      'Remote',
      '--mapping',
      'mapping.json',
    ).ended;
    expect(mapped).toMatchObject({ code: 3, stderr: expect.stringContaining('1 segments, 1 rejects') });

    const refused = await command.run('import', 'bad.ifc', '--project', 'Remote', '--json').ended;
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ files: [{ error: { code: 'unknown_format' } }] });

    const second = await command.run('start').ended;
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining(String(child.pid)) });

    // An open stream must not hold the stop up.
    const stream = await fetch(`${url}/api/performance/stream`);
    expect(stream.status).toBe(200);
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, stdout: `ready ${url}\n` });
    await expect(stat(file)).rejects.toThrow('ENOENT');
    await stream.body?.cancel().catch(() => undefined);
  });

  it('finishes, once, what a killed server left', async () => {
    const first = await command.start();
    const project = (await (
      await fetch(`${first.url}/api/projects`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"name":"Killed"}',
      })
    ).json()) as { id: string };
    const { importId } = (await (
      await fetch(`${first.url}/api/projects/${project.id}/imports?fileName=killed.ndjson`, {
        method: 'POST',
        body: await readFile(join(dir, 'killed.ndjson')),
      })
    ).json()) as { importId: string };
    const statusAt = async (url: string) => (await importsOf(url)).find(({ id }) => id === importId);
    await expect.poll(async () => (await statusAt(first.url))?.status, { interval: 20 }).toBe('running');
    first.child.kill('SIGKILL');
    await first.ended;

    const second = await command.start();
    await expect
      .poll(async () => (await statusAt(second.url))?.status, { timeout: 40_000 })
      .toBe('completed');
    const analytics = (await (await fetch(`${second.url}/api/projects/${project.id}/analytics`)).json()) as {
      segmentCount: number;
    };
    expect(analytics.segmentCount).toBe(KILLED_ROWS);
    second.child.kill('SIGINT');
    expect((await second.ended).code).toBe(0);
  });

  it('cancels what it imports when it is interrupted', async () => {
    const { child, ended } = command.run('import', 'large.ndjson', '--project', 'Interrupted');
    await new Promise<void>((resolve) => {
      child.stderr.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('large.ndjson')) resolve();
      });
    });
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    const { url, child: server, ended: stopped } = await command.start();
    const left = (await importsOf(url)).filter(({ status }) => status === 'queued' || status === 'running');
    expect(left).toEqual([]);
    server.kill('SIGTERM');
    await stopped;
  });
});
