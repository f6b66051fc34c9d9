import { setTimeout as sleep } from 'node:timers/promises';

import { ImportCancelledError, WorkerLostError } from '../errors.ts';
import { type ResolvedOptions } from '../options.ts';
import { type WorkerPool } from '../worker-pool.ts';
import { type ChunkLedger, type ImportStanding } from './chunk-ledger.ts';
import { type ImportRow } from './import-row.ts';

export interface SumNetworksDeps {
  readonly ledger: ChunkLedger;
  readonly pool: WorkerPool;
  readonly options: ResolvedOptions;
}

const POLL_MS = 400;
// As for a chunk: an import whose networks end the thread each time is given up.
const MAX_ATTEMPTS = 3;

/**
 * Has the flows of an import's terminals summed along its networks, once its chunks are stored. Costs nothing where no
 * terminal has a flow or nothing is joined; done again, it finds that it was done.
 * @throws ImportCancelledError
 */
export async function sumNetworks(
  deps: SumNetworksDeps,
  row: ImportRow,
  standing: ImportStanding,
  signal: AbortSignal,
): Promise<void> {
  if (!deps.options.calculations || standing.terminalFlows === 0 || standing.links === 0) return;
  await using permit = await deps.options.budget?.acquire(1, signal);
  void permit;
  const source = { projectId: row.project_id, importId: row.id };
  for (let attempt = 1; ; attempt++) {
    using cancelled = watchCancel(deps.ledger, row);
    try {
      await deps.pool.sumNetworks({ source }, AbortSignal.any([signal, cancelled.signal]));
      return;
    } catch (error) {
      if (!(error instanceof WorkerLostError) || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/** A signal that follows a cancel or a removal asked for in another process. */
function watchCancel(ledger: ChunkLedger, row: ImportRow): { signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const over = new AbortController();
  const watch = async (): Promise<void> => {
    for (;;) {
      await sleep(POLL_MS, undefined, { signal: over.signal });
      const { status, cancelRequested } = await ledger.standing(row.project_id, row.id);
      if (cancelRequested || status === 'removing') controller.abort(new ImportCancelledError(row.id));
    }
  };
  // What stops the watch is the end of the work, or a database that the work itself will miss.
  watch().catch(() => undefined);
  return { signal: controller.signal, [Symbol.dispose]: () => over.abort() };
}
