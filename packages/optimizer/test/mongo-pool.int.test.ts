import { createTestMongoDatabase, describeWithMongo } from '@sizewise/test-support';
import { type CommandStartedEvent, MongoServerError, Timestamp } from 'mongodb';
import { expect, it } from 'vitest';

import { type MongoPoolOptions } from '../src/pools/mongo-options.ts';
import { type CausalRead, MongoPool } from '../src/pools/mongo-pool.ts';
import { until } from './support/until.ts';

describeWithMongo('MongoPool', () => {
  const open = (url: string, options: Partial<MongoPoolOptions> = {}): MongoPool =>
    new MongoPool({
      url: `${url}${url.includes('?') ? '&' : '?'}retryWrites=false`,
      minPoolSize: 0,
      ...options,
    });

  it('counts connections and their times from the events of the driver', async () => {
    await using database = createTestMongoDatabase();
    const pool = open(database.url, { maxPoolSize: 3 });
    await using _closed = pool;
    const told: Record<string, number> = {};
    for (const event of ['connect', 'acquire', 'release', 'remove'] as const) {
      pool.events.on(`pool:${event}`, () => (told[event] = (told[event] ?? 0) + 1));
    }
    await Promise.all(Array.from({ length: 20 }, (_, n) => pool.db.collection('t').insertOne({ n })));
    // The pool's own question for the compression may still be under way.
    await until(() => pool.snapshot().active === 0 && pool.snapshot().waiting === 0);
    const snapshot = pool.snapshot();
    expect(snapshot).toMatchObject({ name: 'mongo', active: 0, waiting: 0, max: 3, timeouts: 0 });
    expect(snapshot.total).toBeLessThanOrEqual(3);
    expect(snapshot.createTime.count).toBe(snapshot.total);
    expect(snapshot.waitTime.count).toBeGreaterThanOrEqual(20);
    expect(snapshot.useTime.count).toBe(snapshot.waitTime.count);
    expect(pool.histograms().use.counts.at(-1)).toBe(snapshot.useTime.count);
    expect(told).toEqual({
      connect: snapshot.total,
      acquire: snapshot.waitTime.count,
      release: snapshot.useTime.count,
    });
    await pool.close();
    expect(told['remove']).toBe(snapshot.total);
  });

  it('says which compression is in force, and works with it', async () => {
    await using database = createTestMongoDatabase();
    const told: object[] = [];
    const logger = { debug: () => 0, info: (data: object) => told.push(data), warn: () => 0, error: () => 0 };
    for (const [options, agreed] of [
      [{ compressionAlgorithm: 'zstd' }, ['zstd', 'zlib', 'none']],
      [{ compressionAlgorithm: 'zlib' }, ['zlib', 'none']],
      [{ enableCompression: false }, ['none']],
    ] as const) {
      await using pool = open(database.url, { ...options, logger });
      const text = 'long '.repeat(10_000);
      const { insertedId } = await pool.db.collection('t').insertOne({ text });
      expect(await pool.db.collection('t').findOne({ _id: insertedId })).toMatchObject({ text });
      const inForce = await pool.compression();
      expect(agreed).toContain(inForce);
      await expect.poll(() => told.at(-1)).toMatchObject({ inForce });
    }
  });

  it('reads after a write: from the primary without its time, else not before the server has come so far', async () => {
    await using database = createTestMongoDatabase();
    await using pool = open(database.url);
    await pool.db.collection('t').insertOne({ n: 1 });
    const asked: Record<string, unknown>[] = [];
    pool.client.on('commandStarted', ({ commandName, command }: CommandStartedEvent) => {
      if (commandName === 'find') asked.push({ ...command });
    });
    const count = async (options: CausalRead): Promise<number> =>
      (await pool.db.collection('t').find({ n: 1 }, options).toArray()).length;
    expect(await pool.readAfter(null, count)).toBe(1);
    expect(asked.at(-1)?.['readConcern']).toBeUndefined();
    const time = new Timestamp({ t: 1, i: 1 });
    expect(await pool.readAfter(JSON.stringify(time), count)).toBe(1);
    expect(
      asked.some((command) => JSON.stringify(command['readConcern'] ?? null).includes('afterClusterTime')),
    ).toBe(asked.some((command) => 'lsid' in command));
    let tries = 0;
    const refused = pool.readAfter(JSON.stringify(time), async (options) => {
      tries++;
      if ('session' in options) throw new MongoServerError({ message: 'too far ahead', code: 72 });
      return count(options);
    });
    expect(await refused).toBe(1);
    expect(tries).toBe(2);
  });
});
