import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { readMigrations } from '@sizewise/bulk-pipeline';
import { migrateAll, restoreBackup, writeBackup } from '@sizewise/data';
import { migrateOptimizer } from '@sizewise/optimizer';
import { applyMigrations, type MigrationSession } from '@sizewise/shared';
import { createTestDatabase, describeWith, type TestDatabase } from '@sizewise/test-support';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { openUploadTarget } from '../src/backup/upload-target.ts';
import { Installation } from './installation.ts';

const FOLDER = new URL('../../../packages/', import.meta.url);
const { signal } = new AbortController();
const quiet = (): void => undefined;

/** The tables as they were before the last migration of the pipeline. */
async function migrateAlmost(session: MigrationSession): Promise<void> {
  await migrateOptimizer(session);
  const pipeline = await readMigrations(new URL('bulk-pipeline/migrations/', FOLDER));
  await applyMigrations(session, 'bulk-pipeline', pipeline.slice(0, -1));
  const data = await readMigrations(new URL('data/migrations/', FOLDER));
  await applyMigrations(session, 'data', data.slice(0, 1));
}

describeWith(['postgres'], 'a restore of another version', () => {
  let target: Installation;
  let old: TestDatabase;

  const backUp = async (databaseUrl: string, name: string): Promise<string> => {
    const file = join(target.dir, name);
    await writeBackup({ databaseUrl, mongo: null, uploads: null, file, signal, onProgress: quiet });
    return file;
  };
  const restore = async (
    file: string,
    more: Partial<Parameters<typeof restoreBackup>[0]> = {},
  ): Promise<void> => {
    await using uploads = await openUploadTarget(target.spool(), `${target.spoolDir}.restoring`, signal);
    const options = { file, uploads, replace: true, queueSchema: 'sizewise_jobs', signal, onProgress: quiet };
    await restoreBackup({ ...target.stores, ...options, ...more });
  };
  const query = async (sql: string): Promise<void> => {
    const client = new Client({ connectionString: old.url });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  const projects = async (): Promise<string[]> =>
    // Past the cache: no server runs while a restore does.
    (await target.rows<{ name: string }>('SELECT name FROM sizewise.projects ORDER BY created_at')).map(
      ({ name }) => name,
    );

  beforeAll(async () => {
    target = await Installation.open('postgres');
    old = await createTestDatabase();
    const client = new Client({ connectionString: old.url });
    await client.connect();
    await migrateAlmost(client);
    await client.end();
    await query(`INSERT INTO sizewise.users VALUES ('local')`);
    await query(
      `INSERT INTO sizewise.projects (id, user_id, name) VALUES (gen_random_uuid(), 'local', 'From before')`,
    );
  });
  afterAll(async () => {
    await old.close();
    await target.close();
  });

  it('brings an earlier one to the tables of now', async () => {
    await restore(await backUp(old.url, 'earlier.tar.zst'), { replace: false });
    const before = await target.rows('SELECT FROM sizewise.migrations');
    await target.optimizer.postgres.withLease((lease) => migrateAll(lease));
    expect((await target.rows('SELECT FROM sizewise.migrations')).length).toBeGreaterThan(before.length);
    expect(await projects()).toEqual(['From before']);
  });

  it('refuses a later one, and one whose migrations are others', async () => {
    await query(
      `INSERT INTO sizewise.migrations (package, number, name, sql) VALUES ('data', 999999, 'later', 'SELECT 1')`,
    );
    const later = await backUp(old.url, 'later.tar.zst');
    await expect(restore(later)).rejects.toMatchObject({ code: 'backup_newer' });
    await query(`DELETE FROM sizewise.migrations WHERE number = 999999`);
    await query(`UPDATE sizewise.migrations SET sql = sql || ' ' WHERE package = 'data' AND number = 1`);
    const other = await backUp(old.url, 'other.tar.zst');
    await expect(restore(other)).rejects.toMatchObject({ code: 'migration_changed' });
    expect(await projects()).toEqual(['From before']);
  });

  it('leaves everything as it was where it is stopped in the middle', async () => {
    const file = await backUp(target.database.url, 'now.tar.zst');
    await target.service.projects.create({ name: 'Since then' });
    const stop = new AbortController();
    const onProgress = (line: string): void => {
      if (line === 'rows of projects') stop.abort(new Error('stopped'));
    };
    await expect(restore(file, { signal: stop.signal, onProgress })).rejects.toThrow('stopped');
    expect(await projects()).toEqual(['From before', 'Since then']);
    expect(await readdir(target.dir)).not.toContain('spool.restoring');
    await restore(file);
    expect(await projects()).toEqual(['From before']);
  });
});

describeWith(['postgres', 'mongo'], 'a restore into other stores', () => {
  it('is refused, whichever of them lacks MongoDB', async () => {
    const kinds = ['postgres', 'mongo'] as const;
    for (const kind of kinds) {
      await using source = await Installation.open(kind);
      await using target = await Installation.open(kind === 'mongo' ? 'postgres' : 'mongo');
      const file = join(source.dir, 'backup.tar.zst');
      await writeBackup({ ...source.stores, uploads: null, file, signal, onProgress: quiet });
      await using uploads = await openUploadTarget(target.spool(), `${target.spoolDir}.restoring`, signal);
      const options = {
        file,
        uploads,
        replace: false,
        queueSchema: 'sizewise_jobs',
        signal,
        onProgress: quiet,
      };
      await expect(restoreBackup({ ...target.stores, ...options })).rejects.toMatchObject({
        code: 'backup_store_differs',
      });
    }
  });
});
