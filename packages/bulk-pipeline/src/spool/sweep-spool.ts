import { type ImportStatus } from '@sizewise/shared';

import { type Database } from '../ports.ts';
import { type SpoolStore } from './spool-store.ts';

/** An upload by another process that takes longer than this is dead: senders that stall are given up after seconds. */
const DEAD_AFTER_MS = 24 * 3600 * 1000;
/** One that names no process belongs to one that was killed just then: its name follows at once. */
const NAMELESS_AFTER_MS = 60_000;

interface KnownImport {
  readonly id: string;
  readonly status: ImportStatus;
  readonly finished_at: Date | null;
}

/**
 * Removes what a killed process left in the spool: uploads that never became an import, and files of imports that
 * were completed. Uploads that are under way stay.
 * @param instance name of this process, kept over restarts: its own unfinished uploads died with the former run
 * @param keepSeconds how long a failed or cancelled import can be retried from its file
 */
export async function sweepSpool(
  spool: SpoolStore,
  db: Database,
  { instance, keepSeconds }: { instance: string; keepSeconds: number },
): Promise<void> {
  const entries = await spool.entries();
  if (entries.length === 0) return;
  const { rows } = await db.query<KnownImport>(
    'SELECT id, status, finished_at FROM sizewise.imports WHERE id = ANY($1::uuid[])',
    [entries],
  );
  const known = new Map(rows.map((row) => [row.id, row]));
  for (const importId of entries) {
    const row = known.get(importId);
    const isOver = row ? isNoLongerNeeded(row, keepSeconds) : await isDead(spool, importId, instance);
    if (isOver) await spool.remove(importId);
  }
}

function isNoLongerNeeded({ status, finished_at: at }: KnownImport, keepSeconds: number): boolean {
  if (status === 'completed') return true;
  return (
    (status === 'failed' || status === 'cancelled') &&
    at !== null &&
    Date.now() - at.getTime() > keepSeconds * 1000
  );
}

async function isDead(spool: SpoolStore, importId: string, instance: string): Promise<boolean> {
  const upload = await spool.upload(importId);
  if (upload === null || upload.isOpen) return false;
  if (upload.owner === instance) return true;
  return Date.now() - upload.changedAt > (upload.owner ? DEAD_AFTER_MS : NAMELESS_AFTER_MS);
}
