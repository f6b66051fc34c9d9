import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';

import { type Import } from '@sizewise/shared';
import { describeWith } from '@sizewise/test-support';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type PipelineOptions } from '../src/options.ts';
import { sideTableOf } from '../src/write/side-table-sql.ts';
import { PipelineStores, segmentLine, segmentLines } from './support/pipeline-stores.ts';

const ROWS = 500;

describeWith(['postgres'], 'imports with a table of their own', () => {
  let stores: PipelineStores;
  beforeAll(async () => {
    stores = await PipelineStores.open('postgres');
  });
  afterAll(() => stores.close());

  const load = async (more: Partial<PipelineOptions> = {}, projectId = randomUUID()): Promise<Import> => {
    await using pipeline = stores.pipeline({ sideTableRows: 0, chunkBytes: 16_384, ...more });
    return await pipeline.run(segmentLines(ROWS), { projectId, fileName: 'large.ndjson' });
  };
  const isThere = async (importId: string): Promise<boolean> => {
    const [found] = await stores.rows<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
      `sizewise.${sideTableOf(importId)}`,
    ]);
    return found?.there === true;
  };
  const indexesOf = async (table: string): Promise<string[]> => {
    const rows = await stores.rows<{ definition: string }>(
      `SELECT concat(i.indisprimary, i.indisunique, substring(pg_get_indexdef(i.indexrelid) FROM 'USING .*')) AS definition
       FROM pg_index i WHERE i.indrelid = $1::regclass AND i.indisvalid ORDER BY 1`,
      [`sizewise.${table}`],
    );
    return rows.map(({ definition }) => definition);
  };

  it('have the indexes and constraints of project_segments, and its readers see their rows', async () => {
    const { id, projectId, segmentsWritten } = await load();
    expect(segmentsWritten).toBe(ROWS);
    const table = sideTableOf(id);
    expect(await indexesOf(table)).toEqual(await indexesOf('project_segments'));
    const [state] = await stores.rows(
      `SELECT reloptions, (SELECT count(*)::int FROM ONLY sizewise.project_segments WHERE import_id = $2) AS elsewhere,
         (SELECT count(*)::int FROM sizewise.published_segments WHERE project_id = $3) AS seen
       FROM pg_class WHERE oid = $1::regclass`,
      [`sizewise.${table}`, id, projectId],
    );
    expect(state).toEqual({ reloptions: null, elsewhere: 0, seen: ROWS });
  });

  it('are left out of plans for other projects', async () => {
    const { id, projectId } = await load();
    const planOf = async (project: string): Promise<string> => {
      const sql = 'EXPLAIN SELECT * FROM sizewise.published_segments WHERE project_id = $1';
      return JSON.stringify(await stores.rows(sql, [project]));
    };
    expect(await planOf(projectId)).toContain(sideTableOf(id));
    expect(await planOf(randomUUID())).not.toContain(sideTableOf(id));
  });

  it('are only the large ones', async () => {
    const { id, status } = await load({ sideTableRows: 100_000 });
    expect(status).toBe('completed');
    expect(await isThere(id)).toBe(false);
    expect(await stores.stored(id)).toEqual({ segments: ROWS, documents: ROWS });
  });

  it('are few: the more there are, the larger the next must be', async () => {
    await using many = await PipelineStores.open('postgres');
    await using pipeline = many.pipeline({ sideTableRows: 150 });
    const tables = async (): Promise<number> =>
      (
        await many.rows('SELECT FROM pg_inherits WHERE inhparent = $1::regclass', [
          'sizewise.project_segments',
        ])
      ).length;
    for (const expected of [1, 2, 3, 4, 4]) {
      await pipeline.run(segmentLines(ROWS), { projectId: randomUUID(), fileName: 'large.ndjson' });
      expect(await tables()).toBe(expected);
    }
    await pipeline.run(segmentLines(ROWS * 2), { projectId: randomUUID(), fileName: 'larger.ndjson' });
    expect(await tables()).toBe(5);
  });

  it('change and go with the rows of all others', async () => {
    const { id } = await load();
    const changed = await stores.rows(
      `UPDATE sizewise.project_segments SET name = 'changed', version = version + 1
       WHERE import_id = $1 AND external_id = 'e7' RETURNING id`,
      [id],
    );
    expect(changed).toHaveLength(1);
    const found = await stores.rows(
      `SELECT 1 FROM sizewise.published_segments WHERE import_id = $1
       AND to_tsvector('simple', coalesce(name, '')) @@ to_tsquery('simple', 'changed')`,
      [id],
    );
    expect(found).toHaveLength(1);
    await using pipeline = stores.pipeline();
    const reader = new Client({ connectionString: stores.database.url });
    await reader.connect();
    try {
      await reader.query('BEGIN');
      await reader.query('SELECT count(*) FROM sizewise.project_segments');
      const removal = pipeline.remove(id);
      await expect
        .poll(() => stores.rows(`SELECT FROM sizewise.imports WHERE id = $1 AND status = 'removing'`, [id]))
        .toHaveLength(1);
      await reader.query('COMMIT');
      await removal;
    } finally {
      await reader.end();
    }
    expect(await isThere(id)).toBe(false);
    expect(await stores.stored(id)).toEqual({ segments: 0, documents: 0 });
  });

  it('leave no table when they are cancelled, and get one again when they are tried again', async () => {
    await using pipeline = stores.pipeline({ sideTableRows: 0 });
    const projectId = randomUUID();
    const { importId } = await pipeline.intake(segmentLines(ROWS), {
      projectId,
      fileName: 'cancelled.ndjson',
    });
    const holder = new Client({ connectionString: stores.database.url });
    await holder.connect();
    try {
      // As VACUUM does: the table cannot be attached meanwhile.
      await holder.query('BEGIN');
      await holder.query('LOCK TABLE sizewise.project_segments IN SHARE UPDATE EXCLUSIVE MODE');
      const running = pipeline.execute(importId);
      await expect
        .poll(async () => (await isThere(importId)) && (await indexesOf(sideTableOf(importId))).length, {
          timeout: 60_000,
        })
        .toBe((await indexesOf('project_segments')).length);
      expect(
        await stores.rows('SELECT 1 FROM sizewise.project_segments WHERE import_id = $1', [importId]),
      ).toEqual([]);
      await pipeline.cancel(importId);
      expect((await running).status).toBe('cancelled');
    } finally {
      await holder.end();
    }
    expect(await isThere(importId)).toBe(false);
    await pipeline.retry(importId);
    expect(await pipeline.execute(importId)).toMatchObject({ status: 'completed', segmentsWritten: ROWS });
    expect(await isThere(importId)).toBe(true);
  }, 120_000);

  it('are not made where a unique index compares rows of all imports', async () => {
    await stores.rows(
      'CREATE UNIQUE INDEX names_once ON sizewise.project_segments (project_id, import_id, name)',
    );
    try {
      await using pipeline = stores.pipeline({ sideTableRows: 0 });
      const lines = [segmentLine(1), segmentLine(2), segmentLine(3, { name: 'Duct 1' })].join('\n');
      const done = await pipeline.run(Readable.from([lines]), {
        projectId: randomUUID(),
        fileName: 'twice.ndjson',
      });
      expect(done).toMatchObject({ status: 'completed', segmentsWritten: 2, rejected: 1 });
      expect(await isThere(done.id)).toBe(false);
    } finally {
      await stores.rows('DROP INDEX sizewise.names_once');
    }
  });

  it('leave nothing for good: the next start drops tables of imports that are gone', async () => {
    const orphan = sideTableOf(randomUUID());
    await stores.rows(`CREATE TABLE sizewise.${orphan} (LIKE sizewise.project_segments)`);
    const { id } = await load();
    await using pipeline = stores.pipeline();
    await pipeline.unfinished();
    const [found] = await stores.rows('SELECT to_regclass($1) AS name', [`sizewise.${orphan}`]);
    expect(found).toEqual({ name: null });
    expect(await isThere(id)).toBe(true);
  });
});
