import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  createImportPipeline,
  type ImportPipeline,
  openSpool,
  type SpoolStore,
} from '@sizewise/bulk-pipeline';
import { createPostgresService, createSpatialStore, migrateAll, type PostgresService } from '@sizewise/data';
import { DatabasePerformanceOptimizer } from '@sizewise/optimizer';
import { CALCULATION_COLLECTION, SPATIAL_COLLECTION } from '@sizewise/shared';
import {
  createTestDatabase,
  createTestMongoDatabase,
  type TestDatabase,
  type TestMongoDatabase,
} from '@sizewise/test-support';

/** `side tables`: as `postgres`, and every import is loaded as a large one is. */
export type StoreKind = 'postgres' | 'side tables' | 'mongo';

type PipelineOptions = Parameters<typeof createImportPipeline>[0];

/** Databases and spool of an installation, without a server. */
export class Installation implements AsyncDisposable {
  readonly kind: StoreKind;
  readonly database: TestDatabase;
  readonly optimizer: DatabasePerformanceOptimizer;
  readonly service: PostgresService;
  readonly dir: string;
  readonly #mongo: TestMongoDatabase | null;

  private constructor(kind: StoreKind, database: TestDatabase, dir: string) {
    this.kind = kind;
    this.database = database;
    this.dir = dir;
    this.#mongo = kind === 'mongo' ? createTestMongoDatabase() : null;
    this.optimizer = new DatabasePerformanceOptimizer(
      { connectionString: database.url, poolSize: 5 },
      // The server for tests knows no retryable writes.
      this.#mongo && {
        url: `${this.#mongo.url}${this.#mongo.url.includes('?') ? '&' : '?'}retryWrites=false`,
      },
    );
    this.service = createPostgresService(this.optimizer, this.#storeKind);
  }

  static async open(kind: StoreKind): Promise<Installation> {
    const database = await createTestDatabase({ templateKey: 'data', migrate: migrateAll });
    const installation = new Installation(
      kind,
      database,
      await mkdtemp(join(tmpdir(), 'sizewise-installation-')),
    );
    await installation.optimizer.start();
    await createSpatialStore(installation.optimizer, installation.#storeKind).prepare();
    return installation;
  }

  get spoolDir(): string {
    return join(this.dir, 'spool');
  }

  /** What a backup reads and a restore writes. */
  get stores() {
    return { databaseUrl: this.database.url, mongo: this.optimizer.mongo?.db ?? null };
  }

  /** As a command opens it. */
  spool(): SpoolStore {
    return openSpool({ spoolDir: this.spoolDir, instance: 'command' });
  }

  pipeline(more: Partial<PipelineOptions> = {}): ImportPipeline {
    const { optimizer } = this;
    return createImportPipeline({
      databaseUrl: this.database.url,
      spoolDir: this.spoolDir,
      spatial:
        this.#mongo && optimizer.mongo
          ? { kind: 'mongo', url: this.#mongo.url, database: optimizer.mongo.db.databaseName }
          : { kind: 'postgres' },
      workers: 2,
      chunkBytes: 4096,
      ...(this.kind === 'side tables' ? { sideTableRows: 0 } : {}),
      ...more,
    });
  }

  async rows<Row extends object = Record<string, unknown>>(
    sql: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    return (await this.optimizer.postgres.query<Row>(sql, values)).rows;
  }

  /** Number and checksum of what each store holds of an import, times of writing left out. */
  async contents(importId: string): Promise<Record<string, { count: number; sha256: string }>> {
    const found: Record<string, { count: number; sha256: string }> = {};
    for (const table of ['project_segments', 'spatial_data', 'calculations']) {
      const rows = await this.rows<{ row: object }>(
        `SELECT to_jsonb(t) - 'created_at' AS row FROM sizewise.${table} t WHERE import_id = $1 ORDER BY id`,
        [importId],
      );
      found[table] = checksumOf(rows.map(({ row }) => row));
    }
    for (const name of this.#mongo ? [SPATIAL_COLLECTION, CALCULATION_COLLECTION] : []) {
      const documents = await this.optimizer.mongo?.db
        .collection(name)
        .find({ import_id: importId })
        .sort({ _id: 1 })
        .toArray();
      found[`${name} in MongoDB`] = checksumOf(documents ?? []);
    }
    return found;
  }

  /** Airflow by segment, as segments have it and as their calculations were made with. */
  async airflows(
    importId: string,
  ): Promise<{ segments: Map<string, number>; calculations: Map<string, number> }> {
    const rows = await this.rows<{ id: string; airflow: number }>(
      'SELECT id, airflow FROM sizewise.project_segments WHERE import_id = $1 AND airflow IS NOT NULL',
      [importId],
    );
    const calculated = this.#mongo
      ? await this.optimizer.mongo?.db
          .collection(CALCULATION_COLLECTION)
          .find({ import_id: importId })
          .toArray()
      : await this.rows('SELECT segment_id, input FROM sizewise.calculations WHERE import_id = $1', [
          importId,
        ]);
    return {
      segments: new Map(rows.map(({ id, airflow }) => [id, airflow])),
      calculations: new Map(
        (calculated ?? []).map((one) => [
          String(one['segment_id']),
          (one['input'] as { airflow: number }).airflow,
        ]),
      ),
    };
  }

  async close(): Promise<void> {
    await this.optimizer.close();
    await this.#mongo?.close();
    await this.database.close();
    await rm(this.dir, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  get #storeKind(): 'postgres' | 'mongo' {
    return this.kind === 'mongo' ? 'mongo' : 'postgres';
  }
}

function checksumOf(rows: readonly object[]): { count: number; sha256: string } {
  const hash = createHash('sha256');
  for (const row of rows) hash.update(JSON.stringify(row));
  return { count: rows.length, sha256: hash.digest('hex') };
}
