export { checkWritable } from './archive-writer.ts';
export { type UploadFile, type UploadSource } from './backup-uploads.ts';
export { checkBackup } from './check-backup.ts';
export { restoreBackup, type RestoreOptions, type UploadTarget } from './restore-backup.ts';
export { type BackupOptions, writeBackup } from './write-backup.ts';
