import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Import } from '@sizewise/shared';
import { describeWithPostgres } from '@sizewise/test-support';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import { drawing } from './api-client.ts';
import { SizewiseCommand } from './sizewise-command.ts';

describeWithPostgres('sizewise worker', () => {
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

  async function post<T>(url: string, body: string): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body });
    expect(response.ok).toBe(true);
    return (await response.json()) as T;
  }

  const importAt = async (url: string, id: string): Promise<Import> =>
    (await (await fetch(`${url}/api/imports/${id}`)).json()) as Import;

  it('brings imports to their end that a server without workers has taken, and stops in order', async () => {
    const server = await command.start();
    const { id } = await post<{ id: string }>(`${server.url}/api/projects`, '{"name":"Elsewhere"}');
    const { importId } = await post<{ importId: string }>(
      `${server.url}/api/projects/${id}/imports?fileName=a.ndjson`,
      drawing(300),
    );
    const worker = await command.startWorker({ IMPORT_WORKERS: '1' }, '--name', 'west');
    expect(worker.instance).toBe('worker:west');
    await expect
      .poll(async () => (await importAt(server.url, importId)).status, { timeout: 40_000 })
      .toBe('completed');
    expect(await importAt(server.url, importId)).toMatchObject({ segmentsWritten: 300, rejected: 0 });

    worker.child.kill('SIGTERM');
    expect(await worker.ended).toMatchObject({ code: 0, stdout: 'ready worker:west\n' });
    server.child.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
  });

  it('takes the databases of the server that runs on its data directory', async () => {
    const server = await command.start();
    const worker = await command.startWorker({ DATABASE_URL: '' });
    worker.child.kill('SIGINT');
    expect((await worker.ended).code).toBe(0);
    expect(await readFile(join(command.dir, 'services.json'), 'utf8')).toContain('postgres');
    server.child.kill('SIGTERM');
    await server.ended;
  });

  it('says what is missing where there is no database', async () => {
    await expect(command.startWorker({ DATABASE_URL: '' })).rejects.toThrow('DATABASE_URL is not set');
  });
});
