import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { CALCULATION_COLLECTION, SPATIAL_COLLECTION } from '@sizewise/shared';
import { createTestDatabase, createTestMongoDatabase, type TestDatabase } from '@sizewise/test-support';
import { type Document, MongoClient } from 'mongodb';
import { Pool } from 'pg';

import { createImportPipeline, type ImportPipeline, migratePipeline } from '../../src/index.ts';
import { type PipelineOptions } from '../../src/options.ts';
import { type SpatialTarget } from '../../src/worker-protocol.ts';

/** `side tables`: as `postgres`, and every import is loaded as a large one is. */
export type StoreKind = 'postgres' | 'side tables' | 'mongo';
export const STORE_KINDS: readonly StoreKind[] = ['postgres', 'side tables', 'mongo'];
/** For what is read and refused: how rows get into a table of their own does not depend on the drawing. */
export const DOCUMENT_STORES: readonly StoreKind[] = ['postgres', 'mongo'];

/** What both stores hold of one import, whether it is visible or not. */
export interface StoredCounts {
  readonly segments: number;
  readonly documents: number;
}

/** A calculation as either store keeps it. */
export interface StoredCalculation {
  readonly id: string;
  readonly segment_id: string;
  readonly calculation_type: string;
  readonly source: string;
  readonly input: Record<string, unknown>;
  readonly result_data: Record<string, unknown>;
}

/** A database in each store and a spool folder, of one test file; `close()` leaves nothing of them. */
export class PipelineStores implements AsyncDisposable {
  readonly kind: StoreKind;
  readonly database: TestDatabase;
  readonly spoolDir: string;
  readonly spatial: SpatialTarget;
  readonly pool: Pool;
  readonly #mongo: ReturnType<typeof createTestMongoDatabase> | null;
  readonly #client: MongoClient | null;

