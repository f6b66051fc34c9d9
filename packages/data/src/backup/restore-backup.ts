import {
  type BackupEnd,
  type BackupManifest,
  type BackupReport,
  type BackupSchema,
  type BackupTable,
} from '@sizewise/shared';
import { type Db } from 'mongodb';
import { type Client } from 'pg';

import { openSession } from './backup-session.ts';
import { checkBackup } from './check-backup.ts';
import { DocumentLoader } from './document-loader.ts';
import { BackupDamagedError, BackupStoreError } from './errors.ts';
import { type BackupVisitor, readBackup } from './read-backup.ts';
import { checkUnused, completeTables, recreateTables, setSequences } from './restore-schema.ts';
import { remainingImports, settleImports } from './settle-imports.ts';
import { TableLoader } from './table-loader.ts';

/** Whoever uses the tables now keeps them: the restore gives up after this time. */
const LOCK_TIMEOUT = '10s';

/** Takes the uploads of unfinished imports. */
export interface UploadTarget extends AsyncDisposable {
  add(importId: string, file: string, data: Buffer): Promise<void>;
  /** Puts what was added where imports look for it; without this, disposing removes it. */
  finish(): Promise<void>;
}

export interface RestoreOptions {
  /** A database with the migrations of this version. */
  readonly databaseUrl: string;
  /** Null where documents lie in PostgreSQL. */
  readonly mongo: Db | null;
  readonly uploads: UploadTarget;
  readonly file: string;
  /** Put the backup in the place of what is there. */
  readonly replace: boolean;
  /** Schema of the job queue, whose jobs belong to the imports of before. */
  readonly queueSchema: string;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/**
 * Restores a backup: the file is read to its end and compared with its checksum, then once more into one transaction in
 * PostgreSQL and into collections beside the real ones in MongoDB. Imports that had not ended are taken up by the next
 * start.
 * @throws BackupDamagedError, BackupNewerError, BackupStoreError, InstallationNotEmptyError, MigrationChangedError;
 * then the installation is as it was before
 */
export async function restoreBackup(options: RestoreOptions): Promise<BackupReport> {
  try {
    return await restore(options);
  } catch (error) {
    options.signal.throwIfAborted();
    throw error;
  }
}

async function restore(options: RestoreOptions): Promise<BackupReport> {
  const { file, mongo, signal, onProgress } = options;
  onProgress('checking the file');
  await checkBackup(file, signal);
  await using session = await openSession(options.databaseUrl, signal);
  await using documents = mongo && new DocumentLoader(mongo);
  const restore = new Restore(session, documents, options);
  const end = await readBackup(file, restore, signal);
  onProgress('indexes');
  const counts = await restore.complete(end);
  await options.uploads.finish();
  await documents?.finish();
  await session.query('COMMIT');
  const { createdAt, store } = restore.manifestRead;
  return { createdAt, store, rows: end.rows, documents: counts, uploads: end.uploads.length };
}

class Restore implements BackupVisitor {
  readonly #session: Client;
  readonly #documents: DocumentLoader | null;
  readonly #options: RestoreOptions;
  #manifest: BackupManifest | null = null;
  #tables: readonly BackupTable[] = [];
  #own: readonly BackupTable[] = [];
  #loader: TableLoader | null = null;
  #at = '';

  constructor(session: Client, documents: DocumentLoader | null, options: RestoreOptions) {
    this.#session = session;
    this.#documents = documents;
    this.#options = options;
  }

  get manifestRead(): BackupManifest {
    if (!this.#manifest) throw new BackupDamagedError('it has no manifest');
    return this.#manifest;
  }

  async manifest(manifest: BackupManifest): Promise<void> {
    const here = this.#documents ? 'mongo' : 'postgres';
    if (manifest.store !== here) throw new BackupStoreError(manifest.store, here);
    if (!this.#options.replace) {
      await checkUnused(this.#session);
      await this.#documents?.checkUnused();
    }
    await this.#documents?.begin();
    this.#manifest = manifest;
  }

  async documents(collection: string, importId: string, data: Buffer, replaces: boolean): Promise<void> {
    this.#say(`documents of import ${importId}`);
    if (!this.#documents) throw new BackupDamagedError('documents are not in PostgreSQL alone');
    await this.#documents.add(collection, importId, data, replaces);
  }

  async schema(schema: BackupSchema): Promise<void> {
    this.#say('tables');
    await this.#session.query('BEGIN');
    await this.#session.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
    // Migrations are written for the path that every session has.
    await this.#session.query(`SET LOCAL search_path = "$user", public`);
    await this.#session.query(
      `DROP SCHEMA IF EXISTS ${this.#session.escapeIdentifier(this.#options.queueSchema)} CASCADE`,
    );
    this.#own = await recreateTables(this.#session, schema);
    this.#tables = schema.tables;
    this.#loader = new TableLoader(this.#session, schema.tables);
  }

  async rows(table: string, data: Buffer): Promise<void> {
    this.#say(`rows of ${table}`);
    await this.#loaderOf().add(table, data);
  }

  async upload(importId: string, file: string, data: Buffer): Promise<void> {
    this.#say(`upload of import ${importId}`);
    await this.#options.uploads.add(importId, file, data);
  }

  /** Compares counts, builds indexes, settles imports. @returns documents by collection */
  async complete(end: BackupEnd): Promise<Record<string, number>> {
    const loader = this.#loaderOf();
    await loader.end();
    for (const { name } of this.#tables) {
      const [expected = 0, found] = [end.rows[name], loader.rowsOf(name)];
      if (found !== expected) throw new BackupDamagedError(`${name} has ${found} of ${expected} rows`);
    }
    await completeTables(
      this.#session,
      this.#own.filter(({ name }) => name in end.rows),
    );
    await setSequences(this.#session, end.sequences);
    await settleImports(this.#session, end);
    if (!this.#documents) return {};
    const counts = await this.#documents.keepOnly(await remainingImports(this.#session));
    for (const [name, expected] of Object.entries(end.documents)) {
      if (counts[name] === expected) continue;
      throw new BackupDamagedError(`${name} has ${counts[name]} of ${expected} documents`);
    }
    return counts;
  }

  #loaderOf(): TableLoader {
    if (!this.#loader) throw new BackupDamagedError('rows come before their tables');
    return this.#loader;
  }

  #say(line: string): void {
    if (line === this.#at) return;
    this.#at = line;
    this.#options.onProgress(line);
  }
}
