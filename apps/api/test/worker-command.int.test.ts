import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Import, type PerformanceMetrics } from '@sizewise/shared';
import { describeWithPostgres } from '@sizewise/test-support';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import { drawing } from './api-client.ts';
import { SizewiseCommand } from './sizewise-command.ts';

/** Each process takes its time to start on a machine with much else to do. */
const LONG = { timeout: 120_000, interval: 250 };
const TEST_MS = 300_000;

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

  it(
    'brings imports to their end that a server without workers has taken, and stops in order',
    async () => {
      const server = await command.start();
      const { id } = await post<{ id: string }>(`${server.url}/api/projects`, '{"name":"Elsewhere"}');
      const { importId } = await post<{ importId: string }>(
        `${server.url}/api/projects/${id}/imports?fileName=a.ndjson`,
        drawing(300),
      );
      const worker = await command.startWorker({ IMPORT_WORKERS: '1' }, '--name', 'west');
      expect(worker.instance).toBe('worker:west');
      await expect.poll(async () => (await importAt(server.url, importId)).status, LONG).toBe('completed');
      expect(await importAt(server.url, importId)).toMatchObject({ segmentsWritten: 300, rejected: 0 });

      const machines = async () => {
        const metrics = (await (
          await fetch(`${server.url}/api/performance/metrics`)
        ).json()) as PerformanceMetrics;
        return metrics.imports.machines.map(({ instance, pid, threads }) => ({ instance, pid, threads }));
      };
      const west = { instance: 'worker:west', pid: worker.child.pid, threads: 1 };
      const itself = { pid: server.child.pid, threads: 0 };
      await expect.poll(machines, LONG).toEqual([expect.objectContaining(itself), west]);
      await expect(command.startWorker({}, '--name', 'west')).rejects.toThrow('worker_name_taken');

      worker.child.kill('SIGTERM');
      expect(await worker.ended).toMatchObject({ code: 0, stdout: 'ready worker:west\n' });
      await expect.poll(machines, LONG).toEqual([expect.objectContaining(itself)]);
      server.child.kill('SIGTERM');
      expect((await server.ended).code).toBe(0);
    },
    TEST_MS,
  );

  it(
    'takes the databases of the server that runs on its data directory',
    async () => {
      const server = await command.start();
      const worker = await command.startWorker({ DATABASE_URL: '' });
      worker.child.kill('SIGINT');
      expect((await worker.ended).code).toBe(0);
      expect(await readFile(join(command.dir, 'services.json'), 'utf8')).toContain('postgres');
      server.child.kill('SIGTERM');
      await server.ended;
    },
    TEST_MS,
  );

  it(
    'says what is missing where there is no database',
    async () => {
      await expect(command.startWorker({ DATABASE_URL: '' })).rejects.toThrow('DATABASE_URL is not set');
    },
    TEST_MS,
  );
});
