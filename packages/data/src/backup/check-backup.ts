import { type BackupManifest, type BackupReport } from '@sizewise/shared';

import { BackupDamagedError } from './errors.ts';
import { readBackup } from './read-backup.ts';

/**
 * Reads a backup to its end and compares its checksum; nothing is restored.
 * @throws BackupDamagedError, BackupNewerError
 */
export async function checkBackup(file: string, signal: AbortSignal): Promise<BackupReport> {
  let manifest: BackupManifest | null = null;
  const nothing = async (): Promise<void> => undefined;
  const end = await readBackup(
    file,
    {
      manifest: async (found) => void (manifest = found),
      documents: nothing,
      schema: nothing,
      rows: nothing,
      upload: nothing,
    },
    signal,
  );
  const { createdAt, store } = (manifest as BackupManifest | null) ?? {};
  if (createdAt === undefined || store === undefined) throw new BackupDamagedError('it has no manifest');
  return { createdAt, store, rows: end.rows, documents: end.documents, uploads: end.uploads.length };
}
