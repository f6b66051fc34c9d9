import { parentPort, threadId, workerData } from 'node:worker_threads';

import { ImportCancelledError } from './errors.ts';
import { growingUpload } from './growing-upload.ts';
import { type ChunkReport } from './inspect/chunk-report.ts';
import { inspectChunk as inspect } from './inspect/inspect-chunk.ts';
import { type InspectTask, type LookTask } from './inspect/inspect-task.ts';
import { lowerThreadPriority } from './low-priority.ts';
import { PacedWork } from './pace.ts';
import { type ChunkPlan, type DrawingFormat } from './parse/format.ts';
import { checkTable } from './parse/check-table.ts';
import { formatNamed } from './parse/formats.ts';
import {
  type AbortFlag,
  type ChunkTask,
  type ImportFile,
  type MaintenanceTask,
  seesAbort,
  type NetworkTask,
  type PlanTask,
  type PrescanTask,
  type WorkerMessage,
  type WorkerSettings,
} from './worker-protocol.ts';
import { outcomeOf, type WorkerOutcome } from './worker-outcome.ts';
import { WorkerSession } from './worker-session.ts';
import { ChunkWriter } from './write/chunk-writer.ts';
import { maintain } from './write/maintain.ts';
import { type ChunkCounts, markChunkDone } from './write/commit-chunk.ts';
import { writeNetwork } from './write/network-writer.ts';
import { refusedRowOf } from './write/refused-rows.ts';

// A chunk with more rows than this that the database refuses one after the other is given up.
const MAX_REFUSED = 100;
const POLL_ABORT_MS = 50;
const REPORT_MS = 200;
// A thread is not kept waiting for a slow sender.
const PRESCAN_PATIENCE_MS = 1000;

const send = (message: WorkerMessage): void => parentPort?.postMessage(message);

const settings = workerData as WorkerSettings;
if (settings.lowPriority) lowerThreadPriority();
const paced = new PacedWork(settings.pace);

const session = new WorkerSession(settings, (open) => send({ kind: 'connection', thread: threadId, open }));

let current: { readonly importId: string; readonly format: DrawingFormat } | null = null;

/** The format of a task; what another import left in this thread's memory is freed first. */
async function formatFor({
  importId,
  format: name,
}: Pick<ImportFile, 'importId' | 'format'>): Promise<DrawingFormat> {
  if (current && current.importId !== importId) current.format.close?.();
  const format = await formatNamed(name);
  current = { importId, format };
  return format;
}

/** Runs `work` with a signal that follows the parent's flag. */
async function abortable<T>(
  task: { readonly source: { readonly importId: string }; readonly abort: AbortFlag },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const cancelled = new ImportCancelledError(task.source.importId);
  const timer = setInterval(() => {
    if (seesAbort(task.abort)) controller.abort(cancelled);
  }, POLL_ABORT_MS);
  try {
    return await work(controller.signal);
  } finally {
    clearInterval(timer);
  }
}

/** Worker task: does nothing, for loading this module is all that is wanted. */
export function warmUp(): void {}

/** Worker task: reads an upload while it comes in, as far as its format has use for that. */
export async function prescanUpload(task: PrescanTask): Promise<WorkerOutcome<void>> {
  return outcomeOf(() =>
    abortable(task, async (signal) => {
      const format = await formatFor(task.source);
      const file = growingUpload(task.fd, task.growth, PRESCAN_PATIENCE_MS);
      await format.prescan?.({ file, scratchDir: task.source.scratchDir, signal });
    }),
  );
}

/** Worker task: reads the file once and cuts it into chunks. */
export async function planImport(task: PlanTask): Promise<WorkerOutcome<ChunkPlan>> {
  const { file, options, scratchDir } = task.source;
  const { chunkBytes } = task;
  return outcomeOf(() =>
    abortable(task, async (signal) => {
      const format = await formatFor(task.source);
      return format.plan({ file, options, chunkBytes, scratchDir, signal });
    }),
  );
}

