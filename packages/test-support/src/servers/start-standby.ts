import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chown, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { freePort, openPostgres } from '@sizewise/services';
import { silentLogger } from '@sizewise/shared';
import { Client } from 'pg';

import { withClient } from '../session.ts';
import { removeFolder, temporaryFolder } from './started.ts';

const run = promisify(execFile);
const STARTED_IN_MS = 60_000;
/** Of the primary's data folder: its lock, and the log that the standby streams instead. */
const LEFT_OUT = new Set(['postmaster.pid', 'pg_wal']);

/** A primary with a streaming standby, both of this process alone. */
export interface ReplicatedPostgres extends AsyncDisposable {
  readonly primaryUrl: string;
  readonly standbyUrl: string;
  /** Ends the standby as a crash of its machine would. */
  killStandby(): Promise<void>;
}

/** Starts both on this machine: the standby from a base backup of the primary, without pg_basebackup. */
export async function startReplicatedPostgres(environment: NodeJS.ProcessEnv): Promise<ReplicatedPostgres> {
  const stack = new AsyncDisposableStack();
  try {
    const dataDir = await temporaryFolder('primary');
    stack.defer(() => removeFolder(dataDir));
    const opened = await openPostgres(
      { dataDir, path: environment['PATH'] ?? '' },
      { signal: new AbortController().signal, progress: () => undefined, logger: silentLogger },
    );
    stack.defer(() => opened.close());
    const primaryUrl = opened.service.url;
    const folder = await temporaryFolder('standby');
    stack.defer(() => removeFolder(folder));
    const standbyFolder = join(folder, 'data');
    const { source, binaries } = await backUp(primaryUrl, standbyFolder);
    const port = await freePort();
    await follow(standbyFolder, primaryUrl, port, source);
    const standby = await startServer(binaries, standbyFolder, source);
    const killStandby = async (): Promise<void> => {
      if (standby.exitCode !== null || standby.signalCode !== null) return;
      standby.kill('SIGQUIT');
      await once(standby, 'exit');
    };
    stack.defer(killStandby);
    const url = new URL(primaryUrl);
    url.port = String(port);
    await untilItAnswers(url.href, standby);
    return {
      primaryUrl,
      standbyUrl: url.href,
      killStandby,
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Copies the data of a running server (PostgreSQL, Making a Base Backup Using the Low Level API). */
async function backUp(url: string, folder: string): Promise<{ source: Owner; binaries: string }> {
  return await withClient(url, async (client) => {
    const { rows } = await client.query<{ data: string; binaries: string }>(
      `SELECT current_setting('data_directory') AS data, (SELECT setting FROM pg_config WHERE name = 'BINDIR') AS binaries`,
    );
    const { data = '', binaries = '' } = rows[0] ?? {};
    const { uid, gid } = await stat(data);
    await mkdir(folder, { mode: 0o700 });
    await client.query(`SELECT pg_backup_start('standby', true)`);
    const names = (await readdir(data)).filter((name) => !LEFT_OUT.has(name));
    // Keeps the owner of each file, who may be another user than this process.
    await run('cp', ['-a', ...names.map((name) => join(data, name)), folder]);
    const stopped = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop()');
    await mkdir(join(folder, 'pg_wal'), { mode: 0o700 });
    await writeFile(join(folder, 'backup_label'), stopped.rows[0]?.labelfile ?? '', { mode: 0o600 });
    return { source: { uid, gid }, binaries };
  });
}

/** Makes the copy a standby of the primary, on a port of its own. */
async function follow(folder: string, primaryUrl: string, port: number, { uid, gid }: Owner): Promise<void> {
  const { hostname, port: primaryPort, username, password } = new URL(primaryUrl);
  const primary = `host=${hostname} port=${primaryPort} user=${username} password=${password} application_name=standby`;
  await writeFile(join(folder, 'standby.signal'), '', { mode: 0o600 });
  await appendFile(
    join(folder, 'postgresql.auto.conf'),
    `\nport = ${port}\nprimary_conninfo = '${primary}'\nwal_receiver_status_interval = '100ms'\nlogging_collector = off\n`,
  );
  for (const name of ['', 'pg_wal', 'backup_label', 'standby.signal'])
    await chown(join(folder, name), uid, gid);
}

async function startServer(binaries: string, folder: string, { uid, gid }: Owner): Promise<ChildProcess> {
  const server = spawn(join(binaries, 'postgres'), ['-D', folder], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LANG: 'C' },
    stdio: 'ignore',
    ...(process.getuid?.() === 0 ? { uid, gid } : {}),
  });
  await once(server, 'spawn');
  return server;
}

async function untilItAnswers(url: string, server: ChildProcess): Promise<void> {
  const until = performance.now() + STARTED_IN_MS;
  for (;;) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (server.exitCode !== null || performance.now() > until) throw error;
      await sleep(100);
    }
  }
}
