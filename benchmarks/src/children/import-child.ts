/** Imports one drawing through a pipeline of its own and reports time and memory. */
import { basename } from 'node:path';

import { createImportPipeline } from '@sizewise/bulk-pipeline';

import { type ImportInput } from './messages.ts';
import { readAgain } from './read-again.ts';
import { readInput, report } from './run-child.ts';

const { file, reads, projectId, ...options } = await readInput<ImportInput>();
const pipeline = createImportPipeline({ ...options, spatial: { kind: 'postgres' } });
const result = await readAgain(reads, async (reading) => {
  // A name of its own each time: else it would be a revision, and the one before it would be deleted meanwhile.
  const fileName = `${reading} ${basename(file)}`;
  const done = await pipeline.run(file, { projectId, fileName, force: true });
  if (done.status !== 'completed') {
    throw new Error(`The import ended as ${done.status}: ${done.error?.detail}`);
  }
  return done.segmentsWritten;
});
await pipeline.close();
report(result);
