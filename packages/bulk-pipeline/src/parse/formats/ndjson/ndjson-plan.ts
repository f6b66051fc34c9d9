import { type ChunkPlan, type ChunkRange, type PlanRequest } from '../../format.ts';
import { ByteWindow } from '../../text/byte-window.ts';

const NEWLINE = 10;

/** Cuts a file at the first newline behind every `chunkBytes`; a chunk's context is the number of its first line. */
export async function planNdjson(request: PlanRequest): Promise<ChunkPlan> {
  const { file, chunkBytes, signal } = request;
  await using window = await ByteWindow.open(file.path, 0, signal);
  const chunks: ChunkRange[] = [];
  let start = 0;
  let firstLine = 1;
  let line = 1;
  while (await window.more()) {
    const { data, offset } = window;
    for (let at = data.indexOf(NEWLINE); at !== -1; at = data.indexOf(NEWLINE, at + 1)) {
      line += 1;
      const end = offset + at + 1;
      if (end - start < chunkBytes) continue;
      chunks.push({ start, end, context: { line: firstLine } });
      start = end;
      firstLine = line;
    }
    window.drop(data.length);
  }
  if (window.offset > start) chunks.push({ start, end: window.offset, context: { line: firstLine } });
  return { shared: {}, chunks, ignored: {}, warnings: [] };
}
