import { z } from 'zod';

/** Layout of a backup's archive; one with a higher number is read by later versions only. */
export const BACKUP_FORMAT = 1;

/** First entry of the archive. */
export const backupManifestSchema = z.object({
  format: z.number().int(),
  createdAt: z.iso.datetime(),
  /** Where the spatial documents and calculations of the installation lie. */
  store: z.enum(['postgres', 'mongo']),
  /** Whether uploads of unfinished imports are in it. */
  uploads: z.boolean(),
});
export type BackupManifest = z.infer<typeof backupManifestSchema>;

/** A table as its catalogue describes it; definitions are SQL. */
export const backupTableSchema = z.object({
  name: z.string(),
  /** Those that are stored, in the order of its rows in the archive. */
  columns: z.array(z.string()),
  definition: z.object({
    columns: z.array(z.string()),
    constraints: z.array(z.string()),
    indexes: z.array(z.string()),
    options: z.array(z.string()),
    /** Tables it inherits from. */
    parents: z.array(z.string()),
  }),
});
export type BackupTable = z.infer<typeof backupTableSchema>;

/** Comes before the rows of the tables. */
export const backupSchemaSchema = z.object({
  /** In the order in which they were applied. */
  migrations: z.array(
    z.object({ package: z.string(), number: z.number().int(), name: z.string(), sql: z.string() }),
  ),
  /** In an order in which foreign keys hold. */
  tables: z.array(backupTableSchema),
});
export type BackupSchema = z.infer<typeof backupSchemaSchema>;

/** Last entry: without it the archive is not whole. */
export const backupEndSchema = z.object({
  /** Hexadecimal SHA-256 over name, length and bytes of every entry before this one. */
  sha256: z.string(),
  /** Rows by table. */
  rows: z.record(z.string(), z.number().int()),
  /** Documents by collection; those of an import that was read twice are counted once. */
  documents: z.record(z.string(), z.number().int()),
  sequences: z.array(z.object({ name: z.string(), value: z.string(), isCalled: z.boolean() })),
  /** Imports that ended without rows while their documents were read: they are not restored. */
  withdrawn: z.array(z.string()),
  /** Unfinished imports whose upload is in the archive. */
  uploads: z.array(z.string()),
});
export type BackupEnd = z.infer<typeof backupEndSchema>;

/** What a backup or a restore came to. */
export interface BackupReport {
  readonly createdAt: string;
  readonly store: 'postgres' | 'mongo';
  readonly rows: Readonly<Record<string, number>>;
  readonly documents: Readonly<Record<string, number>>;
  readonly uploads: number;
}
