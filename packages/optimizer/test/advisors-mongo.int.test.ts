import { createTestMongoDatabase, describeWith } from '@sizewise/test-support';
import { expect, it } from 'vitest';

import { MongoPool } from '../src/index.ts';
import { openScene } from './support/scene.ts';

describeWith(['postgres', 'mongo'], 'the advisor of MongoDB', () => {
  it('sees queries that read a whole collection, until an index serves them', async () => {
    await using database = createTestMongoDatabase();
    const url = `${database.url}${database.url.includes('?') ? '&' : '?'}retryWrites=false`;
    await using mongo = new MongoPool({ url, minPoolSize: 0 });
    await using scene = await openScene({ mongo });
    const parts = mongo.db.collection('parts');
    await parts.insertMany(
      Array.from({ length: 2000 }, (_, n) => ({ system: n % 500, flow: n, name: `part ${n}` })),
    );
    for (let n = 0; n < 30; n++) {
      await parts.find({ system: 400 + n, flow: { $gt: 5 } }).toArray();
      await parts.findOne({ _id: { $in: [] } });
    }
    const found = await scene.findingsOf('mongo-collection-scan');
    expect(found).toMatchObject([
      {
        subject: 'parts { system: ?, flow: { $gt: ? } }',
        evidence: { source: 'explain', scans: 30, documentsExamined: 2000, documentsReturned: 4 },
        remedy: { kind: 'mongo', text: 'db.getCollection("parts").createIndex({ "system": 1, "flow": 1 })' },
      },
    ]);
    expect(JSON.stringify(found)).not.toContain('400');
    await parts.createIndex({ system: 1, flow: 1 });
    expect(await scene.findingsOf('mongo-collection-scan')).toEqual([]);
  });

  it('sees an index that no query uses, and keeps those that one does', async () => {
    await using database = createTestMongoDatabase();
    const url = `${database.url}${database.url.includes('?') ? '&' : '?'}retryWrites=false`;
    await using mongo = new MongoPool({ url, minPoolSize: 0 });
    await using scene = await openScene({
      mongo,
      thresholds: { unusedIndexStatsAge: 0, unusedIndexBytes: 1 },
    });
    const parts = mongo.db.collection('parts');
    await parts.createIndex({ system: 1 }, { name: 'used' });
    await parts.createIndex({ flow: 1 }, { name: 'unique', unique: true });
    const documents = Array.from({ length: 500 }, (_, n) => ({ system: n % 50, flow: n, name: `part ${n}` }));
    await parts.insertMany(documents);
    await parts.find({ system: 7 }).toArray();
    const spares = mongo.db.collection('spares');
    await spares.insertMany(documents.map(({ name }) => ({ name })));
    const subjects = async (): Promise<string[]> =>
      (await scene.findingsOf('unused-mongo-index')).map(({ subject }) => subject);
    // Servers count late, and some count the building of an index: each look is at a new one.
    await expect
      .poll(
        async () => {
          await spares.dropIndexes();
          await spares.createIndex({ name: 1 }, { name: 'unused' });
          return subjects();
        },
        { timeout: 30_000 },
      )
      .toContain('spares.unused');
    await expect.poll(subjects, { timeout: 30_000 }).not.toContain('parts.used');
    expect(await subjects()).not.toContain('parts.unique');
    await spares.dropIndex('unused');
    expect(await subjects()).not.toContain('spares.unused');
  });

  it('is silent while MongoDB is away, and the others go on', async () => {
    await using mongo = new MongoPool({ url: 'mongodb://127.0.0.1:1/none', minPoolSize: 0 });
    await using scene = await openScene({ mongo });
    const { judged } = await scene.judge();
    expect(judged).toContain('sequence-end');
    expect(judged.filter((id) => id.includes('mongo'))).toEqual([]);
  });
});
