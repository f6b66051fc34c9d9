import { type ChunkPlan, type ChunkRange, type PlanRequest } from '../../format.ts';
import { ByteWindow } from '../../text/byte-window.ts';
import { type LineCut, LineCuts } from './line-cuts.ts';
import { NOTED_BYTES, readNotedCuts } from './ndjson-prescan.ts';

/** Chunks of cuts that were noted are longer than asked for by at most a quarter. */
const LEAST_NOTED = 4;

/** Cuts a file at a newline behind every `chunkBytes`; a chunk's context is the number of its first line. */
export async function planNdjson(request: PlanRequest): Promise<ChunkPlan> {
  const { file, chunkBytes, scratchDir } = request;
  const noted = chunkBytes >= LEAST_NOTED * NOTED_BYTES ? await readNotedCuts(scratchDir, file.bytes) : null;
  const cuts = noted ?? (await findCuts(request));
  return { shared: {}, chunks: chunksOf(cuts, file.bytes, chunkBytes), ignored: {}, warnings: [] };
}

async function findCuts({ file, chunkBytes, signal }: PlanRequest): Promise<readonly LineCut[]> {
  const found = new LineCuts(chunkBytes);
  await using window = await ByteWindow.open(file.path, 0, signal);
  while (await window.more()) {
    found.take(window.data, window.offset);
    window.drop(window.data.length);
  }
  return found.cuts;
}

function chunksOf(cuts: readonly LineCut[], bytes: number, chunkBytes: number): ChunkRange[] {
  const chunks: ChunkRange[] = [];
  let start = 0;
  let firstLine = 1;
  for (const { end, line } of cuts) {
    if (end - start < chunkBytes) continue;
    chunks.push({ start, end, context: { line: firstLine } });
    start = end;
    firstLine = line;
  }
  if (bytes > start) chunks.push({ start, end: bytes, context: { line: firstLine } });
  return chunks;
}
