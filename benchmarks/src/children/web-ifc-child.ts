/** Opens one drawing with web-ifc, streams the meshes of its distribution elements and reports time and memory. */
import { runReader } from '../ifc-reader-runs.ts';
import { type DrawingReport, type ReadInput } from './messages.ts';
import { peakMemory } from './peak-memory.ts';
import { readInput, report } from './run-child.ts';

const { file } = await readInput<ReadInput>();
const { elements } = await runReader('web-ifc', file, false);
const result: DrawingReport = { seconds: performance.now() / 1000, peakBytes: peakMemory(), elements };
report(result);
