/** Imports one drawing through a pipeline of its own and reports time and memory. */
import { basename } from 'node:path';

import { createImportPipeline } from '@sizewise/bulk-pipeline';

import { type DrawingReport, type ImportInput } from './messages.ts';
import { peakMemory } from './peak-memory.ts';
import { readInput, report } from './run-child.ts';

const input = await readInput<ImportInput>();
const pipeline = createImportPipeline({ ...input, spatial: { kind: 'postgres' } });
const done = await pipeline.run(input.file, { projectId: input.projectId, fileName: basename(input.file) });
if (done.status !== 'completed') throw new Error(`The import ended as ${done.status}: ${done.error?.detail}`);
// The clock of `performance` starts with the process.
const seconds = performance.now() / 1000;
const result: DrawingReport = { seconds, peakBytes: peakMemory(), elements: done.segmentsWritten };
await pipeline.close();
report(result);
