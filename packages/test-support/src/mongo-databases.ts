import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';

import { serverUrl } from './describe-with.ts';

/** A MongoDB database of one test file. */
export interface TestMongoDatabase extends AsyncDisposable {
  /** URL whose path names the database. */
  readonly url: string;
  readonly name: string;
  /** Drops the database. */
  close(): Promise<void>;
}

/** Names a database for one test file; close() drops it. Call them in `beforeAll` and `afterAll`. */
export function createTestMongoDatabase(server: string = serverUrl('mongo')): TestMongoDatabase {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = new URL(server);
  // With a database in the path the driver would look for the user there.
  if (url.username && !url.searchParams.has('authSource')) url.searchParams.set('authSource', 'admin');
  url.pathname = `/${name}`;
  const close = async (): Promise<void> => {
    const client = new MongoClient(url.href);
    try {
      await client.db(name).dropDatabase();
    } finally {
      await client.close();
    }
  };
  return { url: url.href, name, close, [Symbol.asyncDispose]: close };
}
