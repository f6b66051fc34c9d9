import { WorkerLostError } from '../errors.ts';
import { type ResolvedOptions } from '../options.ts';
import { type WorkerPool } from '../worker-pool.ts';
import { type ImportStanding } from './chunk-ledger.ts';
import { type ChunkScheduler } from './chunk-scheduler.ts';
import { type ImportRow } from './import-row.ts';

export interface SumNetworksDeps {
  readonly pool: WorkerPool;
  readonly options: ResolvedOptions;
  readonly scheduler: Pick<ChunkScheduler, 'holdSlot'>;
}

// As for a chunk: an import whose networks end the thread each time is given up.
const MAX_ATTEMPTS = 3;

/**
 * Has the flows of an import's terminals summed along its networks, once its chunks are stored. Costs nothing where no
 * terminal has a flow or nothing is joined; done again, it finds that it was done.
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
  using held = deps.scheduler.holdSlot();
  void held;
  const source = { projectId: row.project_id, importId: row.id };
  for (let attempt = 1; ; attempt++) {
    try {
      await deps.pool.sumNetworks({ source }, signal);
      return;
    } catch (error) {
      if (!(error instanceof WorkerLostError) || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}