  private constructor(kind: StoreKind, database: TestDatabase, spoolDir: string) {
    this.kind = kind;
    this.database = database;
    this.spoolDir = spoolDir;
    this.pool = new Pool({ connectionString: database.url, max: 4 });
    this.pool.on('error', () => undefined);
    this.#mongo = kind === 'mongo' ? createTestMongoDatabase() : null;
    this.#client = this.#mongo && new MongoClient(this.#mongo.url);
    this.spatial = this.#mongo
      ? { kind: 'mongo', url: this.#mongo.url, database: this.#mongo.name }
      : { kind: 'postgres' };
  }

  /** @param serverUrl a PostgreSQL server of the test's own; that of the run by default */
  static async open(kind: StoreKind, serverUrl?: string): Promise<PipelineStores> {
    const database = await createTestDatabase({
      templateKey: 'bulk-pipeline',
      migrate: migratePipeline,
      ...(serverUrl === undefined ? {} : { serverUrl }),
    });
    return new PipelineStores(kind, database, await mkdtemp(join(tmpdir(), 'sizewise-spool-')));
  }

  /** Options of a pipeline on these stores, as plain data: a child process takes them too. */
  options(more: Partial<PipelineOptions> = {}): PipelineOptions {
    return {
      databaseUrl: this.database.url,
      spoolDir: this.spoolDir,
      spatial: this.spatial,
      workers: 2,
      instance: 'test',
      ...(this.kind === 'side tables' ? { sideTableRows: 0 } : {}),
      ...more,
    };
  }

  pipeline(more: Partial<PipelineOptions> = {}): ImportPipeline {
    return createImportPipeline(this.options(more));
  }

  async rows<Row extends object = Record<string, unknown>>(
    sql: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    return (await this.pool.query<Row & Record<string, unknown>>(sql, values)).rows;
  }

  /** Rows and documents of an import, read past every view. */
  async stored(importId: string): Promise<StoredCounts> {
    const [found] = await this.rows<{ segments: string; documents: string }>(
      `SELECT (SELECT count(*) FROM sizewise.project_segments WHERE import_id = $1) AS segments,
         (SELECT count(*) FROM sizewise.spatial_data WHERE import_id = $1) AS documents`,
      [importId],
    );
    const documents = this.#client
      ? await this.documents.countDocuments({ import_id: importId })
      : Number(found?.documents);
    return { segments: Number(found?.segments), documents };
  }

  /** Everything both stores hold, of any import, beside the rows of `imports` and `drawings` themselves. */
  async storedInAll(): Promise<StoredCounts> {
    const [found] = await this.rows<{ segments: string; documents: string }>(
      `SELECT (SELECT count(*) FROM sizewise.project_segments) AS segments,
         (SELECT count(*) FROM sizewise.spatial_data) AS documents`,
    );
    const documents = this.#client ? await this.documents.countDocuments({}) : Number(found?.documents);
    return { segments: Number(found?.segments), documents };
  }

  /** Ids of an import's segments and of its spatial documents, each sorted. */
  async ids(importId: string): Promise<{ segments: string[]; documents: string[] }> {
    const of = (table: string): Promise<{ id: string }[]> =>
      this.rows(`SELECT id::text FROM sizewise.${table} WHERE import_id = $1 ORDER BY id`, [importId]);
    const segments = await of('project_segments');
    const documents = this.#client
      ? (await this.documents.find({ import_id: importId }, { projection: { _id: 1 } }).toArray()).map(
          ({ _id }) => ({ id: _id }),
        )
      : await of('spatial_data');
    return { segments: segments.map(({ id }) => id), documents: documents.map(({ id }) => id).sort() };
  }

  /** Calculations of an import, in order of their ids, from the store that has the spatial documents. */
  async calculations(importId: string): Promise<StoredCalculation[]> {
    const inPostgres = await this.rows<StoredCalculation>(
      `SELECT id, segment_id, calculation_type, source, input, result_data FROM sizewise.calculations
       WHERE import_id = $1 ORDER BY id`,
      [importId],
    );
    if (!this.#client) return inPostgres;
    if (inPostgres.length > 0) throw new Error('Calculations lie in PostgreSQL, not beside the documents');
    const found = await this.#collection(CALCULATION_COLLECTION)
      .find({ import_id: importId })
      .sort({ _id: 1 })
      .toArray();
    return found.map((one) => ({ ...(one as unknown as StoredCalculation), id: one._id }));
  }

  /** Names of what lies in the spool folder. */
  async spooled(): Promise<string[]> {
    return readdir(this.spoolDir);
  }

  /** The MongoDB collection of spatial documents. */
  get documents() {
    return this.#collection(SPATIAL_COLLECTION);
  }

  /** The MongoDB collection of calculations. */
  get calculationDocuments() {
    return this.#collection(CALCULATION_COLLECTION);
  }

  #collection(name: string) {
    if (!this.#client || !this.#mongo) throw new TypeError('These stores have no MongoDB');
    return this.#client.db(this.#mongo.name).collection<Document & { _id: string }>(name);
  }

  async close(): Promise<void> {
    await this.pool.end();
    await this.#client?.close();
    await rm(this.spoolDir, { recursive: true, force: true });
    await this.#mongo?.close();
    await this.database.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** One segment as NDJSON, without its newline. */
export function segmentLine(n: number, more: object = {}): string {
  return JSON.stringify({
    externalId: `e${n}`,
    segmentType: n % 3 === 0 ? 'duct_fitting' : 'duct_segment',
    name: `Duct ${n}`,
    system: n % 2 === 0 ? 'Supply' : 'Return',
    length: n / 1000,
    bounds: { minX: n, minY: 0, minZ: 0, maxX: n + 1, maxY: 0.3, maxZ: 0.2 },
    properties: { index: n },
    ...more,
  });
}

/** So many segments as an NDJSON body. */
export function segmentLines(count: number): Readable {
  return Readable.from(
    (function* () {
      for (let n = 0; n < count; n++) yield `${segmentLine(n)}\n`;
    })(),
  );
}
