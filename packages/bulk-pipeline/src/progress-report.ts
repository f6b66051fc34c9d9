import { type ImportProgress, isFinished, type MachineActivity } from '@sizewise/shared';

import { type LedgerTotals, importOf, type ImportRow } from './job/import-row.ts';
import { type LiveProgress } from './progress/live-progress.ts';

/**
 * The import with what is being written just now added to what the ledger has.
 * @param elsewhere threads of other processes
 */
export function progressOf(
  row: ImportRow,
  totals: LedgerTotals,
  live: LiveProgress,
  elsewhere: MachineActivity['workers'],
): ImportProgress {
  const base = importOf(row, totals);
  const chunks = { chunksDone: totals.chunksDone, chunksTotal: totals.chunksTotal };
  if (isFinished(row.status)) return { ...base, ...chunks, etaSeconds: null, workers: [] };
  const open = live.uncommitted(row.id);
  const segmentsWritten = base.segmentsWritten + open.rows;
  const atWork = [...live.workers(row.id), ...elsewhere.filter(({ importId }) => importId === row.id)];
  const workers = atWork.map(({ id, state, chunk, rowsPerSecond }) => ({
    id,
    state,
    chunk,
    rowsPerSecond: Math.max(0, rowsPerSecond),
  }));
  const rowsPerSecond = workers.reduce((sum, worker) => sum + worker.rowsPerSecond, 0);
  return {
    ...base,
    ...chunks,
    segmentsWritten,
    rejected: base.rejected + open.rejects,
    rowsPerSecond: rowsPerSecond > 0 ? rowsPerSecond : base.rowsPerSecond,
    etaSeconds: etaOf(row, totals),
    workers,
  };
}

/** Time left if the rest goes as fast as what is done; null until a first chunk is done. */
function etaOf(row: ImportRow, totals: LedgerTotals): number | null {
  if (!row.started_at || totals.unitsDone === 0) return null;
  const elapsed = (Date.now() - row.started_at.getTime()) / 1000;
  return (elapsed * (totals.unitsTotal - totals.unitsDone)) / totals.unitsDone;
}
