import { randomUUID } from 'node:crypto';

import { migrateAll } from '@sizewise/data';
import { Client } from 'pg';

const TABLES = [
  'project_segments',
  'spatial_data',
  'calculations',
  'import_rejects',
  'import_chunks',
  'imports',
  'drawings',
];

/** The tables of the product on the benchmarks' own server, and one session that prepares and counts. */
export class BenchDatabase implements AsyncDisposable {
  readonly url: string;
  readonly projectId = randomUUID();
  readonly client: Client;

  private constructor(url: string) {
    this.url = url;
    this.client = new Client({ connectionString: url, application_name: 'sizewise-bench' });
  }

  static async open(url: string): Promise<BenchDatabase> {
    const database = new BenchDatabase(url);
    await database.client.connect();
    await migrateAll(database.client);
    await database.client.query(`INSERT INTO sizewise.users (id) VALUES ('bench') ON CONFLICT DO NOTHING`);
    await database.client.query(
      `INSERT INTO sizewise.projects (id, user_id, name) VALUES ($1, 'bench', 'Benchmark')`,
      [database.projectId],
    );
    return database;
  }

  /** Empties the tables, vacuums them and writes a checkpoint: the state from which every measured run starts. */
  async reset(): Promise<void> {
    await this.#dropSideTables();
    const tables = TABLES.map((table) => `sizewise.${table}`).join(', ');
    await this.client.query(`TRUNCATE ${tables}`);
    await this.client.query(`VACUUM (ANALYZE) ${tables}`);
    await this.client.query('CHECKPOINT');
  }

  /** Large imports have tables of their own. */
  async #dropSideTables(): Promise<void> {
    const { rows } = await this.client.query<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'sizewise.project_segments'::regclass`,
    );
    for (const { name } of rows) await this.client.query(`DROP TABLE ${name}`);
  }

  /** As `reset`, with a published import in place, whose rows a rival then loads: they can be read at once too. */
  async resetForRival(importId: string): Promise<void> {
    await this.reset();
    const drawingId = randomUUID();
    await this.client.query(
      `INSERT INTO sizewise.drawings (project_id, id, file_name) VALUES ($1, $2, 'rival')`,
      [this.projectId, drawingId],
    );
    await this.client.query(
      `INSERT INTO sizewise.imports (project_id, id, drawing_id, revision, file_name, status, published_at)
       VALUES ($1, $2, $3, 1, 'rival', 'completed', now())`,
      [this.projectId, importId, drawingId],
    );
  }

  /** @throws Error when readers do not see exactly so many rows: a run that lost rows is no measure */
  async expectPublished(segments: number, spatial: number): Promise<void> {
    const { rows } = await this.client.query<{ segments: string; spatial: string }>(
      `SELECT (SELECT count(*) FROM sizewise.published_segments) AS segments,
         (SELECT count(*) FROM sizewise.published_spatial) AS spatial`,
    );
    const found = [Number(rows[0]?.segments), Number(rows[0]?.spatial)];
    if (found[0] === segments && found[1] === spatial) return;
    throw new Error(
      `Expected ${segments} segments and ${spatial} spatial rows, found ${found.join(' and ')}`,
    );
  }

  /** The server's settings that a durable figure rests on. */
  async settings(): Promise<Record<string, string>> {
    const { rows } = await this.client.query<{ name: string; setting: string }>(
      `SELECT name, current_setting(name) AS setting FROM pg_settings WHERE name = ANY($1)`,
      [
        [
          'server_version',
          'fsync',
          'synchronous_commit',
          'full_page_writes',
          'shared_buffers',
          'max_wal_size',
          'wal_compression',
          'checkpoint_timeout',
        ],
      ],
    );
    return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
