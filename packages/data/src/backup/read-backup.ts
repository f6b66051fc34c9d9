import {
  BACKUP_FORMAT,
  type BackupEnd,
  backupEndSchema,
  type BackupManifest,
  backupManifestSchema,
  type BackupSchema,
  backupSchemaSchema,
} from '@sizewise/shared';

import { type ArchiveEntry, readArchive } from './archive-reader.ts';
import { END, MANIFEST, SCHEMA } from './entry-names.ts';
import { BackupDamagedError, BackupNewerError } from './errors.ts';

/** What is done with the parts of a backup, in their order. */
export interface BackupVisitor {
  manifest(manifest: BackupManifest): Promise<void>;
  documents(collection: string, importId: string, data: Buffer, replaces: boolean): Promise<void>;
  schema(schema: BackupSchema): Promise<void>;
  rows(table: string, data: Buffer): Promise<void>;
  upload(importId: string, file: string, data: Buffer): Promise<void>;
}

/** Names of uploads come from the file: none may lead out of the folder. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const FILE_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,100}$/;

/**
 * Reads a backup from its beginning to its end.
 * @returns its last entry, whose checksum holds for all before
 * @throws BackupDamagedError, BackupNewerError
 */
export async function readBackup(
  path: string,
  visitor: BackupVisitor,
  signal: AbortSignal,
): Promise<BackupEnd> {
  let end: BackupEnd | null = null;
  let isFirst = true;
  for await (const entry of readArchive(path, signal)) {
    if (end) throw new BackupDamagedError(`${entry.name} comes after its end`);
    if (isFirst !== (entry.name === MANIFEST))
      throw new BackupDamagedError('it does not begin with a manifest');
    isFirst = false;
    if (entry.name === END) end = endOf(entry);
    else await visit(visitor, entry);
  }
  if (!end) throw new BackupDamagedError('it is not whole');
  return end;
}

async function visit(visitor: BackupVisitor, { name, data }: ArchiveEntry): Promise<void> {
  if (name === MANIFEST) return visitor.manifest(manifestOf(data));
  if (name === SCHEMA) return visitor.schema(parsed(backupSchemaSchema, name, data));
  const [kind, ...path] = name.split('/');
  if (kind === 'documents' && path.length === 4) {
    const [collection = '', importId = '', generation, part] = path;
    return visitor.documents(collection, importId, data, Number(generation) > 1 && Number(part) === 1);
  }
  if (kind === 'tables' && path.length === 2) return visitor.rows(path[0] ?? '', data);
  const [importId = '', file = ''] = path;
  if (kind === 'uploads' && path.length === 3 && UUID.test(importId) && FILE_NAME.test(file)) {
    return visitor.upload(importId, file, data);
  }
  throw new BackupDamagedError(`${name} is not known`);
}

function manifestOf(data: Buffer): BackupManifest {
  const manifest = parsed(backupManifestSchema, MANIFEST, data);
  if (manifest.format > BACKUP_FORMAT) throw new BackupNewerError(`its layout is number ${manifest.format}`);
  return manifest;
}

function endOf({ name, data, sha256Before }: ArchiveEntry): BackupEnd {
  const end = parsed(backupEndSchema, name, data);
  if (end.sha256 !== sha256Before) throw new BackupDamagedError('its checksum does not hold');
  return end;
}

function parsed<T>(schema: { parse(value: unknown): T }, name: string, data: Buffer): T {
  try {
    return schema.parse(JSON.parse(data.toString()));
  } catch (error) {
    throw new BackupDamagedError(`${name} cannot be read`, error);
  }
}
