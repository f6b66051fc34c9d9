import { type DrawingFormat } from '../parse/format.ts';
import { type InspectTask } from './inspect-task.ts';
import { type ChunkReport } from './chunk-report.ts';
import { CountingSink } from './counting-sink.ts';

/** Parses one chunk as an import would, and counts what it gives. */
export async function inspectChunk(
  task: InspectTask,
  format: DrawingFormat,
  signal: AbortSignal,
): Promise<ChunkReport> {
  const { file, options, scratchDir } = task.source;
  const { shared, range: chunk } = task;
  const sink = new CountingSink();
  await format.parse({ file, options, scratchDir, shared, chunk, sink, onColumns: sink.columns, signal });
  return sink.report((layer) => format.meaningOfLayer?.(layer, options.layers ?? []) ?? null);
}
