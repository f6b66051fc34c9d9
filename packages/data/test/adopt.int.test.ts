import { readFileSync } from 'node:fs';

import { DatabasePerformanceOptimizer } from '@sizewise/optimizer';
import {
  createTestDatabase,
  createTestMongoDatabase,
  describeWith,
  describeWithReference,
  referencePath,
  type TestDatabase,
} from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import {
  adoptApplication,
  createPostgresService,
  createSpatialStore,
  migrateAll,
  type PostgresService,
  type SpatialStore,
} from '../src/index.ts';

const SCHEMA_FILE = 'sizewise/sizewise_backend_schema.sql';
const TOWER = '7d444840-9dc0-41d1-b245-5ffdce74fad2';

/** The application's schema, which is written for SQLite, in PostgreSQL's words. */
function inPostgres(sql: string): string {
  return sql
    .replace(/^PRAGMA .*$/gm, '') // foreign keys always hold
    .replace(/\bDATETIME\b/g, 'timestamptz')
    .replace(/\bINTEGER PRIMARY KEY AUTOINCREMENT\b/g, 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY')
    .replace(/\bJSON\b/g, 'jsonb');
}

const DATA = `
  INSERT INTO users (id, email, name) VALUES ('u1', 'ann@example.org', 'Ann'), ('u2', 'bob@example.org', 'Bob');
  INSERT INTO projects (id, user_id, name, status, created_at) VALUES
    ('${TOWER}', 'u1', 'Tower', 'active', '2025-03-01T10:00:00Z'),
    ('school', 'u2', 'School', 'archived', '2025-04-01T10:00:00Z'),
    ('gone', 'u2', 'Gone', 'deleted', '2025-05-01T10:00:00Z');
  INSERT INTO project_segments (id, project_id, user_id, name, segment_type, geometry_data, calculation_data) VALUES
    ('d1', '${TOWER}', 'u1', 'Supply main', 'duct',
      '{"dimensions": {"widthInches": 20, "heightInches": 10, "lengthFt": 100}, "shape": "rectangular", "depth": 3}',
      '{"airflowCfm": 1000}'),
    ('d2', '${TOWER}', 'u1', 'Branch', 'duct', '{"diameter": 12}', '{"airflow": 400}'),
    ('f1', '${TOWER}', 'u1', 'Elbow', 'fitting', '{"bounds": {"minX": 0}, "lengthFt": "long"}', NULL),
    ('t1', '${TOWER}', 'u1', 'Grille', 'terminal', NULL, NULL);
  INSERT INTO project_segments (id, project_id, user_id, name, segment_type)
    SELECT 's' || i, 'school', 'u2', 'Duct ' || i, 'duct' FROM generate_series(1, 60) i;
  INSERT INTO change_log (user_id, entity_type, entity_id, operation, changes) VALUES ('u1', 'project', '${TOWER}', 'INSERT', '{}');`;

for (const kind of ['postgres', 'mongo'] as const) {
  describeWith(
    kind === 'mongo' ? ['postgres', 'mongo'] : ['postgres'],
    `beside the application, with ${kind}`,
    () => {
      describeWithReference(SCHEMA_FILE, 'its schema', () => {
        const stack = new AsyncDisposableStack();
        let database: TestDatabase;
        let optimizer: DatabasePerformanceOptimizer;
        let service: PostgresService;
        let store: SpatialStore;
        const sql = async (text: string, values: unknown[] = []) =>
          (await optimizer.postgres.query(text, values)).rows;
        const adopt = (unit?: 'in') => adoptApplication(optimizer, kind, { schema: 'public', unit });
        const stateOf = async (projectId: string) => {
          const segments = [];
          for await (const segment of service.segments.all(projectId)) segments.push(segment);
          return { segments, documents: await store.count(projectId) };
        };

        beforeAll(async () => {
          database = await createTestDatabase();
          stack.use(database);
          const mongo = kind === 'mongo' ? stack.use(createTestMongoDatabase()) : null;
          optimizer = stack.use(
            new DatabasePerformanceOptimizer(
              { connectionString: database.url, poolSize: 6 },
              mongo && { url: mongo.url },
            ),
          );
          await sql(inPostgres(readFileSync(referencePath(SCHEMA_FILE), 'utf8')));
          await sql(DATA);
          await optimizer.postgres.withLease((lease) => migrateAll(lease));
          await optimizer.start();
          service = createPostgresService(optimizer, kind);
          store = createSpatialStore(optimizer, kind);
          await store.prepare();
        });
        afterAll(() => stack.disposeAsync());

        it('leaves the application at work beside our tables', async () => {
          expect(await sql('SELECT count(*)::int AS n FROM public.project_segments')).toEqual([{ n: 64 }]);
          const ours = await service.projects.create({ name: 'Ours', userId: 'u1' });
          await service.bulkInsertSegments(ours.id, [{ segmentType: 'duct_segment', name: 'Ours' }]);
          await sql(`INSERT INTO public.projects (id, user_id, name) VALUES ('p9', 'u1', 'Theirs')`);
          await sql(
            `INSERT INTO public.project_segments (id, project_id, user_id, name, segment_type) VALUES ('x', 'p9', 'u1', 'X', 'duct')`,
          );
          await sql(`DELETE FROM public.projects WHERE id = 'p9'`);
          expect(await sql(`SELECT 1 FROM public.project_segments WHERE id = 'x'`)).toEqual([]);
          await expect(
            sql(`INSERT INTO public.projects (id, user_id, name) VALUES ('p8', 'nobody', 'X')`),
          ).rejects.toMatchObject({ code: '23503' });
          expect((await service.segments.analytics(ours.id)).segmentCount).toBe(1);
        });

        it('adopts projects and segments, with what names its unit', async () => {
          const report = await adopt();
          expect(report).toMatchObject({
            schema: 'public',
            added: 64,
            updated: 0,
            removed: 0,
            skipped: ['gone'],
          });
          const tower = report.projects.find(({ sourceId }) => sourceId === TOWER);
          expect(tower).toMatchObject({
            projectId: TOWER,
            name: 'Tower',
            added: 4,
            segments: 4,
            unreadable: 1,
          });
          expect(tower?.unitless).toEqual({ diameter: 1, airflow: 1, bounds: 1 });
          expect(await service.projects.get(TOWER)).toMatchObject({
            userId: 'u1',
            createdAt: '2025-03-01T10:00:00.000000Z',
            segmentCount: 4,
          });
          const { segments, documents } = await stateOf(TOWER);
          expect(documents).toBe(4);
          const byId = new Map(segments.map((segment) => [segment.externalId, segment]));
          expect(byId.get('d1')).toMatchObject({
            segmentType: 'duct_segment',
            name: 'Supply main',
            shape: 'rectangular',
            width: 0.508,
            height: 0.254,
            length: 30.48,
            properties: { calculation: { airflowCfm: 1000 }, geometry: { depth: 3 } },
          });
          expect(byId.get('d1')?.airflow).toBeCloseTo(0.47195, 5);
          expect(byId.get('d2')).toMatchObject({ diameter: null, airflow: null });
          expect(byId.get('f1')).toMatchObject({ segmentType: 'flow_fitting', length: null });
          const { items } = await store.calculations(TOWER, { limit: 9 });
          expect(items.map(({ segmentId }) => segmentId)).toEqual([byId.get('d1')?.id]);
        });

        it('adopts again without doubles', async () => {
          const before = await stateOf(TOWER);
          const again = await Promise.all([adopt(), adopt()]);
          expect(again.map(({ added, updated, removed }) => [added, updated, removed])).toEqual([
            [0, 0, 0],
            [0, 0, 0],
          ]);
          expect(await stateOf(TOWER)).toEqual(before);
          expect(
            await sql('SELECT count(*)::int AS n FROM sizewise.imports WHERE project_id = $1', [TOWER]),
          ).toEqual([{ n: 1 }]);
        });

        it('follows the application, and keeps what was changed here', async () => {
          const before = new Map((await stateOf(TOWER)).segments.map((one) => [one.externalId, one]));
          const grille = before.get('t1')!;
          await service.segments.update(TOWER, grille.id, { level: 'Level 2' }, 1);
          await sql(`UPDATE public.projects SET name = 'Tower East' WHERE id = $1`, [TOWER]);
          await sql(
            `UPDATE public.project_segments SET name = 'Main', geometry_data = '{"widthInches": 40}' WHERE id = 'd1'`,
          );
          await sql(`DELETE FROM public.project_segments WHERE id = 'd2'`);
          await sql(
            `INSERT INTO public.project_segments (id, project_id, user_id, name, segment_type) VALUES ('d3', $1, 'u1', 'New', 'duct')`,
            [TOWER],
          );
          expect(await adopt()).toMatchObject({ added: 1, updated: 1, removed: 1 });
          const { segments, documents } = await stateOf(TOWER);
          const after = new Map(segments.map((one) => [one.externalId, one]));
          expect(new Set(after.keys())).toEqual(new Set(['d1', 'd3', 'f1', 't1']));
          expect(documents).toBe(4);
          expect(after.get('d1')).toMatchObject({
            id: before.get('d1')?.id,
            name: 'Main',
            width: 1.016,
            height: null,
            version: 2,
          });
          expect(after.get('t1')).toMatchObject({ level: 'Level 2', version: 2 });
          expect((await service.projects.get(TOWER)).name).toBe('Tower East');
          // Without a height the duct has no calculation any more.
          expect((await store.calculations(TOWER, { limit: 9 })).items).toEqual([]);
          expect((await service.segments.analytics(TOWER)).bySegmentType).toEqual({
            duct_segment: 2,
            flow_fitting: 1,
            terminal: 1,
          });
        });

        it('gives the same ids in another database', async () => {
          const { segments } = await stateOf(TOWER);
          await using other = await createTestDatabase();
          await using elsewhere = new DatabasePerformanceOptimizer({
            connectionString: other.url,
            poolSize: 4,
          });
          await elsewhere.postgres.query(inPostgres(readFileSync(referencePath(SCHEMA_FILE), 'utf8')));
          await elsewhere.postgres.query(DATA);
          await elsewhere.postgres.withLease((lease) => migrateAll(lease));
          await adoptApplication(elsewhere, 'postgres', { schema: 'public', unit: 'in' });
          const { rows } = await elsewhere.postgres.query<{
            id: string;
            external_id: string;
            diameter: number;
          }>(`SELECT id, external_id, diameter FROM sizewise.published_segments WHERE project_id = $1`, [
            TOWER,
          ]);
          const d1 = segments.find(({ externalId }) => externalId === 'd1');
          expect(rows.find((row) => row.external_id === 'd1')?.id).toBe(d1?.id);
          expect(rows.find((row) => row.external_id === 'd2')?.diameter).toBeCloseTo(0.3048, 12);
        });

        it('refuses a schema that is not the application', async () => {
          const running = adoptApplication(optimizer, kind, { schema: 'nowhere' });
          await expect(running).rejects.toMatchObject({
            code: 'adopt_source_invalid',
            data: {
              missing: expect.arrayContaining(['projects.id', 'project_segments.segment_type']) as string[],
            },
          });
        });
      });
    },
  );
}
