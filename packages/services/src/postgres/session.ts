import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

import { ServiceStartFailedError } from '../errors.ts';
import { reasonOf } from '../opened.ts';
import { CLUSTER_NAME } from './cluster-file.ts';

/** Oldest server that is accepted by URL; what is missing in it is reported. */
const OLDEST_BY_URL = 15;
const CONNECT_SECONDS = 10;

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    application_name: 'sizewise-start',
  });
  // The server may end the connection at any time; the query in flight fails by itself then.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Creates the database of a new cluster and the extension that counts statements, where they are missing. */
export async function prepareDatabase(url: string): Promise<void> {
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  await withClient(maintenance.href, async (client) => {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [CLUSTER_NAME]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${CLUSTER_NAME}`);
  });
  await withClient(url, (client) => client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements'));
}

/** What a server given by URL can do. */
export interface ServerFacts {
  readonly version: string;
  readonly missing: readonly string[];
}

/**
 * Asks a server given by URL for its version and for what SizeWise can use of it, trying for ten seconds: both may
 * be starting at the same time.
 * @throws ServiceStartFailedError where it does not answer or is older than 15; the URL is not in the message.
 */
export async function inspectServer(url: string, signal: AbortSignal): Promise<ServerFacts> {
  const deadline = performance.now() + CONNECT_SECONDS * 1000;
  for (;;) {
    signal.throwIfAborted();
    try {
      return await withClient(url, readFacts);
    } catch (error) {
      if (error instanceof ServiceStartFailedError) throw error;
      if (performance.now() > deadline || !isPassing(error)) {
        const reason = `the server of DATABASE_URL does not answer (${reasonOf(error)})`;
        throw new ServiceStartFailedError('PostgreSQL', reason, { cause: error });
      }
    }
    await sleep(250, undefined, { signal });
  }
}

async function readFacts(client: Client): Promise<ServerFacts> {
  const shown = await client.query<{ server_version: string }>('SHOW server_version');
  const version = shown.rows[0]?.server_version.split(' ')[0] ?? '0';
  if (Number.parseInt(version, 10) < OLDEST_BY_URL) {
    throw new ServiceStartFailedError('PostgreSQL', `version ${version} is older than ${OLDEST_BY_URL}`);
  }
  const extension = await client.query("SELECT 1 FROM pg_extension WHERE extname = 'pg_stat_statements'");
  return { version, missing: extension.rowCount === 0 ? ['pg_stat_statements'] : [] };
}

/** Connection refused, reset, or 57P03: the server is starting. */
function isPassing(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? '';
  return ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EAI_AGAIN', '57P03'].includes(code);
}
