import { type Import, type ImportProgress, type ImportStatus } from '@sizewise/shared';

/** An import as it is known: from a list, or with what its event stream adds. */
export type KnownImport = Import | ImportProgress;

/** True while the import can still change by itself. */
export function isLive(status: ImportStatus): boolean {
  return status === 'queued' || status === 'running' || status === 'removing';
}

/** Share of the chunks that are stored, 0–1; null where the number of chunks is not known yet. */
export function chunkShare(item: KnownImport): number | null {
  if (item.status === 'completed') return 1;
  if (!('chunksTotal' in item) || item.chunksTotal === 0) return null;
  return item.chunksDone / item.chunksTotal;
}

/** Seconds from start to end, or to `now` (milliseconds); null before the start. */
export function elapsedSeconds(item: Import, now: number): number | null {
  if (item.startedAt === null) return null;
  const end = item.finishedAt === null ? now : Date.parse(item.finishedAt);
  return Math.max(0, (end - Date.parse(item.startedAt)) / 1000);
}

/** What a screen reader says of an import: only what is worth interrupting for. */
export function announcement(item: KnownImport): string {
  const share = chunkShare(item);
  if (item.status === 'completed') {
    return `${item.fileName}: import completed, ${item.segmentsWritten} segments, ${item.rejected} rejected`;
  }
  if (item.status === 'failed') return `${item.fileName}: import failed. ${item.error?.detail ?? ''}`;
  if (item.status !== 'running') return `${item.fileName}: ${item.status}`;
  const tenths = share === null ? '' : `, ${Math.floor(share * 10) * 10} percent`;
  return `${item.fileName}: ${item.stage ?? 'running'}${tenths}`;
}