/** Worker task: sums flows along the networks of an import and stores what follows from them, once. */
export async function sumNetworks(task: NetworkTask): Promise<WorkerOutcome<null>> {
  const { projectId, importId } = task.source;
  return outcomeOf(() =>
    abortable(task, async (signal) => {
      const calculations = await session.calculationWriter(projectId, importId);
      if (calculations === null) return null;
      try {
        await writeNetwork(await session.postgres(), task.source, calculations, signal);
      } catch (error) {
        await calculations.settle();
        await session.reset();
        throw error;
      }
      return null;
    }),
  );
}

/** Worker task: runs one statement on a whole table, in a transaction of its own. */
export async function maintainTable(task: MaintenanceTask): Promise<WorkerOutcome<null>> {
  return outcomeOf(() =>
    abortable(task, async (signal) => {
      // The server ends a statement whose connection is gone.
      const stop = (): void => void session.reset();
      signal.addEventListener('abort', stop, { once: true });
      try {
        await maintain(await session.postgres(), task);
      } catch (error) {
        await session.reset();
        throw signal.aborted ? signal.reason : error;
      } finally {
        signal.removeEventListener('abort', stop);
      }
      return null;
    }),
  );
}

/** Worker task: checks a mapping against the file it came with. */
export async function checkMapping(task: LookTask): Promise<WorkerOutcome<void>> {
  return outcomeOf(() =>
    abortable(task, async (signal) => checkTable(await formatFor(task.source), task.source, signal)),
  );
}

/** Worker task: parses one chunk and counts what it gives. */
export async function inspectChunk(task: InspectTask): Promise<WorkerOutcome<ChunkReport>> {
  return outcomeOf(() =>
    abortable(task, async (signal) => inspect(task, await formatFor(task.source), signal)),
  );
}

/** Worker task: parses one chunk and stores its rows and its ledger row in one transaction. */
export async function writeChunk(task: ChunkTask): Promise<WorkerOutcome<ChunkCounts>> {
  const refused = new Map<number, string>();
  return outcomeOf(() =>
    abortable(task, async (signal) => {
      const format = await formatFor(task.source);
      for (;;) {
        const outcome = await attemptChunk(task, format, refused, signal);
        if (outcome !== 'again') return outcome;
      }
    }),
  );
}

async function attemptChunk(
  task: ChunkTask,
  format: DrawingFormat,
  refused: Map<number, string>,
  signal: AbortSignal,
): Promise<ChunkCounts | 'again'> {
  const { source } = task;
  const { projectId, importId, attempt, createdAt } = source;
  const lease = { projectId, importId, chunk: task.chunk, leaseToken: task.leaseToken };
  const client = await session.postgres();
  const stores = {
    spatial: await session.spatialWriter(projectId, importId),
    calculations: await session.calculationWriter(projectId, importId),
  };
  const { chunk, sideTable } = task;
  const owner = { projectId, importId, attempt, createdAt, chunk, sideTable };
  const checkpoint = reporter(task);
  await client.query('BEGIN');
  const writer = new ChunkWriter(client, owner, stores, { checkpoint, refused });
  try {
    await format.parse({
      file: source.file,
      options: source.options,
      shared: task.shared,
      chunk: task.range,
      scratchDir: source.scratchDir,
      sink: writer,
      signal,
    });
    const counts = await writer.end();
    await markChunkDone(client, lease, counts);
    await client.query('COMMIT');
    return counts;
  } catch (error) {
    await writer.settle();
    await session.reset();
    const row = refusedRowOf(error);
    const ordinal = row && writer.ordinalOfRow(row);
    if (!row || ordinal === undefined || refused.size >= MAX_REFUSED) throw error;
    refused.set(Number(ordinal), row.reason);
    return 'again';
  }
}

/** Reports what was written since the last report, a few times a second, keeps the pace, and stops a chunk that is cancelled. */
function reporter(task: ChunkTask): (written: { rows: number; rejects: number }) => void {
  let last = { rows: 0, rejects: 0, at: performance.now() };
  return ({ rows, rejects }) => {
    if (seesAbort(task.abort)) throw new ImportCancelledError(task.source.importId);
    paced.rest();
    const now = performance.now();
    if (now - last.at < REPORT_MS) return;
    send({
      kind: 'progress',
      importId: task.source.importId,
      chunk: task.chunk,
      rows: rows - last.rows,
      documents: rows - last.rows,
      rejects: rejects - last.rejects,
    });
    last = { rows, rejects, at: now };
  };
}
