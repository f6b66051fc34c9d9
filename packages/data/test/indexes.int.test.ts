import { describeWith, describeWithPostgres } from '@sizewise/test-support';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

import {
  areComplete,
  type IndexReport,
  MONGO_INDEXES,
  POSTGRES_INDEXES,
  repairIndexes,
  reportIndexes,
} from '../src/index.ts';
import { type Fixture, openFixture } from './support.ts';

const stateOf = (reports: readonly IndexReport[], name: string): string | undefined =>
  reports.find((report) => report.name === name)?.state;

describeWithPostgres('indexes in PostgreSQL', () => {
  let fixture: Fixture;
  const stores = () => ({ postgres: fixture.optimizer.postgres, mongo: null });
  const sql = (text: string) => fixture.optimizer.postgres.query(text);
  beforeAll(async () => {
    fixture = await openFixture('postgres');
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  it('are all there after the migrations, with size and use', async () => {
    const reports = await reportIndexes(stores());
    expect(reports.map(({ name }) => name)).toEqual(POSTGRES_INDEXES.map(({ name }) => name));
    expect(areComplete(reports)).toBe(true);
    expect(reports.every(({ bytes, uses }) => bytes !== null && bytes > 0 && uses !== null)).toBe(true);
    expect(await repairIndexes(stores())).toEqual([]);
  });

  it('are what the list says', async () => {
    const definitionOf = async (name: string): Promise<unknown> =>
      (await sql(`SELECT pg_get_indexdef('sizewise.${name}'::regclass) AS text`)).rows[0]?.['text'];
    for (const { name } of POSTGRES_INDEXES) {
      const migrated = await definitionOf(name);
      await sql(`DROP INDEX sizewise.${name}`);
      expect(stateOf(await reportIndexes(stores()), name)).toBe('missing');
      expect(await repairIndexes(stores())).toEqual([name]);
      expect(await definitionOf(name)).toBe(migrated);
    }
  });

  it('are built on the table of a large import too, and counted in', async () => {
    const name = 'idx_segments_search';
    const table = `project_segments_${'a'.repeat(32)}`;
    await sql(`CREATE TABLE sizewise.${table} (LIKE sizewise.project_segments INCLUDING CONSTRAINTS)`);
    await sql(`ALTER TABLE sizewise.${table} INHERIT sizewise.project_segments`);
    try {
      const before = (await reportIndexes(stores())).find((report) => report.name === name);
      expect(before?.state).toBe('missing');
      const built = await repairIndexes(stores());
      expect(built.sort()).toEqual(
        POSTGRES_INDEXES.filter((index) => index.table === 'project_segments')
          .map((index) => `${index.name}_${'a'.repeat(32)}`)
          .sort(),
      );
      const after = (await reportIndexes(stores())).find((report) => report.name === name);
      expect(after?.state).toBe('ok');
      expect(after?.bytes).toBeGreaterThan(before?.bytes ?? Infinity);
      expect(await repairIndexes(stores())).toEqual([]);
    } finally {
      await sql(`DROP TABLE sizewise.${table}`);
    }
  });

  it('are found and built anew where an interrupted build left one invalid', async () => {
    const name = 'idx_calculations_cfm';
    const definition = `ON sizewise.calculations ${POSTGRES_INDEXES.find((one) => one.name === name)?.definition}`;
    await sql(`DROP INDEX sizewise.${name}`);
    const [writer, builder] = [0, 1].map(() => new Client({ connectionString: fixture.database.url }));
    await Promise.all([writer!.connect(), builder!.connect()]);
    try {
      // A build waits for the transactions that write to the table.
      await writer!.query('BEGIN');
      await writer!.query('LOCK TABLE sizewise.calculations IN ROW EXCLUSIVE MODE');
      const building = builder!.query(`CREATE INDEX CONCURRENTLY ${name} ${definition}`);
      building.catch(() => undefined);
      await expect.poll(async () => stateOf(await reportIndexes(stores()), name)).toBe('building');
      // Nobody builds what another session is building.
      expect(await repairIndexes(stores())).toEqual([]);
      await sql(
        `SELECT pg_cancel_backend(pid) FROM pg_stat_progress_create_index WHERE datname = current_database()`,
      );
      await expect(building).rejects.toMatchObject({ code: '57014' });
      await writer!.query('ROLLBACK');
      expect(stateOf(await reportIndexes(stores()), name)).toBe('invalid');
      expect(areComplete(await reportIndexes(stores()))).toBe(false);
      const both = await Promise.all([repairIndexes(stores()), repairIndexes(stores())]);
      expect(both.flat()).toEqual([name]);
      expect(areComplete(await reportIndexes(stores()))).toBe(true);
    } finally {
      await Promise.all([writer!.end(), builder!.end()]);
    }
  });

  it('give a build up when the caller does', async () => {
    const name = 'idx_spatial_bounds';
    await sql(`DROP INDEX sizewise.${name}`);
    const writer = new Client({ connectionString: fixture.database.url });
    await writer.connect();
    try {
      await writer.query('BEGIN');
      await writer.query('LOCK TABLE sizewise.spatial_data IN ROW EXCLUSIVE MODE');
      const stop = new AbortController();
      const repair = repairIndexes(stores(), stop.signal);
      repair.catch(() => undefined);
      await expect.poll(async () => stateOf(await reportIndexes(stores()), name)).toBe('building');
      stop.abort();
      await expect(repair).rejects.toMatchObject({ code: '57014' });
    } finally {
      await writer.end();
    }
    expect(await repairIndexes(stores())).toEqual([name]);
  });
});

describeWith(['postgres', 'mongo'], 'indexes in MongoDB', () => {
  it('are built where they are missing', async () => {
    await using fixture = await openFixture('mongo');
    const db = fixture.optimizer.mongo!.db;
    const stores = { postgres: fixture.optimizer.postgres, mongo: db };
    const inMongo = async () => (await reportIndexes(stores)).filter(({ store }) => store === 'mongo');
    expect((await inMongo()).map(({ name }) => name)).toEqual(
      MONGO_INDEXES.map(({ options }) => options.name),
    );
    expect(areComplete(await inMongo())).toBe(true);
    const [{ collection, options }] = MONGO_INDEXES as [(typeof MONGO_INDEXES)[number]];
    await db.collection(collection).dropIndex(options.name);
    expect(stateOf(await inMongo(), options.name)).toBe('missing');
    expect(await repairIndexes(stores)).toEqual([`${collection}.${options.name}`]);
    // One of that name for something else is replaced.
    await db.collection(collection).dropIndex(options.name);
    await db.collection(collection).createIndex({ other: 1 }, { name: options.name });
    await repairIndexes(stores);
    const [made] = (await db.collection(collection).indexes()).filter(({ name }) => name === options.name);
    expect(made?.['key']).toEqual({ project_id: 1, layer_type: 1 });
  });
});
