import { randomUUID } from 'node:crypto';

import { describeWith } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type Database, type Queryable } from '../src/index.ts';
import { OwnDatabase } from '../src/own-database.ts';
import { PipelineStores, segmentLines } from './support/pipeline-stores.ts';

const ROWS = 1000;

/** Commits a transaction and loses the answer, once: that of the first one that runs a statement like this. */
class LosingDatabase implements Database {
  readonly #inner: Database;
  readonly #statement: RegExp;
  #isLost = false;

  constructor(inner: Database, statement: RegExp) {
    this.#inner = inner;
    this.#statement = statement;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  query<Row extends object>(sql: string, values?: unknown[]) {
    return this.#inner.query<Row>(sql, values);
  }

  async transaction<T>(work: (session: Queryable) => Promise<T>): Promise<T> {
    let runsIt = false;
    const result = await this.#inner.transaction((session) =>
      work({
        query: (sql, values) => {
          runsIt ||= this.#statement.test(sql);
          return session.query(sql, values);
        },
      }),
    );
    if (!runsIt || this.#isLost) return result;
    this.#isLost = true;
    throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  }
}

describeWith(['postgres', 'mongo'], 'answers of PostgreSQL that are lost', () => {
  let stores: PipelineStores;
  beforeAll(async () => {
    stores = await PipelineStores.open('postgres');
  });
  afterAll(async () => {
    await stores.close();
  });

  it('to the publishing of a revision leave neither its file nor the rows of retired ones', async () => {
    await using own = new OwnDatabase(stores.database.url);
    const database = new LosingDatabase(own, /SET status = 'completed'/);
    await using first = stores.pipeline({ keepRevisions: 0 });
    const file = { projectId: randomUUID(), fileName: 'plan.ndjson' };
    await first.run(segmentLines(100), file);

    await using second = stores.pipeline({ keepRevisions: 0, database, instance: 'second' });
    const done = await second.run(segmentLines(ROWS), file);
    expect(database.isLost).toBe(true);
    expect(done).toMatchObject({ status: 'completed', segmentsWritten: ROWS, revision: 2 });
    expect(await stores.spooled()).toEqual([]);
    await expect
      .poll(() => stores.storedInAll(), { timeout: 30_000 })
      .toEqual({ segments: ROWS, documents: ROWS });
  });

  it('to the last step of a removal leave it done', async () => {
    await using own = new OwnDatabase(stores.database.url);
    const database = new LosingDatabase(own, /DELETE FROM sizewise\.imports/);
    await using pipeline = stores.pipeline({ database });
    const before = await stores.storedInAll();
    const file = { projectId: randomUUID(), fileName: 'removed.ndjson' };
    const { id } = await pipeline.run(segmentLines(100), file);
    await pipeline.remove(id);
    expect(database.isLost).toBe(true);
    await expect(pipeline.get(id)).rejects.toMatchObject({ code: 'import_not_found' });
    expect(await stores.storedInAll()).toEqual(before);
  });

  it('to the claim of a chunk do not keep it from being written', async () => {
    await using pipeline = stores.pipeline({ chunkBytes: 8 * 1024 });
    const file = { projectId: randomUUID(), fileName: 'claimed.ndjson' };
    const { importId } = await pipeline.intake(segmentLines(ROWS), file);
    // As after a claim whose answer is lost, or a chunk whose commit is: nobody is at it, and its lease lasts.
    await stores.rows(`
      CREATE FUNCTION lose_claim() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.state := 'leased'; NEW.leased_by := 'test'; NEW.lease_token := 1; NEW.attempts := 1;
        NEW.leased_until := now() + interval '1 hour';
        RETURN NEW;
      END $$`);
    await stores.rows(`
      CREATE TRIGGER lose_claim BEFORE INSERT ON sizewise.import_chunks
      FOR EACH ROW WHEN (NEW.chunk IN (1, 3)) EXECUTE FUNCTION lose_claim()`);
    const done = await pipeline.execute(importId);
    await stores.rows('DROP FUNCTION lose_claim CASCADE');
    expect(done).toMatchObject({ status: 'completed', segmentsWritten: ROWS });
    const { segments, documents } = await stores.ids(importId);
    expect(segments).toHaveLength(ROWS);
    expect(documents).toEqual(segments);
  }, 60_000);
});
