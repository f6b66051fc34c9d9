import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openServices, type Services, type ServicesOptions, serviceStates } from '../src/index.ts';
import { isAlive } from '../src/process-info.ts';
import { makeDataDir, removeDataDir } from './support/folder.ts';
import { query } from './support/query.ts';

describe('embedded PostgreSQL', () => {
  let options: ServicesOptions;
  let services: Services;
  const lines: string[] = [];
  beforeAll(async () => {
    options = { dataDir: await makeDataDir(), path: '', mongoDownload: false };
    services = await openServices(options, { onProgress: (line) => lines.push(line) });
  });
  afterAll(async () => {
    await services.close();
    await removeDataDir(options.dataDir);
  });

  it('is made on the first start, which says so', () => {
    expect(lines.join('\n')).toContain('making a database cluster');
    expect(services.postgres).toMatchObject({ source: 'embedded', version: expect.stringMatching(/^18\./) });
    expect(serviceStates(services).map(({ name, state, source }) => [name, state, source])).toEqual([
      ['postgres', 'up', 'embedded'],
      ['mongo', 'absent', 'postgres'],
      ['redis', 'absent', 'in-process'],
    ]);
  });

  it('is durable, watches statements and serves this machine only', async () => {
    const rows = await query(
      services.postgres.url,
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes',
         'shared_preload_libraries', 'listen_addresses', 'unix_socket_directories', 'server_encoding')`,
    );
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      shared_preload_libraries: 'pg_stat_statements,auto_explain',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      server_encoding: 'UTF8',
    });
    const statements = await query(
      services.postgres.url,
      'SELECT count(*)::int AS n FROM pg_stat_statements',
    );
    expect(statements[0]?.['n']).toBeGreaterThan(0);
  });

  it('takes every computed setting', async () => {
    const faults = await query(
      services.postgres.url,
      'SELECT name, error FROM pg_file_settings WHERE error IS NOT NULL',
    );
    expect(faults).toEqual([]);
    const unknown = await query(
      services.postgres.url,
      "SELECT name FROM pg_file_settings WHERE sourcefile LIKE '%sizewise.conf' AND NOT applied",
    );
    expect(unknown).toEqual([]);
  });

  it('asks for the password, which only the owner can read', async () => {
    const url = new URL(services.postgres.url);
    url.password = 'wrong';
    await expect(query(url.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(join(options.dataDir, 'postgres.json'))).mode & 0o777).toBe(0o600);
    expect(services.postgres.detail).not.toContain(new URL(services.postgres.url).password);
  });

  it('keeps data, port and password over a restart, and leaves no process', async () => {
    await query(services.postgres.url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)');
    const before = services.postgres.url;
    const pidFile = join(options.dataDir, 'postgres', 'postmaster.pid');
    const pid = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
    await services.close();
    expect(existsSync(pidFile)).toBe(false);
    expect(isAlive(pid)).toBe(false);
    services = await openServices(options);
    expect(services.postgres.url).toBe(before);
    expect(await query(services.postgres.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('starts again by itself when it is killed while in use', async () => {
    const pidFile = join(options.dataDir, 'postgres', 'postmaster.pid');
    process.kill(Number((await readFile(pidFile, 'utf8')).split('\n')[0]), 'SIGKILL');
    await expect
      .poll(() => query(services.postgres.url, 'SELECT n FROM kept').catch(() => null), { timeout: 20_000 })
      .toEqual([{ n: 1 }]);
  });
});
