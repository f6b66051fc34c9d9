import { MongoClient } from 'mongodb';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

import {
  createTestDatabase,
  createTestMongoDatabase,
  describeWithMongo,
  describeWithPostgres,
  describeWithRedis,
  LeakedConnectionsError,
  providedServer,
  serverUrl,
  type TestDatabase,
} from '@sizewise/test-support';
import { Redis } from 'ioredis';

describeWithPostgres('test databases', () => {
  let made = 0;
  const migrate = async (session: { query(sql: string): Promise<unknown> }): Promise<void> => {
    made += 1;
    await session.query('CREATE TABLE word (text text); INSERT INTO word VALUES ($$template$$)');
  };
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase({ migrate, templateKey: 'word' });
  });
  afterAll(() => database.close());

  it('clones the template once made', async () => {
    const second = await createTestDatabase({ migrate, templateKey: 'word' });
    expect(made).toBe(1);
    expect(second.name).not.toBe(database.name);
    for (const { url } of [database, second]) {
      const client = new Client({ connectionString: url });
      await client.connect();
      expect((await client.query('SELECT text FROM word')).rows).toEqual([{ text: 'template' }]);
      await client.end();
    }
    await second.close();
  });

  it('fails on a connection that is left open, and drops the database all the same', async () => {
    const leaky = await createTestDatabase();
    const client = new Client({ connectionString: leaky.url, application_name: 'forgotten' });
    client.on('error', () => undefined);
    await client.connect();
    await expect(leaky.close()).rejects.toThrow(LeakedConnectionsError);
    const other = new Client({ connectionString: database.url });
    await other.connect();
    const found = await other.query('SELECT 1 FROM pg_database WHERE datname = $1', [leaky.name]);
    await other.end();
    expect(found.rowCount).toBe(0);
  });
});

describeWithMongo('test MongoDB databases', () => {
  it('are dropped at the end', async () => {
    const database = createTestMongoDatabase();
    const client = new MongoClient(database.url);
    await client.db().collection('word').insertOne({ text: 'kept' });
    expect(client.db().databaseName).toBe(database.name);
    await database.close();
    expect(await client.db().collection('word').countDocuments()).toBe(0);
    await client.close();
  });
});

describeWithRedis('test Redis', () => {
  it('answers', async () => {
    const client = new Redis(serverUrl('redis'));
    expect(await client.ping()).toBe('PONG');
    client.disconnect();
  });
});

it('says where each server came from', () => {
  expect(providedServer('postgres').detail).not.toBe('');
});
