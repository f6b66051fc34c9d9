import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

import { findBinary } from '@sizewise/services';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

import { type EncodedRows } from './encoded-rows.ts';

/** Loads encoded tables one after the other, each by one COPY; resolves with the seconds it took. */
export interface CopyRival {
  readonly name: string;
  load(tables: readonly EncodedRows[]): Promise<number>;
}

/** psql's `\copy` where psql is on PATH, else one COPY stream of our own. */
export async function findCopyRival(url: string, path: string): Promise<CopyRival> {
  const psql = await findBinary('psql', path);
  if (psql === null) return { name: 'one COPY stream', load: (tables) => streamed(url, tables) };
  return { name: 'psql \\copy', load: (tables) => copiedByPsql(psql, url, tables) };
}

async function copiedByPsql(psql: string, url: string, tables: readonly EncodedRows[]): Promise<number> {
  const commands = tables.flatMap(({ table, columns, path }) => [
    '-c',
    `\\copy ${table} (${columns}) from '${path}'`,
  ]);
  const started = performance.now();
  const child = spawn(psql, ['-X', '-q', '-v', 'ON_ERROR_STOP=1', ...commands], {
    env: connectionEnvironment(url),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`psql ended with ${code}: ${errors.trim()}`);
  return (performance.now() - started) / 1000;
}

/** Host, user and password for psql: in its environment, for a command line can be read by everyone. */
function connectionEnvironment(url: string): Record<string, string> {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    PGHOST: hostname,
    PGPORT: port || '5432',
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
  };
}

async function streamed(url: string, tables: readonly EncodedRows[]): Promise<number> {
  const started = performance.now();
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const { table, columns, path } of tables) {
      const copy = client.query(copyFrom(`COPY ${table} (${columns}) FROM STDIN`));
      await pipeline(createReadStream(path, { highWaterMark: 256 * 1024 }), copy);
    }
  } finally {
    await client.end();
  }
  return (performance.now() - started) / 1000;
}
