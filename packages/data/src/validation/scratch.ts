import { createHash, randomBytes } from 'node:crypto';

import { MongoClient } from 'mongodb';
import { Client } from 'pg';

import { migrateAll } from '../migrate.ts';

const PREFIX = 'sizewise_scratch_';

/** Databases that exist for one run. */
export interface Scratch extends AsyncDisposable {
  readonly name: string;
  readonly databaseUrl: string;
  /** Null where there is no MongoDB. */
  readonly mongoUrl: string | null;
  /** Removes the databases now and ends whatever runs in them; closing does it too. */
  remove(): Promise<void>;
}

/** The server of a URL, with another database. */
function inDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

function inMongoDatabase(url: string, name: string): string {
  const other = new URL(inDatabase(url, name));
  // With a database in the path the driver would look for the user there.
  if (other.username && !other.searchParams.has('authSource')) other.searchParams.set('authSource', 'admin');
  return other.href;
}

/** Key of the lock that the owner of a scratch database holds for as long as it lives. */
function lockKey(name: string): string {
  return createHash('sha256').update(name).digest().readBigInt64BE(0).toString();
}

/**
 * Makes empty databases of a random name on the servers, with our tables in PostgreSQL; closing removes them, whoever
 * still works in them. Those that a killed run left are removed first.
 * @throws the driver's error where the user may not create databases
 */
export async function openScratch(databaseUrl: string, mongoUrl: string | null): Promise<Scratch> {
  const name = PREFIX + randomBytes(6).toString('hex');
  const stack = new AsyncDisposableStack();
  try {
    const admin = new Client({ connectionString: databaseUrl, application_name: 'sizewise validate' });
    // Lost connections are seen by the next statement.
    admin.on('error', () => undefined);
    await admin.connect();
    stack.defer(() => admin.end());
    await admin.query('SELECT pg_advisory_lock($1)', [lockKey(name)]);
    const mongo = mongoUrl === null ? null : new MongoClient(inMongoDatabase(mongoUrl, name));
    if (mongo) stack.defer(() => mongo.close());
    await removeLeftovers(admin, mongo);
    const remove = async (): Promise<void> => {
      await dropDatabase(admin, name);
      await mongo?.db(name).dropDatabase();
    };
    stack.defer(remove);
    await admin.query(`CREATE DATABASE ${name}`);
    const url = inDatabase(databaseUrl, name);
    await migrate(url);
    return {
      name,
      databaseUrl: url,
      mongoUrl: mongoUrl === null ? null : inMongoDatabase(mongoUrl, name),
      remove,
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function migrate(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await migrateAll(client);
  } finally {
    await client.end();
  }
}

async function dropDatabase(admin: Client, name: string): Promise<void> {
  await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

/** Databases of runs that live no more: nobody holds their lock. */
async function removeLeftovers(admin: Client, mongo: MongoClient | null): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    `SELECT datname FROM pg_database WHERE datname ~ '^${PREFIX}[0-9a-f]{12}$'`,
  );
  for (const { datname } of rows) {
    const { rows: locks } = await admin.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1) AS free', [
      lockKey(datname),
    ]);
    if (locks[0]?.free !== true) continue;
    await mongo?.db(datname).dropDatabase();
    await dropDatabase(admin, datname);
    await admin.query('SELECT pg_advisory_unlock($1)', [lockKey(datname)]);
  }
}
