import { AppError } from '@sizewise/shared';

/** The archive is cut off, changed, or no backup at all. */
export class BackupDamagedError extends AppError {
  constructor(detail: string, cause?: unknown) {
    super('backup_damaged', `The backup cannot be used: ${detail}`, { cause });
  }
}

/** A later version made the backup. */
export class BackupNewerError extends AppError {
  constructor(detail: string) {
    super('backup_newer', `The backup is of a later version: ${detail}`);
  }
}

/** Backup and installation keep spatial documents in different stores. */
export class BackupStoreError extends AppError {
  constructor(backup: string, installation: string) {
    super(
      'backup_store_differs',
      `Spatial documents are in ${backup} in the backup and in ${installation} here: set SPATIAL_STORE or MONGO_URL`,
      { data: { backup, installation } },
    );
  }
}

/** Restoring would replace what is there. */
export class InstallationNotEmptyError extends AppError {
  constructor(what: string) {
    super('installation_not_empty', `The installation is not empty: ${what}`);
  }
}

/** Writers kept the imports busy for too long: both stores have no moment in common. */
export class BackupLockedError extends AppError {
  constructor(cause: unknown) {
    super('backup_locked', 'The table of imports was never free for a moment', { cause, retryable: true });
  }
}
