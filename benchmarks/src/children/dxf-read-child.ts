/** Reads one DXF again and again with one reader, from the bytes of the file to rows with bounds. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { median } from '../statistics.ts';
import { openDxfReader } from '../rivals/dxf-readers.ts';
import { type DxfReadInput, type DxfReadReport } from './messages.ts';
import { readInput, report } from './run-child.ts';

const { reader, file, reads } = await readInput<DxfReadInput>();
// The code of both readers is loaded before the clock starts.
const read = await openDxfReader(reader);
const seconds: number[] = [];
let rows = 0;
for (let i = 0; i < reads; i += 1) {
  // As in an import, where the folder is the spool's.
  const scratchDir = mkdtempSync(join(tmpdir(), 'sizewise-dxf-'));
  const started = performance.now();
  rows = await read(file, scratchDir);
  seconds.push((performance.now() - started) / 1000);
  rmSync(scratchDir, { recursive: true, force: true });
}
report({
  rows,
  first: seconds[0] ?? NaN,
  steady: median(seconds.slice(Math.floor(reads / 2))),
} satisfies DxfReadReport);
