import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DataDirLockedError, openServices, type ServicesOptions } from '../src/index.ts';
import { isAlive } from '../src/process-info.ts';
import { makeDataDir, removeDataDir } from './support/folder.ts';
import { hold } from './support/hold.ts';
import { query } from './support/query.ts';

let options: ServicesOptions;
beforeEach(async () => {
  options = { dataDir: await makeDataDir(), path: '', mongoDownload: false };
});
afterEach(() => removeDataDir(options.dataDir));

const cluster = (): string => join(options.dataDir, 'postgres');

async function postmasterPid(): Promise<number> {
  return Number((await readFile(join(cluster(), 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

/** Makes a cluster with one committed row and stops it. */
async function makeCluster(): Promise<void> {
  await using services = await openServices(options);
  await query(services.postgres.url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)');
}

async function keptRows(): Promise<unknown> {
  await using services = await openServices(options);
  return await query(services.postgres.url, 'SELECT n FROM kept');
}

describe('a start after a crash', () => {
  it('ends the server that a killed run left behind and keeps what was committed', async () => {
    const holder = await hold(options.dataDir);
    const file = JSON.parse(await readFile(join(options.dataDir, 'postgres.json'), 'utf8')) as Record<
      string,
      string
    >;
    const url = `postgres://sizewise:${file['password']}@127.0.0.1:${file['port']}/sizewise`;
    await query(url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)');
    const orphan = await postmasterPid();
    await holder.kill();
    expect(isAlive(orphan)).toBe(true);
    expect(await keptRows()).toEqual([{ n: 1 }]);
    expect(isAlive(orphan)).toBe(false);
  });

  it('recovers when both the parent and the server were killed', async () => {
    await makeCluster();
    const holder = await hold(options.dataDir);
    const orphan = await postmasterPid();
    await holder.kill();
    process.kill(orphan, 'SIGKILL');
    expect(await keptRows()).toEqual([{ n: 1 }]);
  });

  it('starts next to a pid file whose process is another program by now', async () => {
    await makeCluster();
    const content = `${process.pid}\n${cluster()}\n1700000000\n5432\n\n127.0.0.1\n\nready   \n`;
    await writeFile(join(cluster(), 'postmaster.pid'), content);
    expect(await keptRows()).toEqual([{ n: 1 }]);
  });

  it('begins anew after an interrupted initdb', async () => {
    await mkdir(`${cluster()}.init/base`, { recursive: true });
    await writeFile(`${cluster()}.init/PG_VERSION`, '18\n');
    await writeFile(
      join(options.dataDir, 'postgres.json'),
      JSON.stringify({ folder: cluster(), port: 0, password: 'of-the-first-attempt' }),
    );
    await using services = await openServices(options);
    expect(new URL(services.postgres.url).password).toBe('of-the-first-attempt');
    expect(await query(services.postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(existsSync(`${cluster()}.init`)).toBe(false);
  });

  it('leaves no half cluster and no lock when it is aborted', async () => {
    const abort = new AbortController();
    const start = openServices(options, { signal: abort.signal, onProgress: () => abort.abort() });
    await expect(start).rejects.toThrow(/abort/i);
    expect(existsSync(join(options.dataDir, 'lock'))).toBe(false);
    expect(existsSync(cluster())).toBe(false);
    await makeCluster();
    expect(await keptRows()).toEqual([{ n: 1 }]);
  });
});

describe('the lock of a data directory', () => {
  it('refuses a second process and names the first', async () => {
    const holder = await hold(options.dataDir);
    const second = openServices(options);
    await expect(second).rejects.toThrow(DataDirLockedError);
    await expect(second).rejects.toMatchObject({ code: 'data_dir_locked', data: { pid: holder.pid } });
    await holder.kill();
    const services = await openServices(options);
    await services.close();
  });

  it('is free again after close()', async () => {
    await makeCluster();
    expect(existsSync(join(options.dataDir, 'lock'))).toBe(false);
  });
});
