import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type SegmentRecord } from '@sizewise/shared';

import {
  type ChunkPlan,
  type DrawingFormat,
  type ParseOptions,
  type RejectedRecord,
} from '../../src/parse/format.ts';
import { TemporaryFolder } from './temporary-folder.ts';

export interface ParsedDrawing {
  readonly plan: ChunkPlan;
  readonly segments: SegmentRecord[];
  readonly rejects: RejectedRecord[];
  readonly ignored: Record<string, number>;
  /** Warnings of plan and chunks, as `code: detail` with their counts. */
  readonly warnings: Record<string, number>;
}

export interface ParseDrawingOptions extends Partial<ParseOptions> {
  readonly chunkBytes?: number;
  readonly signal?: AbortSignal;
}

/** Plans a drawing and parses all of its chunks; what is shared goes through JSON, as between threads. */
export async function parseDrawing(
  format: DrawingFormat,
  path: string,
  { chunkBytes = 1_000_000, signal = new AbortController().signal, ...options }: ParseDrawingOptions = {},
): Promise<ParsedDrawing> {
  await using scratch = await TemporaryFolder.create();
  const file = { path, bytes: (await stat(path)).size };
  const common = { file, options: { unit: null, ...options }, scratchDir: scratch.path, signal };
  const plan = await format.plan({ ...common, chunkBytes });
  const found: ParsedDrawing = { plan, segments: [], rejects: [], ignored: {}, warnings: {} };
  const warn = (code: string, detail: string, count: number): void => {
    found.warnings[`${code}: ${detail}`] = (found.warnings[`${code}: ${detail}`] ?? 0) + count;
  };
  for (const { code, detail, count } of plan.warnings) warn(code, detail, count);
  const sink = {
    // A writer that is behind now and then: the parser has to wait for it.
    segment: (record: SegmentRecord, properties?: Uint8Array) =>
      found.segments.push(
        properties ? { ...record, properties: JSON.parse(Buffer.from(properties).toString('utf8')) } : record,
      ) %
        3 ===
      0
        ? new Promise<void>((resolve) => setImmediate(resolve))
        : undefined,
    reject: (record: RejectedRecord) => void found.rejects.push(record),
    ignore: (name: string, count = 1) => void (found.ignored[name] = (found.ignored[name] ?? 0) + count),
    warn: (code: string, detail: string) => warn(code, detail, 1),
  };
  for (const chunk of plan.chunks) {
    const { shared, chunk: copied } = structuredClone({ shared: plan.shared, chunk });
    await format.parse({ ...common, shared: JSON.parse(JSON.stringify(shared)), chunk: copied, sink });
  }
  return found;
}

/** Like `parseDrawing`, of a drawing given as its content. */
export async function parseContent(
  format: DrawingFormat,
  content: string | Uint8Array,
  options?: ParseDrawingOptions,
): Promise<ParsedDrawing> {
  await using folder = await TemporaryFolder.create();
  const path = join(folder.path, 'source');
  await writeFile(path, content);
  return await parseDrawing(format, path, options);
}
