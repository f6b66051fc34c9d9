/** Imports one drawing through a pipeline of its own and reports time and memory. */
import { basename } from 'node:path';

import { createImportPipeline } from '@sizewise/bulk-pipeline';

import { peakMemory } from './peak-memory.ts';
import { type ChildReport, readInput, report } from './run-child.ts';

export interface ImportInput {
  readonly databaseUrl: string;
  readonly spoolDir: string;
  readonly file: string;
  readonly projectId: string;
  readonly workers: number;
}

const input = await readInput<ImportInput>();
const pipeline = createImportPipeline({ ...input, spatial: { kind: 'postgres' } });
const done = await pipeline.run(input.file, { projectId: input.projectId, fileName: basename(input.file) });
if (done.status !== 'completed') throw new Error(`The import ended as ${done.status}: ${done.error?.detail}`);
// The clock of `performance` starts with the process.
const seconds = performance.now() / 1000;
const result: ChildReport = { seconds, peakBytes: peakMemory(), elements: done.segmentsWritten };
await pipeline.close();
report(result);
