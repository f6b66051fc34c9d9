import { createWriteStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { generateSegments } from '../generate/segments.ts';
import { type BenchContext } from './context.ts';

const SEED = 20_260;
const LINES_AT_ONCE = 500;

function* lines(count: number): Generator<string> {
  let text = '';
  let kept = 0;
  for (const segment of generateSegments(count, SEED)) {
    text += `${JSON.stringify(segment)}\n`;
    if (++kept % LINES_AT_ONCE === 0) {
      yield text;
      text = '';
    }
  }
  yield text;
}

/** NDJSON file of generated segments, written once per run of the benchmarks. */
export async function rowsFile(context: Pick<BenchContext, 'folder' | 'rows'>): Promise<string> {
  const path = join(context.folder, `segments-${context.rows}.ndjson`);
  if (!existsSync(path)) await pipeline(Readable.from(lines(context.rows)), createWriteStream(path));
  return path;
}
