import { AppError } from '@sizewise/shared';

import { type LiveProgress } from '../progress/live-progress.ts';
import { type ResolvedOptions } from '../options.ts';
import { type SpoolStore } from '../spool/spool-store.ts';
import { isPassing } from '../worker-outcome.ts';
import { type WorkerPool } from '../worker-pool.ts';
import { type ClaimedChunk } from './chunk-ledger.ts';
import { type ImportStore } from './import-store.ts';
import { openImportFile } from './plan-import.ts';
import { type Turn } from './turn.ts';

export interface WriteChunkDeps {
  readonly store: ImportStore;
  readonly pool: WorkerPool;
  readonly spool: SpoolStore;
  readonly live: LiveProgress;
  readonly options: ResolvedOptions;
  /** Aborts when the chunk is to be given up. */
  readonly signal: AbortSignal;
}

/**
 * Makes one claimed chunk ready, hands it to a worker thread when its turn comes, and waits until it is committed.
 * @throws AppError; `retryable` where the fault is a server's and the same chunk may succeed later
 */
export async function writeClaimedChunk(
  deps: WriteChunkDeps,
  chunk: ClaimedChunk,
  turn: Turn,
): Promise<void> {
  try {
    await writeOnThread(deps, chunk, turn);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new AppError('chunk_failed', message, { cause: error, retryable: isPassing(error) });
  }
}

async function writeOnThread(deps: WriteChunkDeps, chunk: ClaimedChunk, turn: Turn): Promise<void> {
  const { store, pool, spool, live, options, signal } = deps;
  const { importId } = chunk;
  const row = await store.row(importId);
  using opened = await openImportFile(row, spool, signal);
  const { source } = opened;
  await turn.wait(signal);
  await using permit = await options.budget?.acquire(1, signal);
  void permit;
  const done = live.begin('writing', importId, chunk.chunk);
  try {
    const counts = await pool.write(
      {
        source,
        shared: row.plan ?? {},
        chunk: chunk.chunk,
        range: chunk.range,
        leaseToken: chunk.leaseToken,
        sideTable: row.side_table,
      },
      signal,
    );
    const reported = live.reported(importId, chunk.chunk);
    live.written(importId, chunk.chunk, {
      rows: counts.rows - reported.rows,
      documents: counts.spatialRows - reported.rows,
      rejects: counts.rejects - reported.rejects,
    });
    const share = (chunk.range.end - chunk.range.start) / Math.max(1, Number(row.plan_units));
    live.readBytes(source.file.bytes * share);
  } finally {
    done();
  }
}
