import {
  BACKUP_FORMAT,
  type BackupEnd,
  type BackupManifest,
  type BackupReport,
  type BackupSchema,
} from '@sizewise/shared';
import { type Db } from 'mongodb';
import { type Client } from 'pg';

import { ArchiveWriter } from './archive-writer.ts';
import { DocumentBackup } from './backup-documents.ts';
import { isUnfinished, type KeptImport, readImports, withdrawnOf } from './backup-imports.ts';
import { beginSnapshot, openSession, whileImportsRest } from './backup-session.ts';
import { backUpTable, readSequences } from './backup-tables.ts';
import { UploadBackup, type UploadSource } from './backup-uploads.ts';
import { END, MANIFEST, SCHEMA } from './entry-names.ts';
import { readSchema, tableNames } from './table-catalogue.ts';

/** Documents of imports that change meanwhile are read again so often, before writers have to wait for it. */
const ROUNDS = 3;

export interface BackupOptions {
  readonly databaseUrl: string;
  /** Null where documents lie in PostgreSQL. */
  readonly mongo: Db | null;
  /** Null leaves uploads out: unfinished imports then fail where the backup is restored. */
  readonly uploads: UploadSource | null;
  /** File to write. */
  readonly file: string;
  readonly signal: AbortSignal;
  /** One line for people about what is being done. */
  readonly onProgress: (line: string) => void;
}

/**
 * Writes the whole installation into one file, as it is at one moment, while it goes on working. The moment is a snapshot
 * of PostgreSQL. Documents in MongoDB follow from it: those of completed imports are read before, and again where their
 * import was changed until then; those of running ones afterwards, where a surplus is what the import writes anyway.
 * @throws BackupLockedError, faults of servers and disk; what is there of the file is removed
 */
export async function writeBackup(options: BackupOptions): Promise<BackupReport> {
  try {
    return await write(options);
  } catch (error) {
    options.signal.throwIfAborted();
    throw error;
  }
}

async function write(options: BackupOptions): Promise<BackupReport> {
  const { databaseUrl, mongo, signal, onProgress } = options;
  const manifest: BackupManifest = {
    format: BACKUP_FORMAT,
    createdAt: new Date().toISOString(),
    store: mongo ? 'mongo' : 'postgres',
    uploads: options.uploads !== null,
  };
  await using archive = new ArchiveWriter(options.file, signal);
  await using snapshot = await openSession(databaseUrl, signal);
  await using session = await openSession(databaseUrl, signal);
  await using uploads = options.uploads && new UploadBackup(options.uploads);
  await archive.add(MANIFEST, jsonOf(manifest));

  const documents = mongo && new DocumentBackup(mongo, archive, signal);
  const name = documents
    ? await snapshotWithDocuments(snapshot, session, documents, onProgress)
    : await beginSnapshot(snapshot);
  const imports = await readImports(snapshot);
  const unfinished = imports.filter(isUnfinished);
  await uploads?.hold(unfinished);
  const seen = await tableNames(snapshot);
  const schema = await readSchema(session);
  await archive.add(SCHEMA, jsonOf(schema));
  for (const one of documents ? unfinished : []) {
    onProgress(`documents of the running import ${one.id}`);
    await documents?.add(one);
  }
  const rows = await backUpTables(session, name, archive, schema, onProgress);
  const isComplete = seen.every((table) => table in rows);
  const kept = (await uploads?.addAll(archive, unfinished)) ?? [];
  const withdrawn = documents || !isComplete ? withdrawnOf(imports, await readImports(session)) : [];
  const sequences = await readSequences(session);
  const counts = documents?.counts(new Set(withdrawn)) ?? {};
  await archive.finish(END, (sha256): BackupEnd => ({
    sha256,
    rows,
    documents: counts,
    sequences,
    withdrawn,
    uploads: kept,
  }));
  return {
    createdAt: manifest.createdAt,
    store: manifest.store,
    rows,
    documents: counts,
    uploads: kept.length,
  };
}

/** Reads the documents of completed imports until none of them is newer or older than the snapshot it then takes. */
async function snapshotWithDocuments(
  snapshot: Client,
  session: Client,
  documents: DocumentBackup,
  onProgress: (line: string) => void,
): Promise<string> {
  const read = new Map<string, string>();
  const readChanged = async (imports: readonly KeptImport[]): Promise<number> => {
    const changed = imports.filter(({ id, status, row }) => status === 'completed' && read.get(id) !== row);
    for (const one of changed) {
      onProgress(`documents of import ${one.id}`);
      await documents.add(one);
      read.set(one.id, one.row);
    }
    return changed.length;
  };
  for (let round = 0; round < ROUNDS; round++) {
    if ((await readChanged(await readImports(session))) === 0) break;
  }
  return whileImportsRest(session, async () => {
    const name = await beginSnapshot(snapshot);
    await readChanged(await readImports(snapshot));
    return name;
  });
}

async function backUpTables(
  session: Client,
  snapshot: string,
  archive: ArchiveWriter,
  { tables }: BackupSchema,
  onProgress: (line: string) => void,
): Promise<Record<string, number>> {
  const rows: Record<string, number> = {};
  for (const table of tables) {
    const count = await backUpTable(session, snapshot, archive, table);
    if (count !== null) rows[table.name] = count;
    onProgress(`${table.name}: ${count === null ? 'dropped meanwhile' : `${count} rows`}`);
  }
  return rows;
}

function jsonOf(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
